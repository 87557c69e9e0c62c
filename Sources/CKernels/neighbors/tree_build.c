// Building a k-d tree: each node is split across its widest axis at a multiple of sixteen points, so that every leaf is
// one or two whole blocks.
#include <stdlib.h>

#include "../kernel_tables.h"

typedef struct { float key; int32_t index; } keyed;

typedef struct {
  const float *points;
  long dimensions;
  int32_t *order;
  keyed *keys;
  fledge_tree_node *nodes;
  long used;
} builder;

static int before(keyed a, keyed b) { return a.key < b.key || (a.key == b.key && a.index < b.index); }

// Quickselect: moves the `wanted` smallest items to the front. No two items are equal.
static void select_smallest(keyed *a, long count, long wanted) {
  long low = 0, high = count - 1;
  while (low < high) {
    long middle = low + (high - low) / 2;
    keyed x = a[low], y = a[middle], z = a[high];
    keyed pivot = before(x, y) ? (before(y, z) ? y : before(x, z) ? z : x) : (before(x, z) ? x : before(y, z) ? z : y);
    long i = low, j = high;
    while (i <= j) {
      while (before(a[i], pivot)) i++;
      while (before(pivot, a[j])) j--;
      if (i > j) break;
      keyed swap = a[i];
      a[i++] = a[j];
      a[j--] = swap;
    }
    if (wanted - 1 <= j) high = j;
    else if (wanted >= i + 1) low = i;
    else return;
  }
}

static long widest_axis(const builder *b, const int32_t *order, long count) {
  float least[FLEDGE_TREE_DIMENSIONS], most[FLEDGE_TREE_DIMENSIONS];
  const long d = b->dimensions;
  for (long j = 0; j < d; j++) least[j] = most[j] = b->points[order[0] * d + j];
  for (long i = 1; i < count; i++) {
    const float *p = b->points + order[i] * d;
    for (long j = 0; j < d; j++) {
      least[j] = p[j] < least[j] ? p[j] : least[j];
      most[j] = p[j] > most[j] ? p[j] : most[j];
    }
  }
  long widest = 0;
  for (long j = 1; j < d; j++)
    if (most[j] - least[j] > most[widest] - least[widest]) widest = j;
  return widest;
}

static void split(builder *b, long first, long count, long points) {
  long number = b->used++;
  fledge_tree_node *node = b->nodes + number;
  *node = (fledge_tree_node){.axis = -1, .first = (int32_t)first, .count = (int32_t)count};
  if (count <= 2) return;
  int32_t *order = b->order + first * FLEDGE_TREE_BLOCK;
  long axis = widest_axis(b, order, points), half = count / 2, left = half * FLEDGE_TREE_BLOCK;
  for (long i = 0; i < points; i++)
    b->keys[i] = (keyed){b->points[order[i] * b->dimensions + axis], order[i]};
  select_smallest(b->keys, points, left);
  float border = -INFINITY;
  for (long i = 0; i < points; i++) {
    order[i] = b->keys[i].index;
    if (i < left && b->keys[i].key > border) border = b->keys[i].key;
  }
  // Points on both sides may have exactly this coordinate.
  node->split = border;
  node->axis = (int32_t)axis;
  split(b, first, half, left);
  node->right = (int32_t)b->used;
  split(b, first + half, count - half, points - left);
}

long fledge_tree_build(const float *points, long count, long dimensions, float *blocks, int32_t *order,
                       fledge_tree_node *nodes) {
  long block_count = (count + FLEDGE_TREE_BLOCK - 1) / FLEDGE_TREE_BLOCK;
  builder b = {.points = points, .dimensions = dimensions, .order = order, .nodes = nodes};
  b.keys = fledge_scratch(count * (long)sizeof(keyed));
  for (long i = 0; i < block_count * FLEDGE_TREE_BLOCK; i++) order[i] = i < count ? (int32_t)i : -1;
  split(&b, 0, block_count, count);
  for (long i = 0; i < block_count * FLEDGE_TREE_BLOCK; i++)
    for (long j = 0; j < dimensions; j++)
      blocks[(i / FLEDGE_TREE_BLOCK * dimensions + j) * FLEDGE_TREE_BLOCK + i % FLEDGE_TREE_BLOCK] =
          order[i] >= 0 ? points[order[i] * dimensions + j] : NAN;
  return b.used;
}

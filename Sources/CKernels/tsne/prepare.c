// What t-SNE prepares on one thread in each iteration: the quadtree, and the order of points by grid column. And the
// roots of unity.
#pragma STDC FP_CONTRACT OFF
#include "../kernel_tables.h"

enum { LEAF_POINTS = 16, DEPTH_LIMIT = 48 };

typedef struct {
  const float *points;
  int32_t *order, *spare;
  fledge_quad_node *nodes;
  long used;
} quad_builder;

static int quadrant(const float *p, float x, float y) { return (p[0] > x) + 2 * (p[1] > y); }

// Sorts a cell's points by quadrant; `starts` has five entries.
static void sort_by_quadrant(quad_builder *b, long first, long count, float x, float y, long starts[5]) {
  long sizes[4] = {0};
  for (long i = first; i < first + count; i++) sizes[quadrant(b->points + 2 * (long)b->order[i], x, y)]++;
  starts[0] = first;
  for (int q = 0; q < 4; q++) starts[q + 1] = starts[q] + sizes[q];
  long at[4] = {starts[0], starts[1], starts[2], starts[3]};
  for (long i = first; i < first + count; i++)
    b->spare[at[quadrant(b->points + 2 * (long)b->order[i], x, y)]++] = b->order[i];
  memcpy(b->order + first, b->spare + first, (size_t)count * sizeof(int32_t));
}

// Adds the cell around (x, y). A cell whose points are all in one quadrant shrinks to it instead of becoming a node, so
// there are fewer than 2 x points nodes.
static void grow(quad_builder *b, long first, long count, float x, float y, float width, int depth) {
  long starts[5];
  int leaf = count <= LEAF_POINTS;
  while (!leaf) {
    if (depth++ >= DEPTH_LIMIT) { leaf = 1; break; }
    sort_by_quadrant(b, first, count, x, y, starts);
    int only = -1;
    for (int q = 0; q < 4; q++)
      if (starts[q + 1] - starts[q] == count) only = q;
    if (only < 0) break;
    width /= 2;
    x += only & 1 ? width / 2 : -width / 2;
    y += only & 2 ? width / 2 : -width / 2;
  }
  long number = b->used++;
  float sum_x = 0, sum_y = 0;
  for (long i = first; i < first + count; i++) {
    sum_x += b->points[2 * (long)b->order[i]] - x;
    sum_y += b->points[2 * (long)b->order[i] + 1] - y;
  }
  b->nodes[number] = (fledge_quad_node){.x = x + sum_x / (float)count, .y = y + sum_y / (float)count,
                                        .squared_width = width * width, .first = (int32_t)first,
                                        .count = (int32_t)count, .leaf = leaf};
  for (int q = 0; q < 4 && !leaf; q++)
    if (starts[q + 1] > starts[q])
      grow(b, starts[q], starts[q + 1] - starts[q], x + (q & 1 ? width / 4 : -width / 4),
           y + (q & 2 ? width / 4 : -width / 4), width / 2, depth);
  b->nodes[number].next = (int32_t)b->used;
}

long fledge_quad_build(const float *points, long count, float *sorted, int32_t *order, fledge_quad_node *nodes) {
  float least[2] = {points[0], points[1]}, most[2] = {points[0], points[1]};
  for (long i = 0; i < 2 * count; i++) {
    least[i & 1] = points[i] < least[i & 1] ? points[i] : least[i & 1];
    most[i & 1] = points[i] > most[i & 1] ? points[i] : most[i & 1];
  }
  float wide = most[0] - least[0], high = most[1] - least[1];
  quad_builder b = {.points = points, .order = order, .nodes = nodes};
  b.spare = fledge_scratch(count * (long)sizeof(int32_t));
  for (long i = 0; i < count; i++) order[i] = (int32_t)i;
  grow(&b, 0, count, least[0] + wide / 2, least[1] + high / 2, wide > high ? wide : high, 0);
  float *ys = sorted + count + FLEDGE_TREE_BLOCK;
  for (long i = 0; i < count + FLEDGE_TREE_BLOCK; i++) {
    sorted[i] = i < count ? points[2 * (long)order[i]] : 0;
    ys[i] = i < count ? points[2 * (long)order[i] + 1] : 0;
  }
  return b.used;
}

void fledge_grid_sort(const fledge_grid *grid) {
  int32_t *starts = grid->starts;
  const float *points = grid->points;
  memset(starts, 0, (size_t)(grid->side + 2) * sizeof(int32_t));
  for (long i = 0; i < grid->count; i++)
    starts[(long)((points[2 * i] - grid->origin_x) * grid->inverse_spacing) + 2]++;
  for (long c = 2; c < grid->side + 2; c++) starts[c] += starts[c - 1];
  for (long i = 0; i < grid->count; i++) {
    float u = (points[2 * i] - grid->origin_x) * grid->inverse_spacing;
    float v = (points[2 * i + 1] - grid->origin_y) * grid->inverse_spacing;
    long at = starts[(long)u + 1]++;
    grid->sorted[2 * at] = u;
    grid->sorted[2 * at + 1] = v;
  }
}

// sin(t) and cos(t) for 0 <= t <= pi / 4 by Taylor's series, in double precision and without the system's libm.
static void small_sine_cosine(double t, double *sine, double *cosine) {
  double s = 0, c = 0, square = t * t;
  for (int k = 11; k >= 1; k--) {
    s = (1 - s) * square / (double)((2 * k) * (2 * k + 1));
    c = (1 - c) * square / (double)((2 * k - 1) * (2 * k));
  }
  *sine = t * (1 - s);
  *cosine = 1 - c;
}

void fledge_fourier_roots(long size, float *cosines, float *sines) {
  const double pi = 3.14159265358979323846;
  for (long i = 0; i < size; i++) {
    // The angle in eighths of a turn, folded into the first one.
    long octant = 8 * i / size, rest = 8 * i - octant * size;
    double s, c, cosine, sine;
    long folded = octant & 1 ? size - rest : rest;
    small_sine_cosine(pi / 4 * (double)folded / (double)size, &s, &c);
    switch ((octant + 1) / 2 % 4) {
    case 0: cosine = c, sine = octant & 1 ? -s : s; break;
    case 1: cosine = octant & 1 ? s : -s, sine = c; break;
    case 2: cosine = -c, sine = octant & 1 ? s : -s; break;
    default: cosine = octant & 1 ? -s : s, sine = -c; break;
    }
    cosines[i] = (float)cosine;
    sines[i] = (float)-sine;
  }
}

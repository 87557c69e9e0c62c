// Search in a k-d tree, with sixteen points at a time in the leaves. Bentley, "Multidimensional binary search trees
// used for associative searching", 1975; the distance to the far side is updated axis by axis (Arya and Mount, 1993).

// The bound is in single precision. It is lowered by this factor, so that rounding never prunes a true neighbour.
#define BOUND_SLACK (1.0f - 0x1p-16f)

typedef struct {
  const fledge_tree_search *job;
  const float *query;
  long self;
  neighbor *heap;
  float offsets[FLEDGE_TREE_DIMENSIONS];
} tree_visit;

// Squared distances to a block's sixteen points, with the additions in the order of `squared_distance`.
INLINE vfloat block_distances(const float *block, const float *query, const long dimensions) {
  vfloat sum[FLEDGE_TREE_DIMENSIONS];
  for (long j = 0; j < dimensions; j++) {
    vfloat d = query[j] - load(block + j * LANES);
    sum[j] = d * d;
  }
  for (long half = 8; half > 0; half /= 2)
    for (long j = 0; j < half && j + half < dimensions; j++) sum[j] += sum[j + half];
  return sum[0];
}

INLINE void visit_leaf(tree_visit *visit, const fledge_tree_node *leaf, const long dimensions) {
  const fledge_tree_search *job = visit->job;
  for (long b = leaf->first; b < leaf->first + leaf->count; b++) {
    vfloat distances = block_distances(job->blocks + b * dimensions * LANES, visit->query, dimensions);
    uint32_t bits = lane_bits(distances <= visit->heap[0].distance);
    while (bits) {
      int lane = __builtin_ctz(bits);
      bits &= bits - 1;
      neighbor item = {distances[lane], job->order[b * LANES + lane]};
      if (item.index != visit->self && nearer(item, visit->heap[0])) heap_sink(visit->heap, job->neighbors, item);
    }
  }
}

INLINE void visit_any_leaf(tree_visit *visit, const fledge_tree_node *leaf) {
  switch (visit->job->dimensions) {
  case 2: visit_leaf(visit, leaf, 2); break;
  case 3: visit_leaf(visit, leaf, 3); break;
  case 4: visit_leaf(visit, leaf, 4); break;
  default: visit_leaf(visit, leaf, visit->job->dimensions);
  }
}

static void visit_node(tree_visit *visit, long number, float bound) {
  const fledge_tree_node *node = visit->job->nodes + number;
  if (node->axis < 0) {
    visit_any_leaf(visit, node);
    return;
  }
  float offset = visit->query[node->axis] - node->split, old = visit->offsets[node->axis];
  visit_node(visit, offset < 0 ? number + 1 : node->right, bound);
  float far = bound - old * old + offset * offset;
  if (far * BOUND_SLACK > visit->heap[0].distance) return;
  visit->offsets[node->axis] = offset;
  visit_node(visit, offset < 0 ? node->right : number + 1, far);
  visit->offsets[node->axis] = old;
}

static void search_tree(const fledge_tree_search *job, long begin, long end) {
  neighbor *heap = fledge_scratch(job->neighbors * (long)sizeof(neighbor));
  for (long q = begin; q < end; q++) {
    tree_visit visit = {
        .job = job, .query = job->queries + q * job->dimensions, .self = job->exclude_self ? q : -1, .heap = heap};
    heap_clear(heap, job->neighbors);
    visit_node(&visit, 0, 0);
    heap_write(heap, job->neighbors, job->indices + q * job->neighbors, job->distances + q * job->neighbors);
  }
}

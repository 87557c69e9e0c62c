// Brute force: a block of queries against all points, by matrix products.
//
// The products only select candidates. With centred coordinates, the computed value v_ij = |y_j|^2 - 2 x_i.y_j (and the
// fixed-order distance that ranks) has an error of at most e_i = u (1.1 d + 24) (|x_i| + max |y|)^2, u = 2^-24. So
// every one of the k nearest has v_ij <= (k-th smallest v) + 4 e_i, and all points below that limit are measured again
// in the fixed order.

// Centres points and packs them in panels of 32: element (s, r) of a panel is coordinate s of its point r.
static void pack_points(const float *points, const float *center, float *panels, float *norms, long count,
                        long dimensions, long begin, long end) {
  for (long panel = begin; panel < end; panel++) {
    float *to = panels + panel * dimensions * FLEDGE_PANEL_WIDTH;
    long first = panel * FLEDGE_PANEL_WIDTH;
    long width = count - first < FLEDGE_PANEL_WIDTH ? count - first : FLEDGE_PANEL_WIDTH;
    for (long s = 0; s < dimensions; s++) {
      float middle = center[s], *row = to + s * FLEDGE_PANEL_WIDTH;
      const float *column = points + first * dimensions + s;
      for (long r = 0; r < width; r++) row[r] = column[r * dimensions] - middle;
      for (long r = width; r < FLEDGE_PANEL_WIDTH; r++) row[r] = 0;
    }
    for (long v = 0; v < FLEDGE_PANEL_WIDTH; v += LANES) {
      vfloat sum = {0};
      for (long s = 0; s < dimensions; s++) {
        vfloat value = load(to + s * FLEDGE_PANEL_WIDTH + v);
        sum = fma16(value, value, sum);
      }
      store(norms + first + v, sum);
    }
    for (long r = width; r < FLEDGE_PANEL_WIDTH; r++) norms[first + r] = INFINITY;
  }
}

typedef struct {
  float value;
  int32_t index;
} candidate;

// The candidates of one query. `limit` never rises.
typedef struct {
  float limit, slack;
  long count;
} candidates;

INLINE long candidate_capacity(const fledge_scan *job) { return 4 * job->neighbors + 64; }

static long scan_scratch(const fledge_scan *job) {
  long row = job->dimensions * (long)sizeof(float) + FLEDGE_PANEL_WIDTH * (long)sizeof(float) +
             (long)sizeof(candidates) + candidate_capacity(job) * (long)sizeof(candidate);
  return job->block * row + job->neighbors * (long)sizeof(neighbor) + 256;
}

// The k-th smallest value, by quickselect.
static float kth_value(candidate *a, long count, long k) {
  long low = 0, high = count - 1;
  while (low < high) {
    float pivot = a[low + (high - low) / 2].value;
    long i = low, j = high;
    while (i <= j) {
      while (a[i].value < pivot) i++;
      while (a[j].value > pivot) j--;
      if (i > j) break;
      candidate swap = a[i];
      a[i++] = a[j];
      a[j--] = swap;
    }
    if (k - 1 <= j) high = j;
    else if (k - 1 >= i) low = i;
    else break;
  }
  return a[k - 1].value;
}

// Lowers the limit and drops the candidates above it.
static void prune(candidates *list, candidate *items, long neighbors) {
  if (list->count < neighbors) return;
  float limit = kth_value(items, list->count, neighbors) + list->slack;
  if (limit < list->limit) list->limit = limit;
  long kept = 0;
  for (long i = 0; i < list->count; i++)
    if (items[i].value <= list->limit) items[kept++] = items[i];
  list->count = kept;
}

INLINE float measured(const fledge_scan *job, long query, long point) {
  return job->kernels->squared_distance(job->queries + query * job->dimensions,
                                        job->points + point * job->dimensions, job->dimensions);
}

static void finish_query(const fledge_scan *job, long query, candidates *list, candidate *items, neighbor *heap) {
  long self = job->exclude_self ? query : -1;
  heap_clear(heap, job->neighbors);
  // If the list overflowed, because many distances are equal, all points are candidates.
  int takes_all = list->count < 0;
  if (!takes_all) prune(list, items, job->neighbors);
  long count = takes_all ? job->count : list->count;
  for (long i = 0; i < count; i++) {
    long point = takes_all ? i : items[i].index;
    if (point == self) continue;
    neighbor item = {measured(job, query, point), (int32_t)point};
    if (nearer(item, heap[0])) heap_sink(heap, job->neighbors, item);
  }
  heap_write(heap, job->neighbors, job->indices + query * job->neighbors, job->distances + query * job->neighbors);
}

INLINE void add_candidates(const fledge_scan *job, candidates *list, candidate *items, const float *products,
                           long first, long self) {
  for (long v = 0; v < FLEDGE_PANEL_WIDTH; v += LANES) {
    vfloat values = fma16(load(products + v), splat(-2), load(job->norms + first + v));
    uint32_t bits = lane_bits(values <= list->limit);
    while (bits) {
      int lane = __builtin_ctz(bits);
      bits &= bits - 1;
      long point = first + v + lane;
      if (point == self || point >= job->count || list->count < 0) continue;
      items[list->count++] = (candidate){values[lane], (int32_t)point};
      if (list->count < candidate_capacity(job)) continue;
      prune(list, items, job->neighbors);
      if (list->count > candidate_capacity(job) - 8) list->count = -1;
    }
  }
}

// Queries in blocks begin ..< end.
static void scan(const fledge_scan *job, long begin, long end) {
  const long d = job->dimensions, capacity = candidate_capacity(job);
  const long panels = (job->count + FLEDGE_PANEL_WIDTH - 1) / FLEDGE_PANEL_WIDTH;
  float *centred = fledge_scratch(scan_scratch(job)), *products = centred + job->block * d;
  candidate *items = (candidate *)(products + job->block * FLEDGE_PANEL_WIDTH);
  candidates *lists = (candidates *)(items + job->block * capacity);
  neighbor *heap = (neighbor *)(lists + job->block + 1);
  const float unit = 0x1p-24f * (1.1f * (float)d + 24);
  for (long block = begin; block < end; block++) {
    long first = block * job->block;
    long rows = job->queries_count - first < job->block ? job->queries_count - first : job->block;
    for (long r = 0; r < rows; r++) {
      float norm = 0;
      for (long s = 0; s < d; s++) {
        float value = job->queries[(first + r) * d + s] - job->center[s];
        centred[r * d + s] = value;
        norm += value * value;
      }
      float reach = __builtin_sqrtf(norm) + job->largest_norm;
      lists[r] = (candidates){.limit = 3e38f, .slack = 4 * unit * 1.01f * reach * reach};
    }
    for (long panel = 0; panel < panels; panel++) {
      fledge_product product = {.a = centred, .a_row_stride = d, .a_k_stride = 1,
                                .b = job->panels + panel * d * FLEDGE_PANEL_WIDTH, .b_panels = 1,
                                .c = products, .rows = rows, .k = d, .columns = FLEDGE_PANEL_WIDTH};
      long tile = job->kernels->tile_rows;
      job->kernels->multiply_dense(&product, NULL, 0, (rows + tile - 1) / tile, NULL);
      for (long r = 0; r < rows; r++)
        add_candidates(job, lists + r, items + r * capacity, products + r * FLEDGE_PANEL_WIDTH,
                       panel * FLEDGE_PANEL_WIDTH, job->exclude_self ? first + r : -1);
    }
    for (long r = 0; r < rows; r++) finish_query(job, first + r, lists + r, items + r * capacity, heap);
  }
}

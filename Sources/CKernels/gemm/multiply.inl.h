// Whole products: which tiles a call computes, in what order, and where each is written.

// Sparse and small-batch products treat so many rows as one tile, because their sums are short: the work per tile is
// done once for all of them.
enum { STRIP_ROWS = 48, STRIP_TILES = STRIP_ROWS / TILE_ROWS };

INLINE tile_job tile_job_of(const fledge_product *job) {
  return (tile_job){.a_row = job->a_row_stride,
                    .a_k = job->a_panels ? 1 : job->a_k_stride,
                    .a_panel_rows = job->a_panels ? job->rows : 0,
                    .b_panel = job->k * FLEDGE_PANEL_WIDTH,
                    .k = job->k,
                    .accumulate = job->accumulate,
                    .zero_mask = job->zero_mask};
}

// Whether no element is NaN or infinite; `count` is a multiple of LANES.
INLINE int are_finite(const float *x, long count) {
  vfloat zero = splat(0);
  for (long i = 0; i < count; i += LANES) zero = fma16(load(x + i), splat(0), zero);
  return !lane_bits(zero != zero);
}

// Sets where tiles read `panels` panels of b from `column` on, together `width` columns: in place, or packed to
// `scratch`.
INLINE void prepare_panels(const fledge_product *job, long column, long panels, long width, tile_job *t,
                           float *scratch) {
  if (fledge_is_read_in_place(job)) {
    t->b = job->b + (job->b_panels ? column * job->k : column);
    t->b_k = job->b_panels ? (panels > 1 ? FLEDGE_PANEL_WIDTH : width) : job->columns;
    return;
  }
  for (long i = 0; i < panels; i++)
    pack_panel(job, column + i * FLEDGE_PANEL_WIDTH, panels > 1 ? FLEDGE_PANEL_WIDTH : width, scratch + i * t->b_panel);
  t->b = scratch;
  t->b_k = FLEDGE_PANEL_WIDTH;
  t->b_is_finite = job->zero_mask.rows_together > 1 && are_finite(scratch, panels * t->b_panel);
}

// The number of panels in a block, given `whole` panels that are left: four, or two, for which registers can accumulate
// four rows. If a is transposed at most two: k is then the batch, so two panels of b fit the L1 cache.
INLINE long block_panels(const fledge_product *job, long whole) {
  const long most = job->a_k_stride == 1 ? SPARSE_PANELS : SPARSE_PANELS / 2;
  return most >= 4 && whole >= 4 ? 4 : most >= 2 && whole >= 2 ? 2 : 1;
}

INLINE void multiply_sparse_block(const fledge_product *job, const fledge_epilogue *epilogue, long column, long panels,
                                  long first, long last, float *scratch) {
  _Alignas(64) float scratch_tile[STRIP_ROWS * FLEDGE_PANEL_WIDTH];
  tile_region p[FLEDGE_BLOCK_PANELS];
  float *c[FLEDGE_BLOCK_PANELS];
  tile_job t = tile_job_of(job);
  const int uses_scratch = job->active.dimension == FLEDGE_COLUMNS;
  t.width = job->columns - column < panels * FLEDGE_PANEL_WIDTH ? job->columns - column : panels * FLEDGE_PANEL_WIDTH;
  t.bias = job->bias ? job->bias + column : NULL;
  prepare_panels(job, column, panels, t.width, &t, scratch);
  for (long row = first, rows; row < last; row += rows) {
    rows = last - row < STRIP_ROWS / panels ? last - row : STRIP_ROWS / panels;
    long dead = 0;
    for (long i = 0; i < panels; i++) {
      p[i] = region_at(job, row, column + i * FLEDGE_PANEL_WIDTH, rows);
      dead += skip_dead_tile(job, epilogue, p[i]);
    }
    if (dead == panels) continue;
    const long scratch_panel = rows * FLEDGE_PANEL_WIDTH;
    for (long i = 0; i < panels; i++) c[i] = target_of(job, epilogue, p[i], scratch_tile + i * scratch_panel);
    t.a = job->a + row * job->a_row_stride;
    t.zero_mask.bits = job->zero_mask.bits + row * job->zero_mask.row_stride;
    t.c = uses_scratch ? scratch_tile : c[0];
    t.c_row = uses_scratch ? FLEDGE_PANEL_WIDTH : p[0].c_row;
    t.c_panel = uses_scratch ? scratch_panel : panels > 1 ? c[1] - c[0] : 0;
    sparse_tile(&t, rows);
    for (long i = 0; i < panels; i++) {
      if (uses_scratch) scatter_columns(job, p[i].column, rows, p[i].width, scratch_tile + i * scratch_panel, c[i]);
      if (epilogue) apply_epilogue(job, epilogue, p[i], c[i]);
    }
  }
}

// The number of rows that the first `tiles` tiles stand for, in a product that is one block of two panels.
INLINE long block_rows(const fledge_product *job, long tiles) {
  const long all = 2 * row_tiles_of(job);
  return tiles == all ? job->rows : job->rows * tiles / all & -4;
}

// Rows first ..< last of panels panel ..< end, in blocks.
INLINE void multiply_sparse_panels(const fledge_product *job, const fledge_epilogue *epilogue, long panel, long end,
                                   long first, long last, float *scratch) {
  const long whole = job->columns / FLEDGE_PANEL_WIDTH;
  for (long panels; panel < end; panel += panels) {
    panels = block_panels(job, (whole < end ? whole : end) - panel);
    if (first < last) multiply_sparse_block(job, epilogue, panel * FLEDGE_PANEL_WIDTH, panels, first, last, scratch);
  }
}

// Two panels and many rows are one block, whose rows are split between calls. Only then is a block wider than a call's
// share of panels.
INLINE int is_one_block(const fledge_product *job) {
  return job->columns == 2 * FLEDGE_PANEL_WIDTH && SPARSE_PANELS > 1 && job->rows >= FLEDGE_PANEL_WIDTH;
}

// A call computes whole panels, and part of the first and last. So a thread reads the panels of weights that it has
// updated itself, which are in its cache.
static void multiply_sparse(const fledge_product *job, const fledge_epilogue *epilogue, long first_tile, long last_tile,
                            float *scratch) {
  const long row_tiles = row_tiles_of(job);
  if (is_one_block(job)) {
    const long first = block_rows(job, first_tile), last = block_rows(job, last_tile);
    return multiply_sparse_panels(job, epilogue, 0, 2, first, last, scratch);
  }
  long panel = first_tile / row_tiles;
  const long row = first_tile % row_tiles * TILE_ROWS, end = last_tile / row_tiles;
  const long end_row = last_tile % row_tiles * TILE_ROWS;
  if (row > 0) {
    multiply_sparse_panels(job, epilogue, panel, panel + 1, row, panel == end ? end_row : job->rows, scratch);
    if (panel++ == end) return;
  }
  multiply_sparse_panels(job, epilogue, panel, end, 0, job->rows, scratch);
  if (end_row > 0) multiply_sparse_panels(job, epilogue, end, end + 1, 0, end_row, scratch);
}

static void multiply_rank_update(const fledge_product *job, const fledge_epilogue *epilogue, long first_tile,
                                 long last_tile) {
  _Alignas(64) float sums[STRIP_ROWS * FLEDGE_PANEL_WIDTH];
  tile_region p = {0};
  for (long tile = first_tile; tile < last_tile; tile += (p.rows + TILE_ROWS - 1) / TILE_ROWS) {
    p = region_of(job, tile, last_tile - tile < STRIP_TILES ? last_tile - tile : STRIP_TILES);
    float *to = target_of(job, epilogue, p, sums);
    const fledge_optimizer_step step = step_from(epilogue->update, to, epilogue->update_offset + p.offset);
    update_small_batch(job, p.row, p.rows, p.column, step, to);
    if (p.row == 0) sum_bias_gradient(job, epilogue, p.column, p.width);
  }
}

// Makes the tile at `p` prefetch its share of the next panel of b, unless b is transposed: panels are too short for the
// hardware prefetcher, and in a large network they come from memory.
INLINE void prefetch_next_panel(const fledge_product *job, tile_region p, long last_tile, tile_job *t) {
  const long rows = job->active.dimension == FLEDGE_K ? job->active.all : job->k;
  const long column = p.column + FLEDGE_PANEL_WIDTH;
  const long part = t->k / K_UNROLL * K_UNROLL / K_PER_LINE * LANES;
  const long start = p.row / TILE_ROWS * part;
  const int comes_next = column < job->columns && column / FLEDGE_PANEL_WIDTH * row_tiles_of(job) < last_tile;
  const int is_prefetched = job->b_panels && !job->b_transposed && comes_next && start < rows * FLEDGE_PANEL_WIDTH;
  t->next_panel = is_prefetched ? job->b + column * rows + start : t->b;
}

// Makes the tile at `p` prefetch the weights and moments that the update of the next tile needs, which follow its own.
INLINE void prefetch_update(const fledge_product *job, const fledge_epilogue *epilogue, tile_region p, tile_job *t) {
  for (int i = 0; i < UPDATE_ARRAYS; i++) t->update_lines[i] = t->b;
  if (!update_misses_cache(job, epilogue)) return;
  const long begin = epilogue->update_offset + p.offset + p.rows * p.width;
  t->update_lines[0] = epilogue->update->weights + begin;
  if (epilogue->update->first) t->update_lines[1] = epilogue->update->first + begin;
  if (epilogue->update->second) t->update_lines[2] = epilogue->update->second + begin;
}

static void multiply_dense(const fledge_product *job, const fledge_epilogue *epilogue, long first_tile, long last_tile,
                           float *scratch) {
  _Alignas(64) float scratch_tile[TILE_ROWS * FLEDGE_PANEL_WIDTH];
  tile_job t = tile_job_of(job);
  const int dimension = job->active.dimension;
  const int uses_scratch = job->c_transposed || dimension == FLEDGE_COLUMNS;
  long panel = -1;
  tile_region p = {0};
  for (long tile = first_tile; tile < last_tile; tile++) {
    p = tile == first_tile ? region_of(job, tile, 1) : region_after(job, p);
    if (skip_dead_tile(job, epilogue, p)) continue;
    if (p.column != panel) prepare_panels(job, p.column, 1, p.width, &t, scratch);
    panel = p.column;
    prefetch_update(job, epilogue, p, &t);
    float *c = target_of(job, epilogue, p, scratch_tile);
    const long first = dimension == FLEDGE_ROWS ? job->active.rank[p.row] : p.row;
    const long rows = dimension == FLEDGE_ROWS ? job->active.rank[p.row + p.rows] - first : p.rows;
    t.a = job->a_panels ? job->a : job->a + first * job->a_row_stride;
    t.a_first_row = p.row;
    t.bias = job->bias ? job->bias + p.column : NULL;
    t.c = uses_scratch ? scratch_tile : c;
    t.c_row = uses_scratch ? FLEDGE_PANEL_WIDTH : p.c_row;
    t.width = p.width;
    prefetch_next_panel(job, p, last_tile, &t);
    panel_tile(&t, rows);
    if (job->c_transposed) store_transposed(scratch_tile, p.rows, p.width, c, job->rows);
    if (dimension == FLEDGE_ROWS) scatter_rows(&job->active, p.row, p.rows, c, p.c_row, p.width);
    if (dimension == FLEDGE_COLUMNS) scatter_columns(job, p.column, p.rows, p.width, scratch_tile, c);
    if (epilogue) apply_epilogue(job, epilogue, p, c);
  }
}

static void multiply_epilogue(const fledge_product *job, const fledge_epilogue *epilogue, long first_tile,
                              long last_tile, float *scratch) {
  if (is_rank_update(job, epilogue)) {  // a narrower last panel is left to the general product
    const long fused = job->columns / FLEDGE_PANEL_WIDTH * row_tiles_of(job);
    multiply_rank_update(job, epilogue, first_tile, last_tile < fused ? last_tile : fused);
    if (first_tile < fused) first_tile = fused;
    if (first_tile >= last_tile) return;
  }
  if (job->zero_mask.bits) multiply_sparse(job, epilogue, first_tile, last_tile, scratch);
  else multiply_dense(job, epilogue, first_tile, last_tile, scratch);
}

static void multiply(const fledge_product *job, long first_tile, long last_tile, float *scratch) {
  multiply_epilogue(job, NULL, first_tile, last_tile, scratch);
}

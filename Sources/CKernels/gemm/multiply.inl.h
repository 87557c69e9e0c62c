// Whole products: which tiles a call computes, in what order, and where each is written.

// Sparse and small-batch products treat this number of rows as one tile, because their sums are short: the work per tile is
// done once for all of them.
enum { STRIP_ROWS = 48, STRIP_TILES = STRIP_ROWS / TILE_ROWS };

INLINE tile_job tile_job_of(const fledge_product *job) {
  return (tile_job){.a_row = job->a_row_stride,
                    .a_k = job->a_panels ? 1 : job->a_k_stride,
                    .a_panel_rows = job->a_panels ? job->rows : 0,
                    .b_panel = job->k * FLEDGE_PANEL_WIDTH,
                    .k = job->k,
                    .accumulate = job->accumulate,
                    .zero_mask = job->zero_mask,
                    .rows_together = job->plan.rows_together};
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
  if (!job->plan.packs_b) {
    t->b = job->b + (job->b_panels ? column * job->k : column);
    t->b_k = job->b_panels ? (panels > 1 ? FLEDGE_PANEL_WIDTH : width) : job->columns;
    return;
  }
  for (long i = 0; i < panels; i++)
    pack_panel(job, column + i * FLEDGE_PANEL_WIDTH, panels > 1 ? FLEDGE_PANEL_WIDTH : width, scratch + i * t->b_panel);
  t->b = scratch;
  t->b_k = FLEDGE_PANEL_WIDTH;
  t->b_is_finite = job->plan.rows_together > 1 && are_finite(scratch, panels * t->b_panel);
}

// The number of panels in the next block, of `whole` that are left.
INLINE long block_panels(const fledge_product *job, long whole) {
  const long most = job->plan.panels_together < whole ? job->plan.panels_together : whole;
  return SPARSE_PANELS >= 4 && most >= 4 ? 4 : SPARSE_PANELS >= 2 && most >= 2 ? 2 : 1;
}

INLINE void multiply_sparse_block(const fledge_product *job, const fledge_epilogue *epilogue, long column, long panels,
                                  long first, long last, float *scratch, const int compacts) {
  _Alignas(64) float scratch_tile[STRIP_ROWS * FLEDGE_PANEL_WIDTH];
  tile_region p[FLEDGE_BLOCK_PANELS];
  float *c[FLEDGE_BLOCK_PANELS];
  tile_job t = tile_job_of(job);
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
    t.c = compacts ? scratch_tile : c[0];
    t.c_row = compacts ? FLEDGE_PANEL_WIDTH : p[0].c_row;
    t.c_panel = compacts ? scratch_panel : panels > 1 ? c[1] - c[0] : 0;
    sparse_tile(&t, rows);
    for (long i = 0; i < panels; i++) {
      if (compacts) scatter_columns(job, p[i].column, rows, p[i].width, scratch_tile + i * scratch_panel, c[i]);
      apply_epilogue(job, epilogue, p[i], c[i]);
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
                                   long first, long last, float *scratch, const int compacts) {
  const long whole = job->columns / FLEDGE_PANEL_WIDTH;
  for (long panels; panel < end; panel += panels) {
    panels = block_panels(job, (whole < end ? whole : end) - panel);
    if (first >= last) continue;
    multiply_sparse_block(job, epilogue, panel * FLEDGE_PANEL_WIDTH, panels, first, last, scratch, compacts);
  }
}

// A call computes whole panels, and part of the first and last. So a thread reads the panels of weights that it has
// updated itself, which are in its cache. `compacts`: columns are active ones, written by way of a scratch tile.
INLINE void multiply_by_mask(const fledge_product *job, const fledge_epilogue *epilogue, long first_tile,
                             long last_tile, float *scratch, const int compacts) {
  const long row_tiles = row_tiles_of(job);
  if (job->plan.shares_block_rows) {
    const long first = block_rows(job, first_tile), last = block_rows(job, last_tile);
    return multiply_sparse_panels(job, epilogue, 0, 2, first, last, scratch, compacts);
  }
  long panel = first_tile / row_tiles;
  const long row = first_tile % row_tiles * TILE_ROWS, end = last_tile / row_tiles;
  const long end_row = last_tile % row_tiles * TILE_ROWS;
  if (row > 0) {
    const long last = panel == end ? end_row : job->rows;
    multiply_sparse_panels(job, epilogue, panel, panel + 1, row, last, scratch, compacts);
    if (panel++ == end) return;
  }
  multiply_sparse_panels(job, epilogue, panel, end, 0, job->rows, scratch, compacts);
  if (end_row > 0) multiply_sparse_panels(job, epilogue, end, end + 1, 0, end_row, scratch, compacts);
}

static void multiply_sparse(const fledge_product *job, const fledge_epilogue *epilogue, long first_tile, long last_tile,
                            float *scratch) {
  multiply_by_mask(job, epilogue, first_tile, last_tile, scratch, 0);
}

static void multiply_sparse_active_columns(const fledge_product *job, const fledge_epilogue *epilogue, long first_tile,
                                           long last_tile, float *scratch) {
  multiply_by_mask(job, epilogue, first_tile, last_tile, scratch, 1);
}

static void multiply_rank_update(const fledge_product *job, const fledge_epilogue *epilogue, long first_tile,
                                 long last_tile, float *scratch) {
  _Alignas(64) float sums[STRIP_ROWS * FLEDGE_PANEL_WIDTH];
  (void)scratch;
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
  if (!job->plan.prefetches_update) return;
  const long begin = epilogue->update_offset + p.offset + p.rows * p.width;
  t->update_lines[0] = epilogue->update->weights + begin;
  if (epilogue->update->first) t->update_lines[1] = epilogue->update->first + begin;
  if (epilogue->update->second) t->update_lines[2] = epilogue->update->second + begin;
}

// The tiles of a product without a mask, one after the other: where the next one lies, and what it reads.
typedef struct {
  const fledge_product *job;
  const fledge_epilogue *epilogue;
  long next, last;  // tiles
  float *scratch;
  long panel;       // the column of the panel of b that `t` reads, or -1
  tile_region p;
  tile_job t;
} tile_iterator;

INLINE tile_iterator tiles_of(const fledge_product *job, const fledge_epilogue *epilogue, long first, long last,
                              float *scratch) {
  return (tile_iterator){.job = job, .epilogue = epilogue, .next = first, .last = last, .scratch = scratch,
                         .panel = -1, .t = tile_job_of(job)};
}

// Advances to the next tile that is not dead and prepares its right factor; returns 0 at the end.
INLINE int next_tile(tile_iterator *i) {
  const fledge_product *job = i->job;
  do {
    if (i->next == i->last) return 0;
    i->p = i->p.rows == 0 ? region_of(job, i->next, 1) : region_after(job, i->p);
    i->next++;
  } while (skip_dead_tile(job, i->epilogue, i->p));
  if (i->p.column != i->panel) prepare_panels(job, i->p.column, 1, i->p.width, &i->t, i->scratch);
  i->panel = i->p.column;
  i->t.width = i->p.width;
  i->t.bias = job->bias ? job->bias + i->p.column : NULL;
  prefetch_update(job, i->epilogue, i->p, &i->t);
  prefetch_next_panel(job, i->p, i->last, &i->t);
  return 1;
}

static void multiply_dense(const fledge_product *job, const fledge_epilogue *epilogue, long first_tile, long last_tile,
                           float *scratch) {
  _Alignas(64) float gradient[TILE_ROWS * FLEDGE_PANEL_WIDTH];
  tile_iterator i = tiles_of(job, epilogue, first_tile, last_tile, scratch);
  while (next_tile(&i)) {
    i.t.a = job->a + i.p.row * job->a_row_stride;
    i.t.c = target_of(job, epilogue, i.p, gradient);
    i.t.c_row = i.p.c_row;
    panel_tile(&i.t, i.p.rows);
    apply_epilogue(job, epilogue, i.p, i.t.c);
  }
}

// Each tile is computed as [rows, columns] and stored as [columns, rows].
static void multiply_transposed(const fledge_product *job, const fledge_epilogue *epilogue, long first_tile,
                                long last_tile, float *scratch) {
  _Alignas(64) float scratch_tile[TILE_ROWS * FLEDGE_PANEL_WIDTH];
  tile_iterator i = tiles_of(job, epilogue, first_tile, last_tile, scratch);
  i.t.a = job->a;
  i.t.c = scratch_tile;
  i.t.c_row = FLEDGE_PANEL_WIDTH;
  while (next_tile(&i)) {
    float *c = job->c + i.p.offset;
    i.t.a_first_row = i.p.row;
    panel_tile(&i.t, i.p.rows);
    store_transposed(scratch_tile, i.p.rows, i.p.width, c, job->rows);
    apply_epilogue(job, epilogue, i.p, c);
  }
}

// The active rows of a tile are computed at its top and scattered.
static void multiply_active_rows(const fledge_product *job, const fledge_epilogue *epilogue, long first_tile,
                                 long last_tile, float *scratch) {
  _Alignas(64) float gradient[TILE_ROWS * FLEDGE_PANEL_WIDTH];
  tile_iterator i = tiles_of(job, epilogue, first_tile, last_tile, scratch);
  while (next_tile(&i)) {
    const int32_t *rank = job->active.rank + i.p.row;
    i.t.a = job->a + rank[0] * job->a_row_stride;
    i.t.c = target_of(job, epilogue, i.p, gradient);
    i.t.c_row = i.p.c_row;
    panel_tile(&i.t, rank[i.p.rows] - rank[0]);
    scatter_rows(&job->active, i.p.row, i.p.rows, i.t.c, i.p.c_row, i.p.width);
    apply_epilogue(job, epilogue, i.p, i.t.c);
  }
}

// A tile of active columns is computed side by side and scattered.
static void multiply_active_columns(const fledge_product *job, const fledge_epilogue *epilogue, long first_tile,
                                    long last_tile, float *scratch) {
  _Alignas(64) float scratch_tile[TILE_ROWS * FLEDGE_PANEL_WIDTH];
  tile_iterator i = tiles_of(job, epilogue, first_tile, last_tile, scratch);
  i.t.c = scratch_tile;
  i.t.c_row = FLEDGE_PANEL_WIDTH;
  while (next_tile(&i)) {
    float *c = job->c + i.p.offset;
    i.t.a = job->a + i.p.row * job->a_row_stride;
    panel_tile(&i.t, i.p.rows);
    scatter_columns(job, i.p.column, i.p.rows, i.p.width, scratch_tile, c);
    apply_epilogue(job, epilogue, i.p, c);
  }
}

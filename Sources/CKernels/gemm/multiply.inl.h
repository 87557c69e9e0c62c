// Whole products: the tiles that a call computes, in which order, and where each is written.

// A tile is what registers can sum. Where sums are short, so many rows are treated as one tile, so that what surrounds
// the sums is done once for them.
enum { STRIP_ROWS = 48, STRIP_TILES = STRIP_ROWS / TILE_ROWS };

INLINE tile_job tile_job_of(const fledge_product *job) {
  return (tile_job){.a_row = job->a_row_stride,
                    .a_step = job->a_panels ? 1 : job->a_k_stride,
                    .a_panel_rows = job->a_panels ? job->rows : 0,
                    .b_panel = job->k * FLEDGE_PANEL_WIDTH,
                    .k = job->k,
                    .accumulate = job->accumulate,
                    .zero_mask = job->zero_mask};
}

// Of whole vectors.
INLINE int are_finite(const float *x, long count) {
  vfloat zero = splat(0);
  for (long i = 0; i < count; i += LANES) zero = fma16(load(x + i), splat(0), zero);
  return !lane_bits(zero != zero);
}

// Where the tiles of `panels` panels from `column` on, `width` columns together, read b: in place, or packed.
INLINE void find_panels(const fledge_product *job, long column, long panels, long width, tile_job *t, float *scratch) {
  if (fledge_is_read_in_place(job)) {
    t->b = job->b + (job->b_panels ? column * job->k : column);
    t->b_step = job->b_panels ? (panels > 1 ? FLEDGE_PANEL_WIDTH : width) : job->columns;
    return;
  }
  for (long i = 0; i < panels; i++)
    pack_panel(job, column + i * FLEDGE_PANEL_WIDTH, panels > 1 ? FLEDGE_PANEL_WIDTH : width, scratch + i * t->b_panel);
  t->b = scratch;
  t->b_step = FLEDGE_PANEL_WIDTH;
  t->b_is_finite = job->zero_mask.rows_together > 1 && are_finite(scratch, panels * t->b_panel);
}

// How many of `whole` panels are a block: four if there are so many, else two, of which registers can sum four rows. Where
// a is transposed at most two: sums over a batch are short, so that two panels fit the nearest cache.
INLINE long panels_of_block(const fledge_product *job, long whole) {
  const long most = job->a_k_stride == 1 ? NONZERO_PANELS : NONZERO_PANELS / 2;
  return most >= 4 && whole >= 4 ? 4 : most >= 2 && whole >= 2 ? 2 : 1;
}

INLINE void multiply_block(const fledge_product *job, const fledge_epilogue *epilogue, long column, long panels, long first,
                           long last, float *scratch) {
  _Alignas(64) float apart[STRIP_ROWS * FLEDGE_PANEL_WIDTH];
  tile_place p[FLEDGE_BLOCK_PANELS];
  float *c[FLEDGE_BLOCK_PANELS];
  tile_job t = tile_job_of(job);
  const int is_apart = job->active.dimension == FLEDGE_COLUMNS;
  t.width = job->columns - column < panels * FLEDGE_PANEL_WIDTH ? job->columns - column : panels * FLEDGE_PANEL_WIDTH;
  t.bias = job->bias ? job->bias + column : NULL;
  find_panels(job, column, panels, t.width, &t, scratch);
  for (long row = first, rows; row < last; row += rows) {
    rows = last - row < STRIP_ROWS / panels ? last - row : STRIP_ROWS / panels;
    long closed = 0;
    for (long i = 0; i < panels; i++) {
      p[i] = place_at(job, row, column + i * FLEDGE_PANEL_WIDTH, rows);
      closed += close_tile(job, epilogue, p[i]);
    }
    if (closed == panels) continue;
    const long apart_panel = rows * FLEDGE_PANEL_WIDTH;
    for (long i = 0; i < panels; i++) c[i] = target_of(job, epilogue, p[i], apart + i * apart_panel);
    t.a = job->a + row * job->a_row_stride;
    t.zero_mask.bits = job->zero_mask.bits + row * job->zero_mask.row_stride;
    t.c = is_apart ? apart : c[0];
    t.c_row = is_apart ? FLEDGE_PANEL_WIDTH : p[0].c_row;
    t.c_panel = is_apart ? apart_panel : panels > 1 ? c[1] - c[0] : 0;
    nonzero_tile(&t, rows);
    for (long i = 0; i < panels; i++) {
      if (is_apart) spread_columns(job, p[i].column, rows, p[i].width, apart + i * apart_panel, c[i]);
      if (epilogue) finish_tile(job, epilogue, p[i], c[i]);
    }
  }
}

// The rows that the first `tiles` tiles of a product stand for which is one block of two panels.
INLINE long rows_of_block(const fledge_product *job, long tiles) {
  const long all = 2 * row_tiles_of(job);
  return tiles == all ? job->rows : job->rows * tiles / all & -4;
}

// Rows first ..< last of the panels from `panel` on that begin before `end`.
INLINE void multiply_panels(const fledge_product *job, const fledge_epilogue *epilogue, long panel, long end, long first,
                            long last, float *scratch) {
  const long whole = job->columns / FLEDGE_PANEL_WIDTH;
  for (long panels; panel < end; panel += panels) {
    panels = panels_of_block(job, (whole < end ? whole : end) - panel);
    if (first < last) multiply_block(job, epilogue, panel * FLEDGE_PANEL_WIDTH, panels, first, last, scratch);
  }
}

// Two panels and many rows: a block whose rows calls share. Only epilogue is a block wider than what a call may have.
INLINE int is_one_block(const fledge_product *job) {
  return job->columns == 2 * FLEDGE_PANEL_WIDTH && NONZERO_PANELS > 1 && job->rows >= FLEDGE_PANEL_WIDTH;
}

// A call has whole panels, and of the first and the last perhaps a part, so that a thread reads in one product the
// weights that it has updated in another.
static void multiply_nonzero(const fledge_product *job, const fledge_epilogue *epilogue, long first_tile, long last_tile,
                             float *scratch) {
  const long row_tiles = row_tiles_of(job);
  if (is_one_block(job)) {
    const long first = rows_of_block(job, first_tile), last = rows_of_block(job, last_tile);
    return multiply_panels(job, epilogue, 0, 2, first, last, scratch);
  }
  long panel = first_tile / row_tiles;
  const long row = first_tile % row_tiles * TILE_ROWS, end = last_tile / row_tiles;
  const long end_row = last_tile % row_tiles * TILE_ROWS;
  if (row > 0) {
    multiply_panels(job, epilogue, panel, panel + 1, row, panel == end ? end_row : job->rows, scratch);
    if (panel++ == end) return;
  }
  multiply_panels(job, epilogue, panel, end, 0, job->rows, scratch);
  if (end_row > 0) multiply_panels(job, epilogue, end, end + 1, 0, end_row, scratch);
}

static void multiply_outer(const fledge_product *job, const fledge_epilogue *epilogue, long first_tile, long last_tile) {
  _Alignas(64) float sums[STRIP_ROWS * FLEDGE_PANEL_WIDTH];
  tile_place p = {0};
  for (long tile = first_tile; tile < last_tile; tile += (p.rows + TILE_ROWS - 1) / TILE_ROWS) {
    p = place_of(job, tile, last_tile - tile < STRIP_TILES ? last_tile - tile : STRIP_TILES);
    float *to = target_of(job, epilogue, p, sums);
    update_outer(job, p.row, p.rows, p.column, step_from(epilogue->update, to, epilogue->update_offset + p.place), to);
    if (p.row == 0) finish_bias(job, epilogue, p.column, p.width);
  }
}

// Lets the tile at `p` ask for its part of the panel of b that this call comes to next, unless b is transposed: a panel is
// too short for a processor to foresee the next one, and comes from far away where a network is large.
INLINE void ask_for_next_panel(const fledge_product *job, tile_place p, long last_tile, tile_job *t) {
  const long rows = job->active.dimension == FLEDGE_K ? job->active.all : job->k;
  const long column = p.column + FLEDGE_PANEL_WIDTH;
  const long part = t->k / STEPS_AT_ONCE * STEPS_AT_ONCE / STEPS_OF_LINE * LANES;
  const long asked = p.row / TILE_ROWS * part;
  const int comes_next = column < job->columns && column / FLEDGE_PANEL_WIDTH * row_tiles_of(job) < last_tile;
  const int is_asked_for = job->b_panels && !job->b_transposed && comes_next && asked < rows * FLEDGE_PANEL_WIDTH;
  t->ahead = is_asked_for ? job->b + column * rows + asked : t->b;
}

// Lets a tile ask for what the update of the next one will touch, which lies behind what its own does.
INLINE void find_touched(const fledge_product *job, const fledge_epilogue *epilogue, tile_place p, tile_job *t) {
  for (int i = 0; i < TOUCHED_ARRAYS; i++) t->touched[i] = t->b;
  if (!is_far_update(job, epilogue)) return;
  const long begin = epilogue->update_offset + p.place + p.rows * p.width;
  t->touched[0] = epilogue->update->weights + begin;
  if (epilogue->update->first) t->touched[1] = epilogue->update->first + begin;
  if (epilogue->update->second) t->touched[2] = epilogue->update->second + begin;
}

static void multiply_dense(const fledge_product *job, const fledge_epilogue *epilogue, long first_tile, long last_tile,
                           float *scratch) {
  _Alignas(64) float apart[TILE_ROWS * FLEDGE_PANEL_WIDTH];
  tile_job t = tile_job_of(job);
  const int dimension = job->active.dimension;
  const int is_apart = job->c_transposed || dimension == FLEDGE_COLUMNS;
  long panel = -1;
  tile_place p = {0};
  for (long tile = first_tile; tile < last_tile; tile++) {
    p = tile == first_tile ? place_of(job, tile, 1) : place_after(job, p);
    if (close_tile(job, epilogue, p)) continue;
    if (p.column != panel) find_panels(job, p.column, 1, p.width, &t, scratch);
    panel = p.column;
    find_touched(job, epilogue, p, &t);
    float *c = target_of(job, epilogue, p, apart);
    const long first = dimension == FLEDGE_ROWS ? job->active.rank[p.row] : p.row;
    const long rows = dimension == FLEDGE_ROWS ? job->active.rank[p.row + p.rows] - first : p.rows;
    t.a = job->a_panels ? job->a : job->a + first * job->a_row_stride;
    t.a_first_row = p.row;
    t.bias = job->bias ? job->bias + p.column : NULL;
    t.c = is_apart ? apart : c;
    t.c_row = is_apart ? FLEDGE_PANEL_WIDTH : p.c_row;
    t.width = p.width;
    ask_for_next_panel(job, p, last_tile, &t);
    panel_tile(&t, rows);
    if (job->c_transposed) store_transposed(apart, p.rows, p.width, c, job->rows);
    if (dimension == FLEDGE_ROWS) spread_rows(&job->active, p.row, p.rows, c, p.c_row, p.width);
    if (dimension == FLEDGE_COLUMNS) spread_columns(job, p.column, p.rows, p.width, apart, c);
    if (epilogue) finish_tile(job, epilogue, p, c);
  }
}

static void multiply_epilogue(const fledge_product *job, const fledge_epilogue *epilogue, long first_tile, long last_tile,
                          float *scratch) {
  if (is_outer(job, epilogue)) {  // its last panel comes last, where it has fewer columns
    const long outer = job->columns / FLEDGE_PANEL_WIDTH * row_tiles_of(job);
    multiply_outer(job, epilogue, first_tile, last_tile < outer ? last_tile : outer);
    if (first_tile < outer) first_tile = outer;
    if (first_tile >= last_tile) return;
  }
  if (job->zero_mask.bits) multiply_nonzero(job, epilogue, first_tile, last_tile, scratch);
  else multiply_dense(job, epilogue, first_tile, last_tile, scratch);
}

static void multiply(const fledge_product *job, long first_tile, long last_tile, float *scratch) {
  multiply_epilogue(job, NULL, first_tile, last_tile, scratch);
}

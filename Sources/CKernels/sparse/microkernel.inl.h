// Tiles of products whose left factor is mostly 0: they leave out what a zero would add.
//
// A chain of fused multiply-adds that begins at +0 is the same without its zeros, so the bits are those of
// compute_tile, unless b is infinite or not a number where a is 0.
//
// A tile is a few rows by one panel or a block of panels, for all of which a row's bits are read once: reading them, and
// the ends of their loops, which cannot be foretold, cost more than the sums of one panel.

#if TILE_VECTORS == 2
enum { NONZERO_PANELS = FLEDGE_BLOCK_PANELS };  // 2 rows by 4 panels of 2 vectors take 16 registers
#else
enum { NONZERO_PANELS = 1 };
#endif
enum { NONZERO_SUMS = 16 };

INLINE vfloat columns_at(const tile_job *job, const float *b, int v, const int whole) {
  return whole ? load(b + vector_at(v, job->b_panel)) : load_first(b + v * LANES, job->width - v * LANES);
}

// The sum's next step: that of the lowest bit, which is cleared.
INLINE void add_lowest(uint64_t *bits, const tile_job *job, const float *a, const float *b, long b_step,
                       vfloat *sum, const int vectors, const int whole) {
  const long s = __builtin_ctzll(*bits);
  *bits &= *bits - 1;
  const vfloat value = splat(a[s * job->a_step]);
#pragma clang loop unroll(full)
  for (int v = 0; v < vectors; v++) sum[v] = fma16(value, columns_at(job, b + s * b_step, v, whole), sum[v]);
}

// Sixty-four steps of one row, or of two side by side so that one's additions need not wait for the other's.
INLINE void add_apart(const tile_job *job, const uint64_t *bits, const float *a, const float *b, long b_step,
                      vfloat *sum, const int rows, const int vectors, const int whole) {
  uint64_t first = bits[0], second = rows == 2 ? bits[job->zero_mask.row_stride] : 0;
  while (first && second) {
    add_lowest(&first, job, a, b, b_step, sum, vectors, whole);
    add_lowest(&second, job, a + job->a_row, b, b_step, sum + vectors, vectors, whole);
  }
  while (first) add_lowest(&first, job, a, b, b_step, sum, vectors, whole);
  while (second) add_lowest(&second, job, a + job->a_row, b, b_step, sum + vectors, vectors, whole);
}

// Sixty-four steps of rows that are mostly 0 together: those in which any of them is not 0.
INLINE void add_together(const tile_job *job, const uint64_t *bits, const float *a, const float *b, long b_step,
                         vfloat *sum, const int rows, const int vectors, const int whole) {
  uint64_t some = 0;
#pragma clang loop unroll(full)
  for (int i = 0; i < rows; i++) some |= bits[i * job->zero_mask.row_stride];
  for (; some; some &= some - 1) {
    const long s = __builtin_ctzll(some);
    vfloat columns[2 * NONZERO_PANELS];
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors; v++) columns[v] = columns_at(job, b + s * b_step, v, whole);
#pragma clang loop unroll(full)
    for (int i = 0; i < rows; i++) {
      const vfloat value = splat(a[s * job->a_step + i * job->a_row]);
#pragma clang loop unroll(full)
      for (int v = 0; v < vectors; v++) sum[i * vectors + v] = fma16(value, columns[v], sum[i * vectors + v]);
    }
  }
}

// Whether all sums are numbers; infinities of both signs may make it say no.
INLINE int are_numbers(const vfloat *sum, const int count) {
  vfloat total = sum[0];
#pragma clang loop unroll(full)
  for (int i = 1; i < count; i++) total += sum[i];
  return !lane_bits(total != total);
}

// Rows that go together meet zeros of one where another is not 0. With a factor that is infinite or not a number such a
// zero would give no number: epilogue nothing is written, and the rows are to be computed apart. Returns whether it was written.
INLINE int compute_nonzero(const tile_job *job, const int rows, const int together, const int vectors, const int whole) {
  vfloat sum[NONZERO_SUMS];
  const long safe = safe_steps(job, vectors, whole);
  const long b_step = whole && vectors > 1 ? FLEDGE_PANEL_WIDTH : job->b_step;
  start_sums(job, sum, rows, vectors, whole);
  for (long word = 0; word * 64 < job->k; word++) {
    const uint64_t *bits = job->zero_mask.bits + word * job->zero_mask.word_stride;
    const float *a = job->a + word * 64 * job->a_step, *b = job->b + word * 64 * b_step;
    const int inside = whole || (word + 1) * 64 <= safe;
    if (together && inside) add_together(job, bits, a, b, b_step, sum, rows, vectors, 1);
    else if (together) add_together(job, bits, a, b, b_step, sum, rows, vectors, 0);
    else if (inside) add_apart(job, bits, a, b, b_step, sum, rows, vectors, 1);
    else add_apart(job, bits, a, b, b_step, sum, rows, vectors, 0);
  }
  if (together && !job->b_is_finite && !are_numbers(sum, rows * vectors)) return 0;
  finish_sums(job, sum, rows, vectors, whole);
  return 1;
}

INLINE void move_on(tile_job *job, long rows) {
  job->a += rows * job->a_row;
  job->c += rows * job->c_row;
  job->zero_mask.bits += rows * job->zero_mask.row_stride;
}

// Calls `of_rows` for the width of the job.
#define NONZERO_WIDTHS(of_rows, ...) \
  if (NONZERO_PANELS > 1 && job->width == 4 * LANES) of_rows(*job, __VA_ARGS__, NONZERO_PANELS > 1 ? 4 : 2, 1); \
  else if (job->width == 2 * LANES) of_rows(*job, __VA_ARGS__, 2, 1); \
  else if (job->width > LANES) of_rows(*job, __VA_ARGS__, 2, 0); \
  else if (job->width == LANES) of_rows(*job, __VA_ARGS__, 1, 1); \
  else of_rows(*job, __VA_ARGS__, 1, 0);

// Takes a copy of the job, which no call is told of, so that what it says stays in registers.
INLINE void rows_apart(tile_job job, long rows, const int vectors, const int whole) {
  for (; rows > 1; rows -= 2) {
    compute_nonzero(&job, 2, 0, vectors, whole);
    move_on(&job, 2);
  }
  if (rows > 0) compute_nonzero(&job, 1, 0, vectors, whole);
}

KERNEL void nonzero_tile_apart(const tile_job *job, long rows) { NONZERO_WIDTHS(rows_apart, rows) }

#if TILE_VECTORS == 2
KERNEL void nonzero_tile_of_four_panels(const tile_job *job, long rows) { rows_apart(*job, rows, 8, 1); }
#endif

INLINE void rows_by_groups(tile_job job, long rows, const int group, const int vectors, const int whole) {
  for (long count; rows > 0; rows -= count) {
    int is_done = 0;
    count = rows >= group ? group : rows >= 2 ? 2 : 1;
    if (group == 4 && count == 4) is_done = compute_nonzero(&job, 4, 1, vectors, whole);
    else if (count == 2) is_done = compute_nonzero(&job, 2, 1, vectors, whole);
    if (!is_done) {
      const tile_job apart = job;
      nonzero_tile_apart(&apart, count);
    }
    move_on(&job, count);
  }
}

KERNEL void nonzero_tile_pairs(const tile_job *job, long rows) { NONZERO_WIDTHS(rows_by_groups, rows, 2) }
KERNEL void nonzero_tile_fours(const tile_job *job, long rows) { NONZERO_WIDTHS(rows_by_groups, rows, 4) }

// As panel_tile, by a panel or a block of two or four panels, for four of which a row's own loop is worth its end.
INLINE void nonzero_tile(const tile_job *job, long rows) {
#if TILE_VECTORS == 2
  if (job->width == 8 * LANES) nonzero_tile_of_four_panels(job, rows);
  else
#endif
  if (job->zero_mask.rows_together == 4) nonzero_tile_fours(job, rows);
  else if (job->zero_mask.rows_together == 2) nonzero_tile_pairs(job, rows);
  else nonzero_tile_apart(job, rows);
}

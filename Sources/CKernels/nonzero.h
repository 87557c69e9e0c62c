// Tiles of products whose left factor is mostly 0: they leave out what a zero would add.
//
// A chain of fused multiply-adds that begins at +0 is the same without its zeros, so the bits are those of
// compute_tile, unless b is infinite or not a number where a is 0, or a product is so small that it rounds to -0.
//
// A tile is a few rows by one panel or a block of panels, for all of which a row's bits are read once: reading them, and
// the ends of their loops, which cannot be foretold, cost more than the sums of one panel.

#if TILE_VECTORS == 2
enum { NONZERO_PANELS = FLEDGE_BLOCK_PANELS };  // 2 rows by 4 panels of 2 vectors take 16 registers
#else
enum { NONZERO_PANELS = 1 };
#endif
enum { NONZERO_SUMS = 16 };

// Which of all rows a tile has.
typedef struct { long row, rows, all_rows; } nonzero_part;

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
  uint64_t first = bits[0], second = rows == 2 ? bits[job->nonzero.row_stride] : 0;
  while (first && second) {
    add_lowest(&first, job, a, b, b_step, sum, vectors, whole);
    add_lowest(&second, job, a + job->a_row, b, b_step, sum + vectors, vectors, whole);
  }
  while (first) add_lowest(&first, job, a, b, b_step, sum, vectors, whole);
  while (second) add_lowest(&second, job, a + job->a_row, b, b_step, sum + vectors, vectors, whole);
}

// Sixty-four steps of rows that are mostly 0 together: those in which any of the group is not 0. Rows of the group
// outside of the tile count too, so that what is left out depends neither on tiles nor on the instruction set.
INLINE void add_together(const tile_job *job, const nonzero_part *part, const uint64_t *bits, const float *a,
                         const float *b, long b_step, vfloat *sum, const int rows, const int group,
                         const int vectors, const int whole) {
  const long stride = job->nonzero.row_stride;
  uint64_t some = 0;
#pragma clang loop unroll(full)
  for (int i = 0; i < rows; i++) some |= bits[i * stride];
  if (rows < group)
    for (long r = part->row & -group; r < (part->row & -group) + group && r < part->all_rows; r++)
      some |= bits[(r - part->row) * stride];
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

INLINE void compute_nonzero(const tile_job *job, const nonzero_part *part, const int rows, const int group,
                            const int vectors, const int whole) {
  vfloat sum[NONZERO_SUMS];
  const long safe = safe_steps(job, vectors, whole);
  const long b_step = whole && vectors > 1 ? FLEDGE_PANEL_WIDTH : job->b_step;
  start_sums(job, sum, rows, vectors, whole);
  for (long word = 0; word * 64 < job->steps; word++) {
    const uint64_t *bits = job->nonzero.bits + word * job->nonzero.word_stride;
    const float *a = job->a + word * 64 * job->a_step, *b = job->b + word * 64 * b_step;
    const int inside = whole || (word + 1) * 64 <= safe;
    if (group > 1 && inside) add_together(job, part, bits, a, b, b_step, sum, rows, group, vectors, 1);
    else if (group > 1) add_together(job, part, bits, a, b, b_step, sum, rows, group, vectors, 0);
    else if (inside) add_apart(job, bits, a, b, b_step, sum, rows, vectors, 1);
    else add_apart(job, bits, a, b, b_step, sum, rows, vectors, 0);
  }
  finish_sums(job, sum, rows, vectors, whole);
}

INLINE void nonzero_rows(tile_job job, nonzero_part part, const int group, const int vectors, const int whole) {
  job.nonzero.bits += part.row * job.nonzero.row_stride;
  for (long count; part.rows > 0; part.rows -= count) {
    const long of_group = group == 1 ? 2 : group - part.row % group, left = part.rows < of_group ? part.rows : of_group;
    count = left >= 4 ? 4 : left >= 2 ? 2 : 1;
    if (group == 4 && count == 4) compute_nonzero(&job, &part, 4, group, vectors, whole);
    else if (count == 2) compute_nonzero(&job, &part, 2, group, vectors, whole);
    else compute_nonzero(&job, &part, 1, group, vectors, whole);
    part.row += count;
    job.a += count * job.a_row;
    job.c += count * job.c_row;
    job.nonzero.bits += count * job.nonzero.row_stride;
  }
}

#define NONZERO_TILE(name, group) \
  KERNEL void name(const tile_job *job, const nonzero_part *part) { \
    if (NONZERO_PANELS > 1 && job->width == 4 * LANES) \
      nonzero_rows(*job, *part, group, NONZERO_PANELS > 1 ? 4 : 2, 1); \
    else if (job->width == 2 * LANES) nonzero_rows(*job, *part, group, 2, 1); \
    else if (job->width > LANES) nonzero_rows(*job, *part, group, 2, 0); \
    else if (job->width == LANES) nonzero_rows(*job, *part, group, 1, 1); \
    else nonzero_rows(*job, *part, group, 1, 0); \
  }
NONZERO_TILE(nonzero_tile_apart, 1)
NONZERO_TILE(nonzero_tile_pairs, 2)
NONZERO_TILE(nonzero_tile_fours, 4)

#if TILE_VECTORS == 2
KERNEL void nonzero_tile_of_four_panels(const tile_job *job, const nonzero_part *part) {
  nonzero_rows(*job, *part, 1, 8, 1);
}
#endif

// As panel_tile, for the rows from `row` on of `all_rows`, by a panel or a block of 2 or 4 panels.
INLINE void nonzero_tile(const tile_job *job, long row, long rows, long all_rows) {
  const nonzero_part part = {row, rows, all_rows};
  if (job->nonzero.rows_together == 4) nonzero_tile_fours(job, &part);
  else if (job->nonzero.rows_together == 2) nonzero_tile_pairs(job, &part);
#if TILE_VECTORS == 2
  else if (job->width == 8 * LANES) nonzero_tile_of_four_panels(job, &part);
#endif
  else nonzero_tile_apart(job, &part);
}

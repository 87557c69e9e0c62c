// Matrix products. Every output element is one chain of fused multiply-adds over the steps in ascending
// order, so its bits depend neither on the tile that computes it nor on the width of a register.
//
// A tile is TILE_ROWS rows by one panel (32 columns). Within it the accumulators of `rows` x `vectors`
// times sixteen columns stay in registers over all steps.

enum { TOUCHED_ARRAYS = 3 };  // weights and two moments

typedef struct {
  const float *a;
  long a_row, a_step;
  long a_panel_rows, a_first_row;  // where a is in panels: how many rows they have, and the tile's first
  const float *b;
  long b_step;      // from one step's row of b to the next
  long b_panel, c_panel;  // from one panel to the next, where there are several
  long k;
  float *c;
  long c_row;
  long width;       // columns of this tile, at most 16 * vectors
  const float *bias;
  int accumulate;
  int b_is_finite;  // known to be; else it may be
  fledge_zero_mask zero_mask;
  const float *ahead;  // what later tiles will read, for which this one asks where a's steps go on in lines
  const float *touched[TOUCHED_ARRAYS];  // what the next tile's update touches; asked for where a's rows lie side by side
} tile_job;

// Where a tile's vector `v` begins: each panel has two.
INLINE long vector_at(int v, long panel) { return v / 2 * panel + v % 2 * LANES; }

INLINE void start_sums(const tile_job *job, vfloat *sum, const int rows, const int vectors, const int whole) {
#pragma clang loop unroll(full)
  for (int i = 0; i < rows; i++)
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors; v++) {
      const float *c = job->c + i * job->c_row + vector_at(v, job->c_panel);
      sum[i * vectors + v] = !job->accumulate ? splat(0) : whole ? load(c) : load_first(c, job->width - v * LANES);
    }
}

// A sum of products that are so small that they round to -0 ends as 0, which it would be if it met a zero: so its sign
// does not tell which zeros were left out.
INLINE vfloat without_sign_of_zero(vfloat sum) { return sum + splat(0); }

INLINE void finish_sums(const tile_job *job, const vfloat *sum, const int rows, const int vectors, const int whole) {
#pragma clang loop unroll(full)
  for (int v = 0; v < vectors; v++) {
    const long width = job->width - v * LANES;
    vfloat bias = !job->bias ? splat(0)
                  : whole    ? load(job->bias + v * LANES)
                             : load_first(job->bias + v * LANES, width);
#pragma clang loop unroll(full)
    for (int i = 0; i < rows; i++) {
      const vfloat total = without_sign_of_zero(sum[i * vectors + v]);
      const vfloat value = job->bias ? total + bias : total;
      float *c = job->c + i * job->c_row + vector_at(v, job->c_panel);
      if (whole) store(c, value);
      else store_first(c, value, width);
    }
  }
}

// How many of the steps can read b past `width` and stay inside b's own memory.
INLINE long safe_steps(const tile_job *job, const int vectors, const int whole) {
  if (whole) return job->k;
  const long over = vectors * LANES - job->width, last = (over + job->b_step - 1) / job->b_step;
  return job->k > last ? job->k - last : 0;
}

#include "microkernel.inl.h"

INLINE void compute_tile(const tile_job *job, const int rows, const int vectors, const int whole) {
  vfloat sum[TILE_ROWS * 2];
  const long width = job->width, steps = job->k, safe = safe_steps(job, vectors, whole);
  const int in_panel = whole && job->b_step == FLEDGE_PANEL_WIDTH;
  start_sums(job, sum, rows, vectors, whole);

  const float *b = job->b;
  for (long s = 0, end, a_row; s < safe; s = end) {
    const float *a = left_at(job, s, &a_row, &end);
    if (end > safe) end = safe;
    if (in_panel) b = add_steps(job, a, a_row, end - s, b, FLEDGE_PANEL_WIDTH, sum, rows, vectors, 1);
    else b = add_steps(job, a, a_row, end - s, b, job->b_step, sum, rows, vectors, 0);
  }
  for (long s = safe, end, a_row; s < steps; s++, b += job->b_step) {
    const float *a = left_at(job, s, &a_row, &end);
    vfloat columns[2];
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors; v++) columns[v] = load_first(b + v * LANES, width - v * LANES);
#pragma clang loop unroll(full)
    for (int i = 0; i < rows; i++)
#pragma clang loop unroll(full)
      for (int v = 0; v < vectors; v++) sum[i * vectors + v] = fma16(splat(a[i * a_row]), columns[v], sum[i * vectors + v]);
  }
  finish_sums(job, sum, rows, vectors, whole);
}

// One instance of the tile for each number of rows, so that a short last tile costs no more than it must.
#define TILE_CASE(n) \
  case n: \
    if (n > TILE_ROWS) break; \
    if (!whole) compute_tile(job, n > TILE_ROWS ? 1 : n, TILE_VECTORS_USED, 0); \
    else compute_tile(job, n > TILE_ROWS ? 1 : n, TILE_VECTORS_USED, 1); \
    break;

#define TILE_SWITCH \
  switch (rows) { \
    TILE_CASE(1) TILE_CASE(2) TILE_CASE(3) TILE_CASE(4) TILE_CASE(5) TILE_CASE(6) \
    TILE_CASE(7) TILE_CASE(8) TILE_CASE(9) TILE_CASE(10) TILE_CASE(11) TILE_CASE(12) \
  }

#define TILE_VECTORS_USED 1
KERNEL void narrow_tile(const tile_job *job, long rows, int whole) { TILE_SWITCH }
#undef TILE_VECTORS_USED

#if TILE_VECTORS == 2
#define TILE_VECTORS_USED 2
KERNEL void wide_tile(const tile_job *job, long rows, int whole) { TILE_SWITCH }
#undef TILE_VECTORS_USED
#endif

// One panel's worth of columns: at once, or sixteen by sixteen where registers are few.
INLINE void panel_tile(const tile_job *job, long rows) {
#if TILE_VECTORS == 2
  if (job->width > LANES) {
    wide_tile(job, rows, job->width == 2 * LANES);
    return;
  }
#endif
  tile_job part = *job;
  for (long left = job->width; left > 0; left -= LANES) {
    part.width = left < LANES ? left : LANES;
    narrow_tile(&part, rows, part.width == LANES);
    part.b += LANES;
    part.c += LANES;
    if (part.bias) part.bias += LANES;
  }
}

// The register tile of a dense product. What compute_tile computes, in ten lines:
//
//     for (i = 0; i < rows; i++)
//       for (j = 0; j < width; j++) {
//         float sum = accumulate ? c[i * c_row + j] : 0;
//         for (k = 0; k < job->k; k++) sum = fma(a[i * a_row + k * a_k], b[k * b_k + j], sum);
//         c[i * c_row + j] = bias ? sum + bias[j] : sum;
//       }
//
// The loop over k is the outer one: each k is a rank-1 update of all accumulators of the tile, which stay in registers
// (register blocking). Every element remains one chain of fused multiply-adds in ascending k, so its bits depend
// neither on the shape of the tile nor on the width of a register.
#include "tile_rows.h"

enum { UPDATE_ARRAYS = 3 };  // what an optimizer updates: weights and two moments

typedef struct {
  const float *a;
  long a_row, a_k;
  long a_panel_rows, a_first_row;  // where a is in panels: the panels' rows, and the tile's first row
  const float *b;
  long b_k;               // stride from one k to the next
  long b_panel, c_panel;  // strides from one panel to the next, where the tile has several
  long k;
  float *c;
  long c_row;
  long width;  // columns of this tile, at most 16 * vectors
  const float *bias;
  int accumulate;
  int b_is_finite;  // 1: b is known to have no NaN or infinity; 0: unknown
  fledge_zero_mask zero_mask;
  long rows_together;
  const float *next_panel;                   // prefetched where a's k are contiguous
  const float *update_lines[UPDATE_ARRAYS];  // prefetched for the next tile's update where a's rows are contiguous
} tile_job;

// The offset of vector `v` of a row: each panel has two.
INLINE long vector_at(int v, long panel) { return v / 2 * panel + v % 2 * LANES; }

INLINE void load_accumulators(const tile_job *job, vfloat *sum, const int rows, const int vectors, const int whole) {
#pragma clang loop unroll(full)
  for (int i = 0; i < rows; i++)
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors; v++) {
      const float *c = job->c + i * job->c_row + vector_at(v, job->c_panel);
      sum[i * vectors + v] = !job->accumulate ? splat(0) : whole ? load(c) : load_first(c, job->width - v * LANES);
    }
}

// Turns -0 into +0. A sum of products that underflow is -0, or +0 once a zero was added: without this, the sign would
// show which zeros a sparse product skipped.
INLINE vfloat clear_negative_zero(vfloat sum) { return sum + splat(0); }

INLINE void store_accumulators(const tile_job *job, const vfloat *sum, const int rows, const int vectors,
                               const int whole) {
#pragma clang loop unroll(full)
  for (int v = 0; v < vectors; v++) {
    const long width = job->width - v * LANES;
    vfloat bias = !job->bias ? splat(0)
                  : whole    ? load(job->bias + v * LANES)
                             : load_first(job->bias + v * LANES, width);
#pragma clang loop unroll(full)
    for (int i = 0; i < rows; i++) {
      const vfloat total = clear_negative_zero(sum[i * vectors + v]);
      const vfloat value = job->bias ? total + bias : total;
      float *c = job->c + i * job->c_row + vector_at(v, job->c_panel);
      if (whole) store(c, value);
      else store_first(c, value, width);
    }
  }
}

// The number of k whose whole vectors of b, which may extend past `width`, are inside b's memory.
INLINE long safe_k(const tile_job *job, const int vectors, const int whole) {
  if (whole) return job->k;
  const long over = vectors * LANES - job->width, last = (over + job->b_k - 1) / job->b_k;
  return job->k > last ? job->k - last : 0;
}

#include "microkernel.inl.h"

INLINE void compute_tile(const tile_job *job, const int rows, const int vectors, const int whole) {
  vfloat sum[TILE_ROWS * 2];
  const long width = job->width, count = job->k, safe = safe_k(job, vectors, whole);
  const int in_panel = whole && job->b_k == FLEDGE_PANEL_WIDTH;
  load_accumulators(job, sum, rows, vectors, whole);

  const float *b = job->b;
  for (long k = 0, end, a_row; k < safe; k = end) {
    const float *a = a_at(job, k, &a_row, &end);
    if (end > safe) end = safe;
    if (in_panel) b = accumulate(job, a, a_row, end - k, b, FLEDGE_PANEL_WIDTH, sum, rows, vectors, 1);
    else b = accumulate(job, a, a_row, end - k, b, job->b_k, sum, rows, vectors, 0);
  }
  for (long k = safe, end, a_row; k < count; k++, b += job->b_k) {
    const float *a = a_at(job, k, &a_row, &end);
    vfloat columns[2];
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors; v++) columns[v] = load_first(b + v * LANES, width - v * LANES);
#pragma clang loop unroll(full)
    for (int i = 0; i < rows; i++)
#pragma clang loop unroll(full)
      for (int v = 0; v < vectors; v++)
        sum[i * vectors + v] = fma16(splat(a[i * a_row]), columns[v], sum[i * vectors + v]);
  }
  store_accumulators(job, sum, rows, vectors, whole);
}

KERNEL void narrow_tile(const tile_job *job, long rows, int whole) {
  FOR_TILE_ROWS(n, rows, if (!whole) compute_tile(job, n, 1, 0); else compute_tile(job, n, 1, 1))
}

#if TILE_VECTORS == 2
KERNEL void wide_tile(const tile_job *job, long rows, int whole) {
  FOR_TILE_ROWS(n, rows, if (!whole) compute_tile(job, n, 2, 0); else compute_tile(job, n, 2, 1))
}
#endif

// A tile of one panel of b: 32 columns together, or sixteen at a time where there are few registers.
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

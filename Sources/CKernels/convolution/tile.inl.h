// The matrix product of convolution: c(i, j) = [c(i, j) or 0] + sum over k of a(i, k) b(k, j). The k come in runs,
// between which a jumps, so that patches are read in the image itself (implicit im2col). Every element is one chain of
// fused multiply-adds in ascending k, so its bits do not depend on the tile. For one row i and column j:
//
//     for (r = 0; r < runs; r++)
//       for (k = 0; k < run; k++, b += b_k) sum = fma(a[i * a_row + r * a_run + k * a_k], b[j], sum);

typedef struct {
  const float *a;   // element k of run r of row i: a[i * a_row + r * a_run + k * a_k]
  long a_row, a_run, a_k;
  const float *b;   // b(k, j) = b[k * b_k + j], with k counted through all runs
  long b_k;
  long runs, run;   // the number of runs, and the length of each
  float *c;
  long c_row;
  const float *bias;
  int accumulate;
} patch_product;

INLINE void patch_tile(const patch_product *job, const int rows, const int vectors) {
  vfloat sum[TILE_ROWS][TILE_VECTORS];
#pragma clang loop unroll(full)
  for (int i = 0; i < rows; i++)
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors; v++)
      sum[i][v] = job->accumulate ? load(job->c + i * job->c_row + v * LANES) : splat(0);

  const float *b = job->b;
  const long a_row = job->a_row, a_k = job->a_k, b_k = job->b_k, run = job->run;
  for (long r = 0; r < job->runs; r++) {
    const float *a = job->a + r * job->a_run;
    for (long k = 0; k < run; k++) {
      vfloat columns[TILE_VECTORS];
#pragma clang loop unroll(full)
      for (int v = 0; v < vectors; v++) columns[v] = load(b + v * LANES);
#pragma clang loop unroll(full)
      for (int i = 0; i < rows; i++) {
        vfloat value = splat(a[i * a_row]);
#pragma clang loop unroll(full)
        for (int v = 0; v < vectors; v++) sum[i][v] = fma16(value, columns[v], sum[i][v]);
      }
      a += a_k;
      b += b_k;
    }
  }

#pragma clang loop unroll(full)
  for (int v = 0; v < vectors; v++) {
    vfloat bias = job->bias ? load(job->bias + v * LANES) : splat(0);
#pragma clang loop unroll(full)
    for (int i = 0; i < rows; i++)
      store(job->c + i * job->c_row + v * LANES, job->bias ? sum[i][v] + bias : sum[i][v]);
  }
}

KERNEL void narrow_patch_tile(const patch_product *job, long rows) { FOR_TILE_ROWS(n, rows, patch_tile(job, n, 1)) }
#if TILE_VECTORS == 2
KERNEL void wide_patch_tile(const patch_product *job, long rows) { FOR_TILE_ROWS(n, rows, patch_tile(job, n, 2)) }
#endif

// Any number of rows, split into tiles of nearly equal height, by `width` columns, 16 or 32.
INLINE void multiply_patches(patch_product job, long rows, long width) {
  const long tiles = (rows + TILE_ROWS - 1) / TILE_ROWS;
  for (long tile = 0; tile < tiles; tile++) {
    const long first = rows * tile / tiles, count = rows * (tile + 1) / tiles - first;
    patch_product part = job;
    part.a += first * job.a_row;
    part.c += first * job.c_row;
#if TILE_VECTORS == 2
    if (width == 2 * LANES) {
      wide_patch_tile(&part, count);
      continue;
    }
#endif
    for (long c = 0; c < width; c += LANES) {
      narrow_patch_tile(&part, count);
      part.b += LANES;
      part.c += LANES;
      if (part.bias) part.bias += LANES;
    }
  }
}

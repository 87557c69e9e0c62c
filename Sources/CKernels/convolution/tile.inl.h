// The product that convolution is made of: c(i, j) = [c(i, j) or 0] + sum over s of a(i, s) b(s, j). The steps come in
// runs, from one of which to the next a jumps: so patches are read where they lie in the image. Every element is one
// chain of fused multiply-adds in the order of the steps, whatever tile it belongs to.

typedef struct {
  const float *a;   // a(i, run, s) = a[i * a_row + run * a_run + s * a_step]
  long a_row, a_run, a_step;
  const float *b;   // b(step, j) = b[step * b_step + j], steps counted through all runs
  long b_step;
  long runs, run;   // how many runs, and the steps of each
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
  const long a_row = job->a_row, a_step = job->a_step, b_step = job->b_step, run = job->run;
  for (long r = 0; r < job->runs; r++) {
    const float *a = job->a + r * job->a_run;
    for (long s = 0; s < run; s++) {
      vfloat columns[TILE_VECTORS];
#pragma clang loop unroll(full)
      for (int v = 0; v < vectors; v++) columns[v] = load(b + v * LANES);
#pragma clang loop unroll(full)
      for (int i = 0; i < rows; i++) {
        vfloat value = splat(a[i * a_row]);
#pragma clang loop unroll(full)
        for (int v = 0; v < vectors; v++) sum[i][v] = fma16(value, columns[v], sum[i][v]);
      }
      a += a_step;
      b += b_step;
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

#define PATCH_CASE(n) \
  case n: \
    if (n <= TILE_ROWS) patch_tile(job, n <= TILE_ROWS ? n : 1, PATCH_VECTORS); \
    break;
#define PATCH_SWITCH \
  switch (rows) { \
    PATCH_CASE(1) PATCH_CASE(2) PATCH_CASE(3) PATCH_CASE(4) PATCH_CASE(5) PATCH_CASE(6) \
    PATCH_CASE(7) PATCH_CASE(8) PATCH_CASE(9) PATCH_CASE(10) PATCH_CASE(11) PATCH_CASE(12) \
  }

#define PATCH_VECTORS 1
KERNEL void narrow_patch_tile(const patch_product *job, long rows) { PATCH_SWITCH }
#undef PATCH_VECTORS
#if TILE_VECTORS == 2
#define PATCH_VECTORS 2
KERNEL void wide_patch_tile(const patch_product *job, long rows) { PATCH_SWITCH }
#undef PATCH_VECTORS
#endif

// Any number of rows, cut into tiles of nearly the same height, by `width` columns, 16 or 32.
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

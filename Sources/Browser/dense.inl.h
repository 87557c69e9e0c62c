// The product of linear layers, with the sums of `compute_tile`: each element is one chain of fused multiply-adds in
// ascending k, then loses the sign of a zero, then gets its bias. Zeros of x are skipped, which changes no bit.

KERNEL void dense(const float *x, const float *panels, const float *bias, float *y, long rows, long inner,
                  long columns) {
  for (long r = 0; r < rows; r++)
    FOR_VECTORS(c, n, 0, columns) {
      const float *b = panels + c * inner;
      vfloat sum = splat(0);
      for (long k = 0; k < inner; k++, b += LANES)
        if (x[r * inner + k] != 0) sum = fma16(splat(x[r * inner + k]), load(b), sum);
      sum = sum + splat(0);
      store_first(y + r * columns + c, bias ? sum + load_first(bias + c, n) : sum, n);
    }
}

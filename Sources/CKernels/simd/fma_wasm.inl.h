// The fused multiply-add for WebAssembly, which has none: the product of two floats is exact in double precision, and
// its sum with the third is rounded to odd, so that rounding to single precision afterwards rounds once (Boldo and
// Melquiond, "Emulation of a FMA and correctly rounded sums", 2008, theorem 2).
//
// `relaxed_madd` would not do: it may round twice.

typedef double vdouble2 __attribute__((vector_size(16)));
typedef int64_t vlong2 __attribute__((vector_size(16)));
typedef float vfloat2 __attribute__((vector_size(8)));

INLINE vdouble2 sum_to_odd(vdouble2 product, vdouble2 c) {
  // The sum, and its exact error (Knuth's two-sum). A NaN or an infinity has the error NaN, which is no error here.
  const vdouble2 sum = product + c, back = sum - product;
  const vdouble2 error = (product - (sum - back)) + (c - back);
  const vlong2 is_inexact = (error < 0.0) | (error > 0.0);
  // One step towards zero where the sum lies beyond the exact value, and then the last bit is set.
  const vlong2 beyond = ((vlong2)error ^ (vlong2)sum) < 0;
  return (vdouble2)((((vlong2)sum + (is_inexact & beyond)) | (is_inexact & 1)));
}

INLINE vfloat fma16_inlined(vfloat a, vfloat b, vfloat c) {
  vfloat y;
#pragma clang loop unroll(full)
  for (int i = 0; i < LANES; i += 2) {
    const vfloat2 x2 = {a[i], a[i + 1]}, y2 = {b[i], b[i + 1]}, z2 = {c[i], c[i + 1]};
    const vdouble2 product = __builtin_convertvector(x2, vdouble2) * __builtin_convertvector(y2, vdouble2);
    const vfloat2 rounded = __builtin_convertvector(sum_to_odd(product, __builtin_convertvector(z2, vdouble2)), vfloat2);
    y[i] = rounded[0];
    y[i + 1] = rounded[1];
  }
  return y;
}

// A function of its own: inlined into every polynomial, it would make most of the module.
KERNEL vfloat fma16(vfloat a, vfloat b, vfloat c) { return fma16_inlined(a, b, c); }

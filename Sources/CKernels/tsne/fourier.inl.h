// Discrete Fourier transforms of sixteen series at once: X_k = sum over j of x_j e^(-2 pi i j k / size).
// Stockham's self-sorting algorithm with radices 4, 2, 3 and 5. Series j is in lane j, so lanes never mix.

typedef struct { vfloat real, imaginary; } vcomplex;

INLINE vcomplex plus(vcomplex a, vcomplex b) { return (vcomplex){a.real + b.real, a.imaginary + b.imaginary}; }
INLINE vcomplex minus(vcomplex a, vcomplex b) { return (vcomplex){a.real - b.real, a.imaginary - b.imaginary}; }
INLINE vcomplex scaled(vcomplex a, float f) { return (vcomplex){a.real * f, a.imaginary * f}; }
INLINE vcomplex scaled_plus(vcomplex a, float f, vcomplex b) {
  return (vcomplex){fma16(a.real, splat(f), b.real), fma16(a.imaginary, splat(f), b.imaginary)};
}
// -i a
INLINE vcomplex times_minus_i(vcomplex a) { return (vcomplex){a.imaginary, -a.real}; }

typedef struct {
  long size;
  const float *cosines, *sines; // cos and -sin of 2 pi i / size
} roots;

INLINE vcomplex times_root(vcomplex a, const roots *roots, long i) {
  vfloat c = splat(roots->cosines[i]), s = splat(roots->sines[i]);
  return (vcomplex){fma16(a.real, c, -(a.imaginary * s)), fma16(a.real, s, a.imaginary * c)};
}

// The transform of `factor` values in place.
INLINE void small_transform(vcomplex *v, const int factor) {
  vcomplex a = v[0], b = v[1], c, d, e;
  switch (factor) {
  case 2:
    v[0] = plus(a, b);
    v[1] = minus(a, b);
    break;
  case 3:
    c = plus(b, v[2]);
    d = scaled(times_minus_i(minus(b, v[2])), 0.866025403784438647f);
    e = scaled_plus(c, -0.5f, a);
    v[0] = plus(a, c);
    v[1] = plus(e, d);
    v[2] = minus(e, d);
    break;
  case 4:
    c = plus(a, v[2]), a = minus(a, v[2]);
    d = plus(b, v[3]), b = times_minus_i(minus(b, v[3]));
    v[0] = plus(c, d);
    v[1] = plus(a, b);
    v[2] = minus(c, d);
    v[3] = minus(a, b);
    break;
  default: {
    const float c1 = 0.309016994374947424f, c2 = -0.809016994374947424f;
    const float s1 = 0.951056516295153572f, s2 = 0.587785252292473129f;
    vcomplex p = plus(b, v[4]), q = plus(v[2], v[3]);
    vcomplex r = times_minus_i(minus(b, v[4])), t = times_minus_i(minus(v[2], v[3]));
    vcomplex g = scaled_plus(p, c1, scaled_plus(q, c2, a)), h = scaled_plus(p, c2, scaled_plus(q, c1, a));
    vcomplex k = scaled_plus(r, s1, scaled(t, s2)), l = scaled_plus(r, s2, scaled(t, -s1));
    v[0] = plus(a, plus(p, q));
    v[1] = plus(g, k);
    v[4] = minus(g, k);
    v[2] = plus(h, l);
    v[3] = minus(h, l);
  }
  }
}

INLINE void one_pass(const vcomplex *x, vcomplex *y, long length, long stride, const int factor, const roots *roots) {
  const long parts = length / factor, step = roots->size / length;
  for (long p = 0; p < parts; p++)
    for (long q = 0; q < stride; q++) {
      vcomplex v[5];
#pragma clang loop unroll(full)
      for (int j = 0; j < factor; j++) v[j] = x[q + stride * (p + parts * j)];
      small_transform(v, factor);
      y[q + stride * factor * p] = v[0];
#pragma clang loop unroll(full)
      for (int j = 1; j < factor; j++)
        y[q + stride * (factor * p + j)] = times_root(v[j], roots, p * j * step);
    }
}

KERNEL void pass(const vcomplex *x, vcomplex *y, long length, long stride, int factor, const roots *roots) {
  switch (factor) {
  case 2: one_pass(x, y, length, stride, 2, roots); break;
  case 3: one_pass(x, y, length, stride, 3, roots); break;
  case 4: one_pass(x, y, length, stride, 4, roots); break;
  default: one_pass(x, y, length, stride, 5, roots);
  }
}

// Transforms `a`, with `b` as scratch memory; returns the one of the two that holds the result.
INLINE vcomplex *transform(vcomplex *a, vcomplex *b, const roots *roots) {
  for (long length = roots->size, stride = 1; length > 1;) {
    int factor = length % 4 == 0 ? 4 : length % 2 == 0 ? 2 : length % 3 == 0 ? 3 : 5;
    pass(a, b, length, stride, factor, roots);
    length /= factor;
    stride *= factor;
    vcomplex *swap = a;
    a = b;
    b = swap;
  }
  return a;
}

// Elementwise arithmetic. All kernels may work in place.

static void add(const float *a, const float *b, float *y, long begin, long end) {
  FOR_VECTORS(i, n, begin, end) store_first(y + i, load_first(a + i, n) + load_first(b + i, n), n);
}

static void subtract(const float *a, const float *b, float *y, long begin, long end) {
  FOR_VECTORS(i, n, begin, end) store_first(y + i, load_first(a + i, n) - load_first(b + i, n), n);
}

static void multiply_elements(const float *a, const float *b, float *y, long begin, long end) {
  FOR_VECTORS(i, n, begin, end) store_first(y + i, load_first(a + i, n) * load_first(b + i, n), n);
}

static void add_scaled(float factor, const float *x, float *y, long begin, long end) {
  FOR_VECTORS(i, n, begin, end)
    store_first(y + i, fma16(splat(factor), load_first(x + i, n), load_first(y + i, n)), n);
}

static void scale(float factor, const float *x, float *y, long begin, long end) {
  FOR_VECTORS(i, n, begin, end) store_first(y + i, load_first(x + i, n) * factor, n);
}

static void affine(float factor, float shift, const float *x, float *y, long begin, long end) {
  FOR_VECTORS(i, n, begin, end)
    store_first(y + i, fma16(load_first(x + i, n), splat(factor), splat(shift)), n);
}

// Propagates NaN.
static void clamp(float low, float high, const float *x, float *y, long begin, long end) {
  FOR_VECTORS(i, n, begin, end) {
    vfloat v = load_first(x + i, n);
    v = select16(v < low, splat(low), v);
    store_first(y + i, select16(v > high, splat(high), v), n);
  }
}

static void fill(float value, float *y, long begin, long end) {
  FOR_VECTORS(i, n, begin, end) store_first(y + i, splat(value), n);
}

#define APPLY(expression) \
  FOR_VECTORS(i, n, begin, end) { \
    vfloat v = load_first(x + i, n); \
    store_first(y + i, expression, n); \
  } \
  break

INLINE vfloat sinpi16(vfloat x) {
  vfloat sine, cosine;
  sincospi16(x, &sine, &cosine);
  return sine;
}

INLINE vfloat cospi16(vfloat x) {
  vfloat sine, cosine;
  sincospi16(x, &sine, &cosine);
  return cosine;
}

static void function(int kind, const float *x, float *y, long begin, long end) {
  switch (kind) {
  case FLEDGE_EXP: APPLY(exp16(v));
  case FLEDGE_LOG: APPLY(log16(v));
  case FLEDGE_ERF: APPLY(erf16(v));
  case FLEDGE_SINPI: APPLY(sinpi16(v));
  case FLEDGE_COSPI: APPLY(cospi16(v));
  }
}

// Softmax and log-softmax by row, with the row's maximum subtracted first.

// The maximum of a row without NaN. A NaN is propagated by the exponentials.
INLINE float row_max(const float *x, long columns) {
  vfloat largest = splat(-INFINITY);
  for (long i = 0; i < columns; i += LANES) {
    long n = columns - i;
    vfloat v = load_first(x + i, n);
    if (n < LANES)
      for (long j = n; j < LANES; j++) v[j] = -INFINITY;
    largest = max16(v, largest);
  }
  return tree_max(largest);
}

// The sum of e^(x - shift) over a row; writes the exponentials to `y` unless it is null.
INLINE float row_exponentials(const float *x, float *y, float shift, long columns) {
  vfloat total = {0};
  for (long i = 0; i < columns; i += LANES) {
    long n = columns - i;
    vfloat e = exp16(load_first(x + i, n) - shift);
    if (y) store_first(y + i, e, n);
    if (n < LANES)
      for (long j = n; j < LANES; j++) e[j] = 0;
    total += e;
  }
  return tree_sum(total);
}

INLINE float log_of(float x) { return log16(splat(x))[0]; }

static void softmax(const float *x, float *y, long columns, long begin, long end) {
  for (long r = begin; r < end; r++) {
    const float *from = x + r * columns;
    float *to = y + r * columns;
    float factor = 1.0f / row_exponentials(from, to, row_max(from, columns), columns);
    scale(factor, to, to, 0, columns);
  }
}

// dx = y (dy - sum(y dy))
static void softmax_gradient(const float *y, const float *dy, float *dx, long columns, long begin, long end) {
  for (long r = begin; r < end; r++) {
    const float *f = y + r * columns, *g = dy + r * columns;
    float common = dot(f, g, columns);
    FOR_VECTORS(i, n, 0, columns)
      store_first(dx + r * columns + i, flush_tiny(load_first(f + i, n) * (load_first(g + i, n) - common)), n);
  }
}

static void log_softmax(const float *x, float *y, long columns, long begin, long end) {
  for (long r = begin; r < end; r++) {
    const float *from = x + r * columns;
    float largest = row_max(from, columns);
    float log_sum = log_of(row_exponentials(from, NULL, largest, columns));
    FOR_VECTORS(i, n, 0, columns)
      store_first(y + r * columns + i, (load_first(from + i, n) - largest) - log_sum, n);
  }
}

// dx = dy - e^y sum(dy)
static void log_softmax_gradient(const float *y, const float *dy, float *dx, long columns, long begin,
                                 long end) {
  for (long r = begin; r < end; r++) {
    const float *f = y + r * columns, *g = dy + r * columns;
    vfloat common = splat(sum(g, columns));
    FOR_VECTORS(i, n, 0, columns)
      store_first(dx + r * columns + i,
                  flush_tiny(fma16(-exp16(load_first(f + i, n)), common, load_first(g + i, n))), n);
  }
}

// The column of each row's maximum (argmax): the lowest column on ties, and that of the first NaN.
static void largest_columns(const float *x, int32_t *labels, long columns, long begin, long end) {
  for (long r = begin; r < end; r++) {
    const float *row = x + r * columns;
    // Without branches, which would be mispredicted.
    float top = columns > 0 ? row[0] : 0;
    int32_t best = 0;
    for (long c = 1; c < columns; c++) {
      int better = (top == top) & ((row[c] > top) | (row[c] != row[c]));
      best = better ? (int32_t)c : best;
      top = better ? row[c] : top;
    }
    labels[r] = best;
  }
}

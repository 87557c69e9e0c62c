// Double precision, in vectors of sixteen, for the symmetric eigenproblem.

typedef double vdouble __attribute__((vector_size(128)));
typedef double vdouble_anywhere __attribute__((vector_size(128), aligned(8)));

static void add_scaled_double(double factor, const double *x, double *y, long count) {
  for (long i = 0; i < count; i++) y[i] += factor * x[i];
}

static double dot_double(const double *x, const double *y, long count) {
  vdouble total = {0};
  long whole = count / LANES * LANES;
  for (long i = 0; i < whole; i += LANES)
    total += *(const vdouble_anywhere *)(x + i) * *(const vdouble_anywhere *)(y + i);
  for (long i = whole; i < count; i++) total[i - whole] += x[i] * y[i];
  double a[LANES];
  memcpy(a, &total, sizeof a);
  for (int half = 8; half > 0; half /= 2)
    for (int j = 0; j < half; j++) a[j] += a[j + half];
  return a[0];
}

// One sweep of plane rotations, from rows (first + rotations - 1, first + rotations) up to (first, first + 1), on the
// columns begin ..< end (multiples of 16): high' = s low + c high, low' = c low - s high.
static void rotate(const double *cosines, const double *sines, double *rows, long stride, long first_row,
                   long rotations, long begin, long end) {
  for (long i = begin; i < end; i += LANES) {
    double *at = rows + (first_row + rotations) * stride + i;
    vdouble high = *(vdouble_anywhere *)at;
    for (long t = 0; t < rotations; t++) {
      vdouble low = *(vdouble_anywhere *)(at - stride);
      *(vdouble_anywhere *)at = low * sines[t] + high * cosines[t];
      high = low * cosines[t] - high * sines[t];
      at -= stride;
    }
    *(vdouble_anywhere *)at = high;
  }
}

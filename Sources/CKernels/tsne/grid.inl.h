// Repulsion by interpolation. The potential phi(y) = sum over j of K(y - y_j), K(d) = 1 / (1 + |d|^2), gives both
// quantities that t-SNE needs: sum over j of w_ij^2 (y_i - y_j) = -1/2 grad phi(y_i), and the normaliser
// Z = sum over i of phi(y_i) - n.
//
// phi is computed on a grid of `side` x `side` nodes. Points are spread to it with quintic B-splines, the convolution
// with K is a product of Fourier transforms of twice the size (zero padding against wrap-around), and phi and its
// gradient are interpolated with the same splines. Dividing the kernel's spectrum by the splines' own, B(k)^2 with B =
// (33 + 26 cos k + cos 2k) / 60 for each axis, turns both steps into quintic spline interpolation of K. After Linderman
// et al., "Fast interpolation-based t-SNE", 2019 (which interpolates with polynomials in boxes); splines and their
// spectrum as in Essmann et al., "A smooth particle mesh Ewald method", 1995.

typedef float vfloat8 __attribute__((vector_size(32)));
typedef float vfloat8_anywhere __attribute__((vector_size(32), aligned(4)));

INLINE vfloat8 load8(const float *from) { return *(const vfloat8_anywhere *)from; }
INLINE vfloat8 splat8(float x) { return (vfloat8){x, x, x, x, x, x, x, x}; }
INLINE vfloat8 fma8(vfloat8 a, vfloat8 b, vfloat8 c) { return __builtin_elementwise_fma(a, b, c); }
INLINE float sum8(vfloat8 a) {
  return ((a[0] + a[4]) + (a[2] + a[6])) + ((a[1] + a[5]) + (a[3] + a[7]));
}

// The six quintic B-splines that cover a point at fraction t of its cell, times 120, by powers of t.
static const vfloat8 SPLINE[6] = {{1, 26, 66, 26, 1, 0},     {-5, -50, 0, 50, 5, 0}, {10, 20, -60, 20, 10, 0},
                                  {-10, 20, 0, -20, 10, 0},  {5, -20, 30, -20, 5, 0}, {-1, 5, -10, 10, -5, 1}};

INLINE vfloat8 spline(float t) {
  vfloat8 s = splat8(t), w = SPLINE[5];
#pragma clang loop unroll(full)
  for (int power = 4; power >= 0; power--) w = fma8(w, s, SPLINE[power]);
  return w * (1.0f / 120);
}

INLINE vfloat8 spline_slope(float t) {
  vfloat8 s = splat8(t), w = SPLINE[5] * 5.0f;
#pragma clang loop unroll(full)
  for (int power = 4; power >= 1; power--) w = fma8(w, s, SPLINE[power] * (float)power);
  return w * (1.0f / 120);
}

// Columns begin ..< end of the density. A point in column c contributes to columns c - 2 to c + 3. Every column adds
// its points in the sorted order, so the sums are the same for any number of threads.
static void spread(const fledge_grid *grid, long begin, long end) {
  const long side = grid->side;
  for (long column = begin; column < end; column++) {
    float *to = grid->grid + column * side;
    memset(to, 0, (size_t)side * sizeof(float));
    long least = column < 3 ? 0 : column - 3, most = column + 2 < side ? column + 2 : side - 1;
    for (long c = least; c <= most; c++)
      for (long i = grid->starts[c]; i < grid->starts[c + 1]; i++) {
        float u = grid->sorted[2 * i], v = grid->sorted[2 * i + 1];
        long row = (long)v;
        vfloat8 across = spline(u - (float)c);
        vfloat8_anywhere *at = (vfloat8_anywhere *)(to + row - 2);
        *at = fma8(splat8(across[column - c + 2]), spline(v - (float)row), *at);
      }
  }
}

// phi and its gradient at points begin ..< end.
static void gather(const fledge_grid *grid, long begin, long end) {
  const long side = grid->side;
  const float slope_scale = -0.5f * grid->inverse_spacing;
  for (long i = begin; i < end; i++) {
    float u = (grid->points[2 * i] - grid->origin_x) * grid->inverse_spacing;
    float v = (grid->points[2 * i + 1] - grid->origin_y) * grid->inverse_spacing;
    long column = (long)u, row = (long)v;
    vfloat8 wx = spline(u - (float)column), sx = spline_slope(u - (float)column);
    vfloat8 wy = spline(v - (float)row), sy = spline_slope(v - (float)row);
    const float *from = grid->grid + (column - 2) * side + row - 2;
    vfloat8 value = {0}, slope = {0};
#pragma clang loop unroll(full)
    for (int a = 0; a < 6; a++) {
      vfloat8 nodes = load8(from + a * side);
      value = fma8(splat8(wx[a]), nodes, value);
      slope = fma8(splat8(sx[a]), nodes, slope);
    }
    float potential = sum8(value * wy), scale = grid->normalize ? slope_scale / potential : slope_scale;
    grid->potentials[i] = potential;
    grid->forces[2 * i] = scale * sum8(slope * wy);
    grid->forces[2 * i + 1] = scale * sum8(value * sy);
  }
}

INLINE roots grid_roots(const fledge_grid *grid) { return (roots){2 * grid->side, grid->cosines, grid->sines}; }

// Scratch memory for two arrays of sixteen complex series.
INLINE vcomplex *series(const fledge_grid *grid) {
  return fledge_scratch(4 * grid->side * (long)sizeof(vcomplex));
}

// The transform along x for y = 32 b ..< 32 b + 32. Real series are transformed in pairs, y as real and y + 16 as
// imaginary part: A_k = (Z_k + conj Z_-k) / 2, B_k = (Z_k - conj Z_-k) / 2i.
static void transform_rows(const fledge_grid *grid, long begin, long end) {
  const long side = grid->side, size = 2 * side;
  const roots roots = grid_roots(grid);
  vcomplex *a = series(grid), *b = a + size;
  for (long y = 32 * begin; y < 32 * end; y += 32) {
    for (long x = 0; x < side; x++)
      a[x] = (vcomplex){load(grid->grid + x * side + y), load(grid->grid + x * side + y + LANES)};
    memset(a + side, 0, (size_t)side * sizeof(vcomplex));
    vcomplex *z = transform(a, b, &roots);
    for (long k = 0; k <= side; k++) {
      vcomplex p = z[k], q = z[k ? size - k : 0];
      float *real = grid->real + k * side + y, *imaginary = grid->imaginary + k * side + y;
      store(real, (p.real + q.real) * 0.5f);
      store(imaginary, (p.imaginary - q.imaginary) * 0.5f);
      store(real + LANES, (p.imaginary + q.imaginary) * 0.5f);
      store(imaginary + LANES, (q.real - p.real) * 0.5f);
    }
  }
}

// The inverse: Z = A + i B, and an inverse transform is a transform with real and imaginary parts exchanged.
static void transform_rows_back(const fledge_grid *grid, long begin, long end) {
  const long side = grid->side, size = 2 * side;
  const roots roots = grid_roots(grid);
  vcomplex *a = series(grid), *b = a + size;
  for (long y = 32 * begin; y < 32 * end; y += 32) {
    for (long k = 0; k <= side; k++) {
      const float *real = grid->real + k * side + y, *imaginary = grid->imaginary + k * side + y;
      vfloat ar = load(real), ai = load(imaginary), br = load(real + LANES), bi = load(imaginary + LANES);
      a[k] = (vcomplex){ai + br, ar - bi};
      if (k > 0 && k < side) a[size - k] = (vcomplex){br - ai, ar + bi};
    }
    vcomplex *z = transform(a, b, &roots);
    for (long x = 0; x < side; x++) {
      store(grid->grid + x * side + y, z[x].imaginary);
      store(grid->grid + x * side + y + LANES, z[x].real);
    }
  }
}

// Sixteen rows k of a plane [k, y] as one series along y, and back.
INLINE void load_series(const float *plane, long side, float *to) {
  for (long y = 0; y < side; y += LANES) {
    vfloat block[LANES];
    for (long k = 0; k < LANES; k++) block[k] = load(plane + k * side + y);
    transpose16(block);
    for (long j = 0; j < LANES; j++) store(to + (y + j) * 2 * LANES, block[j]);
  }
}

INLINE void store_series(const float *from, long side, float *plane) {
  for (long y = 0; y < side; y += LANES) {
    vfloat block[LANES];
    for (long j = 0; j < LANES; j++) block[j] = load(from + (y + j) * 2 * LANES);
    transpose16(block);
    for (long k = 0; k < LANES; k++) store(plane + k * side + y, block[k]);
  }
}

// The transform along y, the product with the kernel, and the inverse transform, for k = 16 b ..< 16 b + 16.
static void convolve(const fledge_grid *grid, long begin, long end) {
  const long side = grid->side, size = 2 * side;
  const roots roots = grid_roots(grid);
  vcomplex *a = series(grid), *b = a + size;
  for (long block = begin; block < end; block++) {
    float *real = grid->real + block * LANES * side, *imaginary = grid->imaginary + block * LANES * side;
    load_series(real, side, (float *)a);
    load_series(imaginary, side, (float *)a + LANES);
    memset(a + side, 0, (size_t)side * sizeof(vcomplex));
    vcomplex *z = transform(a, b, &roots);
    const float *kernel = grid->kernel + block * size * LANES;
    for (long k = 0; k < size; k++) {
      vfloat factor = load(kernel + k * LANES), old = z[k].real;
      z[k].real = z[k].imaginary * factor;
      z[k].imaginary = old * factor;
    }
    z = transform(z, z == a ? b : a, &roots);
    store_series((float *)z + LANES, side, real);
    store_series((float *)z, side, imaginary);
  }
}

// K at distances of nodes, transformed along x into `real`; y = 16 b ..< 16 b + 16. K is even, so its spectrum is real.
static void kernel_rows(const fledge_grid *grid, long begin, long end) {
  const vfloat lane = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  const long side = grid->side, size = 2 * side;
  const roots roots = grid_roots(grid);
  const float spacing = 1.0f / grid->inverse_spacing;
  vcomplex *a = series(grid), *b = a + size;
  for (long y = LANES * begin; y < LANES * end; y += LANES) {
    vfloat dy = (lane + (float)y) * spacing;
    for (long x = 0; x < size; x++) {
      float dx = (float)(x <= side ? x : size - x) * spacing;
      a[x] = (vcomplex){1.0f / fma16(dy, dy, splat(1.0f + dx * dx)), splat(0)};
    }
    vcomplex *z = transform(a, b, &roots);
    for (long k = 0; k <= side; k++) store(grid->real + k * side + y, z[k].real);
  }
}

INLINE float spline_spectrum(float cosine) {
  float b = (32.0f + 26.0f * cosine + 2.0f * cosine * cosine) / 60.0f;
  return b * b;
}

// The rest of the kernel's spectrum; distance `side` along y, which no pair has, takes its neighbour's value.
static void kernel_columns(const fledge_grid *grid, long begin, long end) {
  const long side = grid->side, size = 2 * side;
  const roots roots = grid_roots(grid);
  const float scale = 1.0f / ((float)size * (float)size);
  vcomplex *a = series(grid), *b = a + size;
  for (long block = begin; block < end; block++) {
    vfloat across;
    for (int j = 0; j < LANES; j++) across[j] = scale / spline_spectrum(grid->cosines[block * LANES + j]);
    load_series(grid->real + block * LANES * side, side, (float *)a);
    a[side].real = a[side - 1].real;
    for (long y = 1; y < side; y++) a[size - y].real = a[y].real;
    for (long y = 0; y < size; y++) a[y].imaginary = splat(0);
    vcomplex *z = transform(a, b, &roots);
    for (long k = 0; k < size; k++)
      store(grid->kernel + (block * size + k) * LANES, z[k].real * across / spline_spectrum(grid->cosines[k]));
  }
}

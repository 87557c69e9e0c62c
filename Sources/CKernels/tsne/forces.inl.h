// The two halves of the gradient, with w_ij = 1 / (1 + |y_i - y_j|^2):
// attraction over the neighbours, repulsion over all pairs. Van der Maaten, 2014, equation 5.

// Sixteen points by index, as their x and their y.
INLINE void load_points(const float *points, const int32_t *index, vfloat *x, vfloat *y) {
  uint64_t pairs[LANES];
#pragma clang loop unroll(full)
  for (int j = 0; j < LANES; j++) memcpy(pairs + j, points + 2 * (long)index[j], sizeof(uint64_t));
  vfloat a = load((const float *)(const void *)pairs), b = load((const float *)(const void *)(pairs + 8));
  *x = __builtin_shufflevector(a, b, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
  *y = __builtin_shufflevector(a, b, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31);
}

INLINE void attract_row(const fledge_attraction *job, long i, const int measure) {
  float x0 = job->points[2 * i], y0 = job->points[2 * i + 1];
  vfloat fx = {0}, fy = {0}, divergence = {0};
  for (long e = job->starts[i]; e < job->starts[i + 1]; e += LANES) {
    vfloat x, y;
    load_points(job->others, job->columns + e, &x, &y);
    vfloat dx = x0 - x, dy = y0 - y, p = load(job->affinities + e);
    vfloat distance = fma16(dx, dx, fma16(dy, dy, splat(1))), f = p / distance;
    fx = fma16(f, dx, fx);
    fy = fma16(f, dy, fy);
    if (measure) divergence = fma16(p, log16(distance), divergence);
  }
  job->forces[2 * i] = tree_sum(fx);
  job->forces[2 * i + 1] = tree_sum(fy);
  if (measure) job->divergence[i] = tree_sum(divergence);
}

static void attraction(const fledge_attraction *job, long begin, long end) {
  if (job->divergence)
    for (long i = begin; i < end; i++) attract_row(job, i, 1);
  else
    for (long i = begin; i < end; i++) attract_row(job, i, 0);
}

static void repulsion(const fledge_repulsion *job, long begin, long end) {
  for (long i = begin; i < end; i++) {
    vfloat x0 = splat(job->x[i]), y0 = splat(job->y[i]), fx = {0}, fy = {0}, total = {0};
    for (long j = 0; j < job->count; j += LANES) {
      vfloat dx = x0 - load(job->x + j), dy = y0 - load(job->y + j);
      vfloat w = 1.0f / fma16(dx, dx, fma16(dy, dy, splat(1))), square = w * w;
      total += w;
      fx = fma16(square, dx, fx);
      fy = fma16(square, dy, fy);
    }
    job->forces[2 * i] = tree_sum(fx);
    job->forces[2 * i + 1] = tree_sum(fy);
    job->potentials[i] = tree_sum(total) - 1.0f;
  }
}

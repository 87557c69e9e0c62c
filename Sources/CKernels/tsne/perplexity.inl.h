// Affinities of a point to its neighbours: p_j = exp(-beta d_j) / sum of them, with beta such that the entropy
// H = log(sum) + beta sum(d p) is the logarithm of the perplexity. Bisection; H falls as beta grows.
// Van der Maaten and Hinton, "Visualizing data using t-SNE", 2008, equation 1.

enum { PERPLEXITY_STEPS = 64 };
#define ENTROPY_TOLERANCE 4e-6f

// Distances less the smallest, padded to whole vectors; `mask` is 1 where there is a neighbour.
INLINE float shifted_row(const float *from, float *row, float *mask, long count) {
  float least = from[0], total = 0;
  for (long j = 1; j < count; j++) least = from[j] < least ? from[j] : least;
  long padded = (count + LANES - 1) / LANES * LANES;
  for (long j = 0; j < padded; j++) {
    row[j] = j < count ? from[j] - least : 0;
    mask[j] = j < count;
    total += row[j];
  }
  return total / (float)count;
}

INLINE float row_entropy(const float *row, const float *mask, long count, float beta, float *sum) {
  vfloat total = {0}, moment = {0};
  for (long j = 0; j < count; j += LANES) {
    vfloat d = load(row + j), e = exp16(d * -beta) * load(mask + j);
    total += e;
    moment = fma16(d, e, moment);
  }
  *sum = tree_sum(total);
  return log16(splat(*sum))[0] + beta * tree_sum(moment) / *sum;
}

static void perplexity(const fledge_perplexity *job, long begin, long end) {
  const long count = job->neighbors, padded = (count + LANES - 1) / LANES * LANES;
  float *row = fledge_scratch(2 * padded * (long)sizeof(float)), *mask = row + padded;
  for (long r = begin; r < end; r++) {
    float mean = shifted_row(job->distances + r * count, row, mask, count), sum = 0;
    float beta = mean > 0 ? 1 / mean : 1, low = 0, high = INFINITY;
    for (int step = 0; step < PERPLEXITY_STEPS && mean > 0; step++) {
      float excess = row_entropy(row, mask, count, beta, &sum) - job->entropy;
      if (excess < ENTROPY_TOLERANCE && excess > -ENTROPY_TOLERANCE) break;
      if (excess > 0) low = beta;
      else high = beta;
      float next = high == INFINITY ? beta * 2 : (low + high) / 2;
      if (next == beta || !(next * mean < 0x1p60f)) break;
      beta = next;
    }
    row_entropy(row, mask, count, beta, &sum);
    FOR_VECTORS(j, n, 0, count)
      store_first(job->affinities + r * count + j, exp16(load(row + j) * -beta) / sum, n);
  }
}

// Philox4x32-10 (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", 2011) on
// sixteen lanes. Block b has the counter (b, step low, step high, layer). Values are generated in groups of 64:
// value i is word (i % 64) / 16 of block i / 64 * 16 + i % 16.

typedef struct { vuint word[4]; } random_blocks;

INLINE void multiply_wide(vuint a, uint32_t b, vuint *high, vuint *low) {
  vulong product = __builtin_convertvector(a, vulong) * (uint64_t)b;
  *high = __builtin_convertvector(product >> 32, vuint);
  *low = a * b;
}

INLINE random_blocks philox16(const fledge_random_key *key, uint32_t first_block) {
  const vuint lane = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  const vuint zero = {0};
  vuint c0 = lane + first_block, c1 = zero + key->step[0], c2 = zero + key->step[1], c3 = zero + key->layer;
  uint32_t k0 = key->key[0], k1 = key->key[1];
  for (int round = 0; round < 10; round++) {
    vuint high0, low0, high1, low1;
    multiply_wide(c0, 0xD2511F53u, &high0, &low0);
    multiply_wide(c2, 0xCD9E8D57u, &high1, &low1);
    c0 = high1 ^ c1 ^ k0;
    c1 = low1;
    c2 = high0 ^ c3 ^ k1;
    c3 = low0;
    k0 += 0x9E3779B9u;
    k1 += 0xBB67AE85u;
  }
  return (random_blocks){{c0, c1, c2, c3}};
}

// A multiple of 2^-24 in [0, 1).
INLINE vfloat uniform16(vuint bits) { return __builtin_convertvector((vint)(bits >> 8), vfloat) * 0x1p-24f; }

// Two normal values from two uniform ones (Box and Muller, 1958).
INLINE void normal16(vuint a, vuint b, vfloat *x, vfloat *y) {
  vfloat u = fma16(__builtin_convertvector((vint)(a >> 1), vfloat), splat(0x1p-31f), splat(0x1p-32f));
  vfloat radius = sqrt16(-2.0f * log16(min16(u, splat(1)))), sine, cosine;
  sincospi16(2.0f * uniform16(b), &sine, &cosine);
  *x = radius * cosine;
  *y = radius * sine;
}

// Executes `body` for each vector of values `v` at index `i`, of which `n` are before `end`. `begin` is a multiple of
// 64.
#define FOR_RANDOM(v, i, n, words, begin, end, body) \
  for (long group = (begin); group < (end); group += FLEDGE_RANDOM_GROUP) { \
    random_blocks blocks = philox16(key, (uint32_t)(group / 4)); \
    vfloat values[4]; \
    words; \
    for (int word = 0; word < 4; word++) { \
      long i = group + word * LANES, n = (end) - i; \
      if (n <= 0) break; \
      vfloat v = values[word]; \
      body; \
    } \
  }

#define UNIFORM_WORDS for (int w = 0; w < 4; w++) values[w] = uniform16(blocks.word[w])
#define NORMAL_WORDS \
  normal16(blocks.word[0], blocks.word[1], &values[0], &values[1]); \
  normal16(blocks.word[2], blocks.word[3], &values[2], &values[3])

static void uniform(const fledge_random_key *key, float *y, long begin, long end) {
  FOR_RANDOM(v, i, n, UNIFORM_WORDS, begin, end, store_first(y + i, v, n))
}

static void normal(const fledge_random_key *key, float *y, long begin, long end) {
  FOR_RANDOM(v, i, n, NORMAL_WORDS, begin, end, store_first(y + i, v, n))
}

static void add_noise(const fledge_random_key *key, float sigma, const float *x, float *y, long begin, long end) {
  FOR_RANDOM(v, i, n, NORMAL_WORDS, begin, end,
             store_first(y + i, fma16(v, splat(sigma), load_first(x + i, n)), n))
}

// Keeps an element if its uniform value is at least `probability`, scaled by 1 / (1 - probability); else writes 0.
static void dropout(const fledge_random_key *key, float probability, const float *x, float *y, long begin, long end) {
  const float factor = probability < 1.0f ? 1.0f / (1.0f - probability) : 0.0f;
  FOR_RANDOM(v, i, n, UNIFORM_WORDS, begin, end,
             store_first(y + i, select16(v >= probability, load_first(x + i, n) * factor, splat(0)), n))
}

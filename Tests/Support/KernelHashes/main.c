// Prints one hash for each kernel of an instruction set: portable, avx2, avx512, amx or neon.
// Two processors that print the same lines computed the same bits.
#include <math.h>

#include "arrays.h"

// Every remainder of a vector, and a length of many vectors.
static const long lengths[] = {1, 2, 3, 7, 8, 15, 16, 17, 31, 33, 1000};
enum { LENGTHS = 11, LONGEST = 1000, SPECIAL = 16 };

// Zeros, infinities, denormals, NaN, and the limits of exp.
static void add_special(float *x) {
  const float special[SPECIAL] = {0, -0.0f, INFINITY, -INFINITY, NAN, 0x1p-149f, -0x1p-130f, 0x1p-126f, 88.7f, 88.8f,
                                  -87.3f, -87.4f, -104, 0x1p24f, 3.4e38f, -3.4e38f};
  memcpy(x, special, sizeof special);
}

#define EACH_LENGTH(n) for (long at = 0, n = lengths[0]; at < LENGTHS; n = lengths[++at < LENGTHS ? at : 0])
#define ELEMENTWISE(name, call) \
  fill_all(4); \
  add_special(a); \
  EACH_LENGTH(n) { call; mix_floats(d, n); } \
  report(name)

static void hash_elementwise(const fledge_kernels *k) {
  for (int kind = FLEDGE_EXP; kind <= FLEDGE_COSPI; kind++) {
    char name[32];
    snprintf(name, sizeof name, "function-%d", kind);
    fill_all(kind < FLEDGE_SINPI ? 60 : 2);
    if (kind < FLEDGE_SINPI) add_special(a);
    EACH_LENGTH(n) { k->function(kind, a, d, 0, n); mix_floats(d, n); }
    report(name);
  }
  for (int kind = FLEDGE_RELU; kind <= FLEDGE_HARD_TANH; kind++) {
    char name[32];
    snprintf(name, sizeof name, "activation-%d", kind);
    fill_all(8);
    add_special(a);
    EACH_LENGTH(n) { k->activation(kind, 0.3f, a, d, 0, n); mix_floats(d, n); }
    report(name);
    snprintf(name, sizeof name, "activation-gradient-%d", kind);
    fill_all(8);
    add_special(a);
    k->activation(kind, 0.3f, a, d, 0, LONGEST);
    EACH_LENGTH(n) { k->activation_gradient(kind, 0.3f, a, d, c, e, 0, n); mix_floats(e, n); }
    report(name);
  }
  ELEMENTWISE("add", k->add(a, b, d, 0, n));
  ELEMENTWISE("subtract", k->subtract(a, b, d, 0, n));
  ELEMENTWISE("multiply-elements", k->multiply_elements(a, b, d, 0, n));
  ELEMENTWISE("add-scaled", k->add_scaled(0.3f, a, d, 0, n));
  ELEMENTWISE("scale", k->scale(0.3f, a, d, 0, n));
  ELEMENTWISE("affine", k->affine(0.3f, -1.7f, a, d, 0, n));
  ELEMENTWISE("clamp", k->clamp(-0.5f, 1.5f, a, d, 0, n));
  ELEMENTWISE("fill", k->fill(0.7f, d, 0, n));
  uint8_t bytes[600];
  for (int i = 0; i < 600; i++) bytes[i] = (uint8_t)(i * 37);
  const int32_t picks[5] = {4, 0, 2, 2, 1};
  EACH_LENGTH(n) if (n < 100) { k->gather_bytes(bytes, NULL, picks, 0x1p-8f, 0.1f, d, n, 0, 5); mix_floats(d, 5 * n); }
  report("gather-bytes");
  const int32_t rows[5] = {3, 1, 0, 2, 4};
  EACH_LENGTH(n) if (n < 100) { k->gather_bytes(bytes, rows, picks, 0x1p-8f, 0, d, n, 0, 5); mix_floats(d, 5 * n); }
  report("gather-bytes-rows");
}

static void hash_random(const fledge_kernels *k) {
  const fledge_random_key draw = {{1, 2}, {3, 4}, 5};
  ELEMENTWISE("uniform", k->uniform(&draw, d, 0, n));
  ELEMENTWISE("normal", k->normal(&draw, d, 0, n));
  ELEMENTWISE("add-noise", k->add_noise(&draw, 0.2f, a, d, 0, n));
  ELEMENTWISE("dropout", k->dropout(&draw, 0.3f, a, d, 0, n));
  fledge_random_block block = fledge_philox(draw, 77);
  mix(&block, sizeof block);
  report("philox");
}

static void hash_rows(const fledge_kernels *k) {
  int32_t labels[40];
#define EACH_WIDTH(n) EACH_LENGTH(n) if (n < 100)
#define ROWS(name, call, output) \
  fill_all(8); \
  EACH_WIDTH(n) { call; mix_floats(output, 40 * n); } \
  report(name)
  ROWS("softmax", k->softmax(a, d, n, 0, 40), d);
  ROWS("softmax-gradient", (k->softmax(a, d, n, 0, 40), k->softmax_gradient(d, c, e, n, 0, 40)), e);
  ROWS("log-softmax", k->log_softmax(a, d, n, 0, 40), d);
  ROWS("log-softmax-gradient", (k->log_softmax(a, d, n, 0, 40), k->log_softmax_gradient(d, c, e, n, 0, 40)), e);
  fill_all(8);
  EACH_WIDTH(n) { k->largest_columns(a, labels, n, 0, 40); mix(labels, sizeof labels); }
  report("largest-columns");
  for (int kind = 0; kind < 2; kind++) {
    fill_all(8);
    EACH_WIDTH(n) {
      for (int i = 0; i < 40; i++) labels[i] = (int32_t)(i % n);
      fledge_loss_job job = {.predictions = a, .parameter = 0.1f, .gradient_scale = 0.3f, .losses = e, .gradient = d,
                             .weights = kind ? b : NULL, .targets = kind ? c : NULL, .labels = kind ? NULL : labels,
                             .columns = n};
      k->softmax_cross_entropy(&job, 0, 40);
      mix_floats(d, 40 * n);
      mix_floats(e, 40);
    }
    report(kind ? "softmax-cross-entropy-dense" : "softmax-cross-entropy-labels");
  }
  for (int kind = FLEDGE_SIGMOID_CROSS_ENTROPY; kind <= FLEDGE_HUBER; kind++) {
    char name[32];
    snprintf(name, sizeof name, "loss-%d", kind);
    fill_all(8);
    EACH_WIDTH(n) {
      fledge_loss_job job = {.predictions = a, .targets = c, .weights = b, .parameter = 0.5f, .gradient_scale = 0.1f,
                             .losses = e, .gradient = d, .columns = n};
      k->loss(kind, &job, 0, 40);
      mix_floats(d, 40 * n);
      mix_floats(e, 40);
    }
    report(name);
  }
}

static void hash_reductions(const fledge_kernels *k) {
  float value;
#define REDUCTION(name, expression) \
  fill_all(4); \
  EACH_LENGTH(n) { value = expression; mix_floats(&value, 1); } \
  report(name)
  REDUCTION("sum", k->sum(a, n));
  REDUCTION("dot", k->dot(a, b, n));
  REDUCTION("squared-distance", k->squared_distance(a, b, n));
  REDUCTION("largest-magnitude", k->largest_magnitude(a, n));
  fill_all(4);
  a[900] = NAN;
  EACH_LENGTH(n) { long first = k->first_not_finite(a, n); int32_t place = (int32_t)first; mix(&place, 4); }
  report("first-not-finite");
  fill_all(4);
  EACH_LENGTH(n) if (n < 100)
    for (int accumulate = 0; accumulate < 2; accumulate++) {
      k->column_sums(a, d, accumulate, 40, n, 0, n);
      mix_floats(d, n);
    }
  report("column-sums");
}

static void hash_normalization(const fledge_kernels *k) {
  float mean[128], inverse[128], variance[128], scale_gradient[128], shift_gradient[128];
#define NORMALIZATION(name, ...) \
  fill_all(3); \
  EACH_LENGTH(n) if (n < 100) { \
    memset(scale_gradient, 0, sizeof scale_gradient); \
    memset(shift_gradient, 0, sizeof shift_gradient); \
    fledge_normalization job = {.input = a, .output_gradient = c, .output = d, .mean = mean, \
                                .inverse_deviation = inverse, .variance = variance, .scale = b, .shift = b + 200, \
                                .scale_gradient = scale_gradient, .shift_gradient = shift_gradient, \
                                .epsilon = 1e-5f, .rows = 40, .columns = n}; \
    __VA_ARGS__; \
    mix_floats(d, 40 * n); \
    mix_floats(scale_gradient, n); \
    mix_floats(shift_gradient, n); \
  } \
  report(name)
  NORMALIZATION("layer-norm", k->layer_norm(&job, 0, 40); mix_floats(mean, 40); mix_floats(inverse, 40));
  NORMALIZATION("layer-norm-input-gradient", k->layer_norm(&job, 0, 40); k->layer_norm_input_gradient(&job, 0, 40));
  NORMALIZATION("layer-norm-parameter-gradient", k->layer_norm(&job, 0, 40);
                k->layer_norm_parameter_gradient(&job, 0, n));
  NORMALIZATION("column-statistics", k->column_statistics(&job, 0, n); mix_floats(mean, n); mix_floats(inverse, n);
                mix_floats(variance, n));
  NORMALIZATION("batch-norm", k->column_statistics(&job, 0, n); k->batch_norm(&job, 0, 40));
  NORMALIZATION("batch-norm-gradient", k->column_statistics(&job, 0, n); k->batch_norm_gradient(&job, 0, n));
}

static void hash_optimizers(const fledge_kernels *k) {
  for (int rule = FLEDGE_SGD; rule <= FLEDGE_LION; rule++) {
    char name[32];
    snprintf(name, sizeof name, "optimize-%d", rule);
    for (int penalties = 0; penalties < 2; penalties++) {
      fill_all(2);
      fledge_optimizer_step job = {
          .rule = rule, .weights = a, .gradient = b, .first = d, .second = e, .gradient_scale = 0.9f,
          .l1 = penalties ? 0.01f : 0, .l2 = penalties ? 0.02f : 0, .keep = penalties ? 0.99f : 1, .rate = 0.01f,
          .decay1 = 0.9f, .decay2 = 0.99f, .one_minus_decay1 = 0.1f, .one_minus_decay2 = 0.01f, .correction = 1.5f,
          .epsilon = 1e-8f, .gradient_rate = 0.02f, .rectified = penalties};
      EACH_LENGTH(n) { k->optimize(&job, 0, n); mix_floats(a, n); mix_floats(d, n); mix_floats(e, n); }
    }
    report(name);
  }
  for (int panels = 0; panels < 2; panels++) {
    fill_all(2);
    EACH_LENGTH(n) if (n < 100) { k->limit_columns(a, panels, 1.5f, 20, n, 0, n); mix_floats(a, 20 * n); }
    report(panels ? "limit-columns-panels" : "limit-columns");
    fill_all(2);
    EACH_LENGTH(n) if (n < 100) { k->limit_rows(a, panels, 1.5f, 20, n, 0, 20); mix_floats(a, 20 * n); }
    report(panels ? "limit-rows-panels" : "limit-rows");
  }
}

int main(int argc, char **argv) {
  const char *const names[] = {[FLEDGE_PORTABLE] = "portable", [FLEDGE_AVX2] = "avx2", [FLEDGE_AVX512] = "avx512",
                               [FLEDGE_AMX] = "amx", [FLEDGE_NEON] = "neon"};
  for (unsigned set = 0; set < sizeof names / sizeof *names; set++) {
    if (argc != 2 || strcmp(argv[1], names[set])) continue;
    const fledge_kernels *kernels = fledge_kernels_for((int)set);
    if (!kernels) return 3;  // this processor has none
    hash_all_products(kernels);
    hash_elementwise(kernels);
    hash_random(kernels);
    hash_rows(kernels);
    hash_reductions(kernels);
    hash_normalization(kernels);
    hash_optimizers(kernels);
    hash_analysis(kernels, fledge_analysis_kernels_for((int)set));
    hash_images(fledge_convolution_kernels_for((int)set));
    return 0;
  }
  fprintf(stderr, "usage: kernel-hashes portable|avx2|avx512|amx|neon\n");
  return 2;
}

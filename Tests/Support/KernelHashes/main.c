// Prints one hash for each kernel of an instruction set: portable, avx2, avx512 or neon.
// Two processors that print the same lines computed the same bits.
#include <math.h>

#include "hashes.h"

// Every length of a vector's rest, and one of many vectors.
static const long lengths[] = {1, 2, 3, 7, 8, 15, 16, 17, 31, 33, 1000};
enum { LENGTHS = 11, LONGEST = 1000, SPECIAL = 16 };

static float a[4096], b[4096], c[4096], d[4096], e[4096];

static void fill_all(float scale) {
  fill(a, 4096, scale);
  fill(b, 4096, scale);
  fill(c, 4096, 1);
  memset(d, 0, sizeof d);
  memset(e, 0, sizeof e);
}

// Zeros, infinities, denormals, no numbers, and the ends of what exp can bear.
static void add_special(float *x) {
  const float special[SPECIAL] = {0, -0.0f, INFINITY, -INFINITY, NAN, 0x1p-149f, -0x1p-130f, 0x1p-126f, 88.7f, 88.8f,
                                  -87.3f, -87.4f, -104, 0x1p24f, 3.4e38f, -3.4e38f};
  memcpy(x, special, sizeof special);
}

static void hash_products(const fledge_kernels *k) {
  float *scratch = floats(32 * 100);
  for (long rows = 1; rows < 30; rows += 4)
    for (long columns = 1; columns < 80; columns += 13)
      for (int form = 0; form < 16; form++) {
        long steps = 37, tiles = (rows + k->tile_rows - 1) / k->tile_rows * ((columns + 31) / 32);
        fill_all(1);
        fledge_product job = {.a = a, .b = b, .c = c, .rows = rows, .steps = steps, .columns = columns};
        job.b_transposed = form & 1;
        job.accumulate = form >> 1 & 1;
        job.bias = form & 4 ? d : NULL;
        job.b_panels = job.c_panels = form >> 3;
        job.a_row_stride = form & 1 ? 1 : steps;
        job.a_step_stride = form & 1 ? rows : 1;
        fill(d, columns, 1);
        k->multiply(&job, 0, tiles / 2, scratch);
        k->multiply(&job, tiles / 2, tiles, scratch);
        mix_floats(c, rows * columns);
      }
  fledge_aligned_free(scratch);
  report("multiply");
}

// Products whose tiles are activated, gated, or weights updated in place of a gradient that is never written.
static void hash_epilogues(const fledge_kernels *k) {
  static float first[4096], second[4096], bias[80];
  const long steps = 9;
  for (int kind = 0; kind < 3; kind++) {
    for (long rows = 1; rows < 30; rows += 4)
      for (long columns = 1; columns < 80; columns += 13) {
        long tiles = (rows + k->tile_rows - 1) / k->tile_rows * ((columns + 31) / 32);
        fill_all(1);
        fill(first, 4096, 0.1f);
        fill(second, 4096, 0.1f);
        for (int i = 0; i < 4096; i++) second[i] *= second[i];
        fledge_product job = {.a = a, .b = b, .c = c, .rows = rows, .steps = steps, .columns = columns,
                              .a_row_stride = steps, .a_step_stride = 1, .c_panels = kind == 2};
        fledge_epilogue then = {.activation = -1, .gate = -1, .gate_factor = 1.25f};
        fledge_optimizer_step adam = {
            .rule = FLEDGE_ADAM, .weights = d, .gradient = d, .first = first, .second = second, .gradient_scale = 1,
            .l2 = 0.02f, .keep = 1, .rate = 0.01f, .decay1 = 0.9f, .decay2 = 0.99f, .one_minus_decay1 = 0.1f,
            .one_minus_decay2 = 0.01f, .correction = 1.5f, .epsilon = 1e-8f};
        if (kind == 0) then.activation = rows % 8 == 1 ? FLEDGE_RELU : FLEDGE_TANH;
        if (kind == 1) then.gate = rows % 8 == 1 ? FLEDGE_RELU : FLEDGE_SIGMOID, then.gate_output = a;
        if (kind == 2) then.update = &adam, then.bias_gradient = bias;
        k->multiply_then(&job, &then, 0, tiles / 2, NULL);
        k->multiply_then(&job, &then, tiles / 2, tiles, NULL);
        mix_floats(kind == 2 ? d : c, rows * columns);
        if (kind == 2) mix_floats(bias, columns);
      }
    report(kind == 0 ? "multiply-activation" : kind == 1 ? "multiply-gate" : "multiply-update");
  }
}

// Updates from batches of eight, in which some columns are 0 throughout and some weights have no moments.
static void hash_outer(const fledge_kernels *k) {
  static float first[4096], second[4096];
  static uint64_t by_row[16], by_column[128];
  const long batch = 8;
  for (int rule = FLEDGE_SGD; rule <= FLEDGE_LION; rule++)
    for (long inputs = 1; inputs < 70; inputs += 31)
      for (long columns = 32; columns < 50; columns += 13) {
        const long words = (inputs + 63) / 64, tiles = (inputs + k->tile_rows - 1) / k->tile_rows * ((columns + 31) / 32);
        fill_all(1);
        fill(d, 4096, 1);
        fill(first, 4096, 0.1f);
        for (int i = 0; i < 4096; i++) second[i] = first[i] * first[i], first[i] *= i / 32 % 3 > 0;
        for (long i = 0; i < batch * inputs; i++) a[i] = i % inputs % 3 == 0 || a[i] < 0 ? 0 : a[i];
        k->find_nonzero(a, inputs, by_row, 0, batch);
        k->transpose_bits(by_row, by_column, batch, words, 0, words);
        fledge_optimizer_step step = {
            .rule = rule, .weights = d, .gradient = d, .first = first, .second = second, .gradient_scale = 1, .keep = 1,
            .rate = 0.01f, .decay1 = 0.9f, .decay2 = 0.99f, .one_minus_decay1 = 0.1f, .one_minus_decay2 = 0.01f,
            .correction = 1.5f, .epsilon = 1e-8f, .gradient_rate = 0.02f, .rectified = 1};
        fledge_epilogue then = {.activation = -1, .gate = -1, .update = &step};
        fledge_product job = {.a = a, .a_row_stride = 1, .a_step_stride = inputs, .b = b, .c = d, .c_panels = 1,
                              .rows = inputs, .steps = batch, .columns = columns,
                              .nonzero = {by_column, 1, words * 64, 4}};
        float *scratch = floats(32 * batch);
        k->multiply_then(&job, &then, 0, tiles / 2, scratch);
        k->multiply_then(&job, &then, tiles / 2, tiles, scratch);
        fledge_aligned_free(scratch);
        mix_floats(d, inputs * columns);
        mix_floats(first, inputs * columns);
        mix_floats(second, inputs * columns);
      }
  report("multiply-update-outer");
}

// Products whose left factor lies in panels and whose result is turned, with tiles that ReLU closes.
static void hash_turned(const fledge_kernels *k) {
  float *scratch = floats(32 * 100);
  for (long rows = 1; rows < 40; rows += 6)
    for (long columns = 1; columns < 60; columns += 13)
      for (int gated = 0; gated < 2; gated++) {
        const long steps = 67, tiles = (rows + k->tile_rows - 1) / k->tile_rows * ((columns + 31) / 32);
        fill_all(1);
        for (long i = 0; i < rows * columns; i++) d[i] = i % rows < 25 ? 0 : a[i];
        fledge_product job = {.a = a, .a_panels = 1, .b = b, .b_transposed = 1, .c = c, .c_transposed = 1, .rows = rows,
                              .steps = steps, .columns = columns};
        fledge_epilogue then = {.activation = -1, .gate = gated ? FLEDGE_RELU : -1, .gate_factor = 1.25f,
                                .gate_output = d};
        k->multiply_then(&job, &then, 0, tiles / 2, scratch);
        k->multiply_then(&job, &then, tiles / 2, tiles, scratch);
        mix_floats(c, rows * columns);
      }
  fledge_aligned_free(scratch);
  report("multiply-turned");
}

// Products that leave out the zeros of their left factor, by rows and by columns of it.
static void hash_nonzero(const fledge_kernels *k) {
  static uint64_t by_row[256], by_column[512];
  float *scratch = floats(32 * 100);
  for (long rows = 1; rows < 100; rows += 33)
    for (long inner = 1; inner < 100; inner += 36) {
      const long words = (inner + 63) / 64;
      fill_all(1);
      float *x = floats(rows * inner);
      for (long i = 0; i < rows * inner; i++) x[i] = a[i % 4096] > 0.4f ? a[i % 4096] : 0;
      const float found = (float)k->find_nonzero(x, inner, by_row, 0, rows);
      mix_floats(&found, 1);
      k->transpose_bits(by_row, by_column, rows, words, 0, (rows + 63) / 64 * words);
      for (long columns = 1; columns < 40; columns += 13)
        for (long together = 1; together <= 4; together *= 2) {
          fledge_product job = {.a = x, .b = b, .c = c, .rows = rows, .steps = inner, .columns = columns,
                                .a_row_stride = inner, .a_step_stride = 1, .b_panels = 1,
                                .nonzero = {by_row, words, 1, 1}};
          if (together > 1) {
            job.rows = inner, job.steps = rows, job.a_row_stride = 1, job.a_step_stride = inner, job.b_panels = 0;
            job.nonzero = (fledge_nonzero){by_column, 1, words * 64, together};
          }
          k->multiply(&job, 0, (job.rows + k->tile_rows - 1) / k->tile_rows * ((columns + 31) / 32), scratch);
          mix_floats(c, job.rows * columns);
        }
      fledge_aligned_free(x);
    }
  fledge_aligned_free(scratch);
  report("multiply-nonzero");
}

// Products that leave out whole columns of a batch: as steps, as rows and as columns.
static void hash_live(const fledge_kernels *k) {
  static uint64_t bits[256];
  static int32_t index[128], rank[128];
  float *scratch = floats(32 * 100);
  for (long rows = 1; rows < 40; rows += 12)
    for (long inner = 10; inner < 100; inner += 31) {
      fill_all(1);
      float *x = floats(rows * inner), *taken = floats(rows * inner);
      for (long i = 0; i < rows * inner; i++) x[i] = i % inner % 3 == 1 || a[i % 4096] < -0.6f ? 0 : a[i % 4096] + 0.6f;
      k->find_nonzero(x, inner, bits, 0, rows);
      const long count = k->find_live(bits, rows, inner, index, rank);
      k->take_live(x, inner, index, count, taken, 0, rows);
      mix_floats(taken, rows * count);
      for (long columns = 1; columns < 40; columns += 13)
        for (int dimension = FLEDGE_STEPS; dimension <= FLEDGE_COLUMNS; dimension++) {
          fledge_product job = {.a = taken, .b = b, .c = c, .rows = rows, .steps = count, .columns = columns,
                                .a_row_stride = count, .a_step_stride = 1, .b_panels = 1,
                                .live = {dimension, index, rank, inner}};
          if (dimension == FLEDGE_ROWS)
            job.rows = inner, job.steps = rows, job.a_row_stride = 1, job.a_step_stride = count, job.b_panels = 0;
          if (dimension == FLEDGE_COLUMNS)
            job.a = a, job.a_row_stride = job.steps = columns, job.columns = count, job.b_transposed = 1;
          fledge_epilogue then = {.activation = -1, .gate = dimension == FLEDGE_COLUMNS ? FLEDGE_RELU : -1,
                                  .gate_factor = 1.25f, .gate_output = x};
          const long tiles = (job.rows + k->tile_rows - 1) / k->tile_rows * ((job.columns + 31) / 32);
          k->multiply_then(&job, &then, 0, tiles / 2, scratch);
          k->multiply_then(&job, &then, tiles / 2, tiles, scratch);
          mix_floats(c, job.rows * (dimension == FLEDGE_COLUMNS ? inner : columns));
        }
      fledge_aligned_free(x);
      fledge_aligned_free(taken);
    }
  fledge_aligned_free(scratch);
  report("multiply-live");
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
  const fledge_draw draw = {{1, 2}, {3, 4}, 5};
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
  const char *const names[] = {"portable", "avx2", "avx512", "neon"};
  for (int set = FLEDGE_PORTABLE; set <= FLEDGE_NEON; set++) {
    if (argc != 2 || strcmp(argv[1], names[set])) continue;
    const fledge_kernels *kernels = fledge_kernels_for(set);
    if (!kernels) return 3;  // this processor has none
    hash_products(kernels);
    hash_epilogues(kernels);
    hash_outer(kernels);
    hash_nonzero(kernels);
    hash_live(kernels);
    hash_turned(kernels);
    hash_elementwise(kernels);
    hash_random(kernels);
    hash_rows(kernels);
    hash_reductions(kernels);
    hash_normalization(kernels);
    hash_optimizers(kernels);
    hash_analysis(kernels, fledge_analysis_kernels_for(set));
    hash_images(fledge_convolution_kernels_for(set));
    return 0;
  }
  fprintf(stderr, "usage: kernel-hashes portable|avx2|avx512|neon\n");
  return 2;
}

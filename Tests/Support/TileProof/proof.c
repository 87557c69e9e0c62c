// Products of every layout that bf16 supports, of sizes around those of a tile, against plain sums.
#include "TileProof.h"

#if defined(__x86_64__)
#include <stdint.h>
#include <string.h>

#include "CFledgeKernels.h"

#pragma clang attribute push(__attribute__((target("fma"))), apply_to = function)
typedef void multiply(const fledge_product *job, const fledge_epilogue *epilogue, long first_tile, long last_tile,
                      float *scratch);
multiply fledge_amx_multiply_bf16, fledge_avx512_multiply_bf16, model_amx_multiply_bf16;

enum { MOST = 7168, TILE_ROWS = 12, SIZES = 7, LENGTHS = 6, FORMS = 8, BEHIND = 16 };
static const long sizes[SIZES] = {1, 5, 16, 31, 33, 64, 70}, lengths[LENGTHS] = {1, 2, 31, 32, 33, 100};
static float a[MOST], b[MOST], c[MOST], bias[128], scratch[1 << 14] __attribute__((aligned(64)));
static uint32_t state = 12345;

static float next(void) {
  state = state * 1664525u + 1013904223u;
  return (float)((int32_t)(state >> 8) - (1 << 23)) * 0x1p-23f;
}

static void fill(float *x, long count) { for (long i = 0; i < count; i++) x[i] = next(); }

static uint32_t bits_of(float x) {
  uint32_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}

static float from_bits(uint32_t bits) {
  float x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

static float rounded(float x) {
  const uint32_t bits = bits_of(x);
  return from_bits((bits + 0x7fff + (bits >> 16 & 1)) & 0xffff0000);
}

// The offset of element (row, column) in a matrix in panels.
static long offset_in_panels(long row, long column, long rows, long columns) {
  const long first = column / 32 * 32, width = columns - first < 32 ? columns - first : 32;
  return first * rows + row * width + column - first;
}

static float left(const fledge_product *job, long row, long k) {
  return rounded(job->a[row * job->a_row_stride + k * job->a_k_stride]);
}

static float right(const fledge_product *job, long k, long column) {
  const long row = job->b_transposed ? column : k, place = job->b_transposed ? k : column;
  const long rows = job->b_transposed ? job->columns : job->k;
  const long columns = job->b_transposed ? job->k : job->columns;
  return rounded(job->b[job->b_panels ? offset_in_panels(row, place, rows, columns) : row * columns + place]);
}

// The order of AVX512-BF16: pairs of k, the second of them first.
static float sum_in_pairs(const fledge_product *job, long row, long column) {
  float sum = 0;
  for (long s = 0; s < job->k; s += 2) {
    if (s + 1 < job->k) sum = __builtin_fmaf(left(job, row, s + 1), right(job, s + 1, column), sum);
    sum = __builtin_fmaf(left(job, row, s), right(job, s, column), sum);
  }
  return sum;
}

// The order of AMX: blocks of 32 k, in each a chain of the even ones and a chain of the odd ones.
static float sum_in_blocks(const fledge_product *job, long row, long column) {
  float sum = 0;
  for (long s = 0; s < job->k; s += 32) {
    float chain[2] = {0, 0};
    for (long i = s; i < s + 32 && i < job->k; i++)
      chain[i % 2] = __builtin_fmaf(left(job, row, i), right(job, i, column), chain[i % 2]);
    sum += chain[0] + chain[1];
  }
  return sum;
}

// Runs the product in two parts, whose border is within a panel or between two. Scratch memory is filled with NaN first.
// Returns whether the kernel wrote past its end.
static int run(multiply *kernel, const fledge_product *job, const fledge_epilogue *epilogue) {
  const long tiles = (job->rows + TILE_ROWS - 1) / TILE_ROWS * ((job->columns + 31) / 32);
  const long parts[] = {0, tiles / 3, tiles};
  int is_beyond = 0;
  for (int part = 0; part < 2; part++) {
    memset(scratch, 0xff, sizeof scratch);
    kernel(job, epilogue, parts[part], parts[part + 1], scratch);
    for (long i = 0; i < BEHIND; i++) is_beyond |= bits_of(scratch[fledge_scratch_count_bf16(job) + i]) != 0xffffffff;
  }
  return is_beyond;
}

static fledge_product product(int which) {
  const int form = which % FORMS;
  const long rows = sizes[which / FORMS % SIZES], columns = sizes[which / FORMS / SIZES % SIZES];
  const long k = lengths[which / FORMS / SIZES / SIZES];
  const int is_left_transposed = form & 1;
  return (fledge_product){.a = a,
                          .b = b,
                          .c = c,
                          .rows = rows,
                          .columns = columns,
                          .k = k,
                          .a_row_stride = is_left_transposed ? 1 : k,
                          .a_k_stride = is_left_transposed ? rows : 1,
                          .b_transposed = form >> 1 & 1,
                          .b_panels = form >> 2,
                          .c_panels = is_left_transposed,
                          .bias = form % 4 == 0 ? bias : NULL};
}

long tile_proof_products(void) { return FORMS * SIZES * SIZES * LENGTHS; }

static int is_wrong(multiply *kernel, float (*sum)(const fledge_product *, long, long), const fledge_product *job) {
  const long count = job->rows * job->columns;
  memset(c, 0xff, (size_t)(count + BEHIND) * sizeof(float));
  long wrong = run(kernel, job, NULL);
  for (long i = 0; i < job->rows; i++)
    for (long j = 0; j < job->columns; j++) {
      const float expected = job->bias ? sum(job, i, j) + bias[j] : sum(job, i, j);
      const float found = c[job->c_panels ? offset_in_panels(i, j, job->rows, job->columns) : i * job->columns + j];
      wrong += bits_of(found) != bits_of(expected);
    }
  for (long i = 0; i < BEHIND; i++) wrong += bits_of(c[count + i]) != 0xffffffff;
  return wrong > 0;
}

static void fill_factors(void) {
  fill(a, MOST);
  fill(b, MOST);
  fill(bias, 128);
}

long tile_proof_wrong_products(int kernel) {
  multiply *const kernels[] = {fledge_amx_multiply_bf16, fledge_avx512_multiply_bf16, model_amx_multiply_bf16};
  long wrong = 0;
  fill_factors();
  for (int i = 0; i < tile_proof_products(); i++) {
    const fledge_product job = product(i);
    wrong += is_wrong(kernels[kernel], kernel == TILE_PROOF_AVX512_BF16 ? sum_in_pairs : sum_in_blocks, &job);
  }
  return wrong;
}

static long different_elements(const float *here, const float *there, long count) {
  long different = 0;
  for (long i = 0; i < count; i++) {
    const int are_none = here[i] != here[i] && there[i] != there[i];
    different += !are_none && bits_of(here[i]) != bits_of(there[i]);
  }
  return different;
}

static int differ(const fledge_product *job, int updates) {
  static float results[2][MOST], first[2][MOST], second[2][MOST], sums[2][128];
  multiply *const kernels[2] = {fledge_amx_multiply_bf16, model_amx_multiply_bf16};
  const uint32_t before = state;
  for (int which = 0; which < 2; which++) {
    state = before;
    fill(results[which], MOST);
    fill(first[which], MOST);
    memset(second[which], 0, sizeof second[which]);
    const fledge_optimizer_step adam = {
        .rule = FLEDGE_ADAM, .weights = results[which], .gradient = c, .first = first[which], .second = second[which],
        .gradient_scale = 1, .l2 = 0.02f, .keep = 1, .rate = 0.01f, .decay1 = 0.9f, .decay2 = 0.99f,
        .one_minus_decay1 = 0.1f, .one_minus_decay2 = 0.01f, .correction = 1.5f, .epsilon = 1e-8f};
    const fledge_epilogue epilogue = {.activation = updates ? -1 : FLEDGE_RELU, .derivative = -1, .derivative_factor = 1,
                                  .update = updates ? &adam : NULL, .bias_gradient = updates ? sums[which] : NULL};
    fledge_product there = *job;
    there.c = results[which];
    run(kernels[which], &there, &epilogue);
  }
  return different_elements(results[0], results[1], MOST) + different_elements(first[0], first[1], MOST) +
             different_elements(second[0], second[1], MOST) + different_elements(sums[0], sums[1], 128) > 0;
}

long tile_proof_unlike_model(void) {
  static const uint32_t special[] = {0, 0x80000000, 1, 0x80400000, 0x00800000, 0x7f800000, 0xff800000, 0x7fc00000,
                                     0x7f7fffff, 0x3f808000, 0x3f818000};
  long wrong = 0;
  for (int i = 0; i < tile_proof_products(); i++) {
    const fledge_product job = product(i);
    const int updates = i % FORMS == 1;
    fill_factors();
    for (int n = 0; n < 11 && !updates; n++) {
      a[37 * (n + i) % (job.rows * job.k)] = from_bits(special[n]);
      b[41 * (n + i) % (job.columns * job.k)] = from_bits(special[10 - n]);
    }
    wrong += differ(&job, updates);
  }
  return wrong;
}
#pragma clang attribute pop
#else
long tile_proof_products(void) { return 0; }
long tile_proof_wrong_products(int kernel) { return kernel < 0; }
long tile_proof_unlike_model(void) { return 0; }
#endif

// Matrix products and their epilogues.
#include "arrays.h"

// A product in two calls, whose tiles meet within a panel or between two.
static void in_halves(fledge_multiply multiply, const fledge_product *job, const fledge_epilogue *epilogue, long tiles,
                      float *scratch) {
  multiply(job, epilogue, 0, tiles / 2, scratch);
  multiply(job, epilogue, tiles / 2, tiles, scratch);
}

static void hash_products(const fledge_kernels *k) {
  float *scratch = floats(32 * 100);
  for (long rows = 1; rows < 30; rows += 4)
    for (long columns = 1; columns < 80; columns += 13)
      for (int form = 0; form < 16; form++) {
        long inner = 37, tiles = (rows + k->tile_rows - 1) / k->tile_rows * ((columns + 31) / 32);
        fill_all(1);
        fledge_product job = {.a = a, .b = b, .c = c, .rows = rows, .k = inner, .columns = columns};
        job.b_transposed = form & 1;
        job.accumulate = form >> 1 & 1;
        job.bias = form & 4 ? d : NULL;
        job.b_panels = job.c_panels = form >> 3;
        job.a_row_stride = form & 1 ? 1 : inner;
        job.a_k_stride = form & 1 ? rows : 1;
        fill(d, columns, 1);
        job.plan.packs_b = job.b_transposed || rows % 8 == 5;
        in_halves(k->multiply_dense, &job, NULL, tiles, scratch);
        mix_floats(c, rows * columns);
      }
  fledge_aligned_free(scratch);
  report("multiply");
}

// Epilogues: activation, activation derivative, and weight update.
static void hash_epilogues(const fledge_kernels *k) {
  static float first[4096], second[4096], bias[80];
  const long inner = 9;
  for (int kind = 0; kind < 3; kind++) {
    for (long rows = 1; rows < 30; rows += 4)
      for (long columns = 1; columns < 80; columns += 13) {
        long tiles = (rows + k->tile_rows - 1) / k->tile_rows * ((columns + 31) / 32);
        fill_all(1);
        fill(first, 4096, 0.1f);
        fill(second, 4096, 0.1f);
        for (int i = 0; i < 4096; i++) second[i] *= second[i];
        fledge_product job = {.a = a, .b = b, .c = c, .rows = rows, .k = inner, .columns = columns,
                              .a_row_stride = inner, .a_k_stride = 1, .c_panels = kind == 2,
                              .plan = {.prefetches_update = kind == 2}};
        fledge_epilogue epilogue = {.activation = -1, .derivative = -1, .derivative_factor = 1.25f};
        fledge_optimizer_step adam = {
            .rule = FLEDGE_ADAM, .weights = d, .gradient = d, .first = first, .second = second, .gradient_scale = 1,
            .l2 = 0.02f, .keep = 1, .rate = 0.01f, .decay1 = 0.9f, .decay2 = 0.99f, .one_minus_decay1 = 0.1f,
            .one_minus_decay2 = 0.01f, .correction = 1.5f, .epsilon = 1e-8f};
        if (kind == 0) epilogue.activation = rows % 8 == 1 ? FLEDGE_RELU : FLEDGE_TANH;
        if (kind == 1) epilogue.derivative = rows % 8 == 1 ? FLEDGE_RELU : FLEDGE_SIGMOID, epilogue.derivative_output = a;
        if (kind == 2) epilogue.update = &adam, epilogue.bias_gradient = bias;
        in_halves(k->multiply_dense, &job, &epilogue, tiles, NULL);
        mix_floats(kind == 2 ? d : c, rows * columns);
        if (kind == 2) mix_floats(bias, columns);
      }
    report(kind == 0 ? "multiply-activation" : kind == 1 ? "multiply-derivative" : "multiply-update");
  }
}

// Weight updates from batches of eight, in which some columns are all 0 and some first moments are 0.
static void hash_small_batch_update(const fledge_kernels *k) {
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
        fledge_epilogue epilogue = {.activation = -1, .derivative = -1, .update = &step};
        fledge_product job = {.a = a, .a_row_stride = 1, .a_k_stride = inputs, .b = b, .c = d, .c_panels = 1,
                              .rows = inputs, .k = batch, .columns = columns,
                              .zero_mask = {by_column, 1, words * 64},
                              .plan = {.packs_b = 1, .panels_together = 1, .rows_together = 4}};
        const long whole = columns / 32 * ((inputs + k->tile_rows - 1) / k->tile_rows);
        float *scratch = floats(32 * batch);
        in_halves(k->multiply_rank_update, &job, &epilogue, whole, NULL);
        if (tiles > whole) k->multiply_sparse(&job, &epilogue, whole, tiles, scratch);
        fledge_aligned_free(scratch);
        mix_floats(d, inputs * columns);
        mix_floats(first, inputs * columns);
        mix_floats(second, inputs * columns);
      }
  report("multiply-update-small-batch");
}

// Products with the left factor in panels and the result transposed, with tiles of dead units.
static void hash_transposed(const fledge_kernels *k) {
  float *scratch = floats(32 * 100);
  for (long rows = 1; rows < 40; rows += 6)
    for (long columns = 1; columns < 60; columns += 13)
      for (int has_derivative = 0; has_derivative < 2; has_derivative++) {
        const long inner = 67, tiles = (rows + k->tile_rows - 1) / k->tile_rows * ((columns + 31) / 32);
        fill_all(1);
        for (long i = 0; i < rows * columns; i++) d[i] = i % rows < 25 ? 0 : a[i];
        fledge_product job = {.a = a, .a_panels = 1, .b = b, .b_transposed = 1, .c = c, .c_transposed = 1, .rows = rows,
                              .k = inner, .columns = columns, .plan = {.packs_b = 1}};
        fledge_epilogue epilogue = {.activation = -1, .derivative = has_derivative ? FLEDGE_RELU : -1, .derivative_factor = 1.25f,
                                .derivative_output = d};
        in_halves(k->multiply_transposed, &job, &epilogue, tiles, scratch);
        mix_floats(c, rows * columns);
      }
  fledge_aligned_free(scratch);
  report("multiply-transposed");
}

// Sparse products, with the zero mask of rows and of columns.
static void hash_sparse(const fledge_kernels *k) {
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
          fledge_product job = {.a = x, .b = b, .c = c, .rows = rows, .k = inner, .columns = columns,
                                .a_row_stride = inner, .a_k_stride = 1, .b_panels = 1,
                                .zero_mask = {by_row, words, 1},
                                .plan = {.panels_together = k->block_panels, .rows_together = together}};
          if (together > 1) {
            job.rows = inner, job.k = rows, job.a_row_stride = 1, job.a_k_stride = inner, job.b_panels = 0;
            job.zero_mask = (fledge_zero_mask){by_column, 1, words * 64};
            job.plan.packs_b = 1;
          }
          const long tiles = (job.rows + k->tile_rows - 1) / k->tile_rows * ((columns + 31) / 32);
          k->multiply_sparse(&job, NULL, 0, tiles, scratch);
          mix_floats(c, job.rows * columns);
        }
      fledge_aligned_free(x);
    }
  fledge_aligned_free(scratch);
  report("multiply-sparse");
}

// Products of the active columns of a batch: as inner index, as rows and as columns.
static void hash_active(const fledge_kernels *k) {
  static uint64_t bits[256];
  static int32_t index[128], rank[128];
  float *scratch = floats(32 * 100);
  for (long rows = 1; rows < 40; rows += 12)
    for (long inner = 10; inner < 100; inner += 31) {
      fill_all(1);
      float *x = floats(rows * inner), *taken = floats(rows * inner);
      for (long i = 0; i < rows * inner; i++) x[i] = i % inner % 3 == 1 || a[i % 4096] < -0.6f ? 0 : a[i % 4096] + 0.6f;
      k->find_nonzero(x, inner, bits, 0, rows);
      const long count = k->find_active(bits, rows, inner, index, rank);
      k->gather_active(x, inner, index, count, taken, 0, rows);
      mix_floats(taken, rows * count);
      for (long columns = 1; columns < 40; columns += 13)
        for (int dimension = FLEDGE_K; dimension <= FLEDGE_COLUMNS; dimension++) {
          fledge_product job = {.a = taken, .b = b, .c = c, .rows = rows, .k = count, .columns = columns,
                                .a_row_stride = count, .a_k_stride = 1, .b_panels = 1,
                                .active = {dimension, index, rank, inner},
                                .plan = {.packs_b = dimension != FLEDGE_ROWS}};
          if (dimension == FLEDGE_ROWS)
            job.rows = inner, job.k = rows, job.a_row_stride = 1, job.a_k_stride = count, job.b_panels = 0;
          if (dimension == FLEDGE_COLUMNS)
            job.a = a, job.a_row_stride = job.k = columns, job.columns = count, job.b_transposed = 1;
          fledge_epilogue epilogue = {.activation = -1, .derivative = dimension == FLEDGE_COLUMNS ? FLEDGE_RELU : -1,
                                  .derivative_factor = 1.25f, .derivative_output = x};
          const long tiles = (job.rows + k->tile_rows - 1) / k->tile_rows * ((job.columns + 31) / 32);
          in_halves(dimension == FLEDGE_ROWS      ? k->multiply_active_rows
                    : dimension == FLEDGE_COLUMNS ? k->multiply_active_columns
                                                  : k->multiply_dense,
                    &job, &epilogue, tiles, scratch);
          mix_floats(c, job.rows * (dimension == FLEDGE_COLUMNS ? inner : columns));
        }
      fledge_aligned_free(x);
      fledge_aligned_free(taken);
    }
  fledge_aligned_free(scratch);
  report("multiply-active");
}

void hash_all_products(const fledge_kernels *k) {
  hash_products(k);
  hash_epilogues(k);
  hash_small_batch_update(k);
  hash_sparse(k);
  hash_active(k);
  hash_transposed(k);
}

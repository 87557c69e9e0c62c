// The C side of the kernels: one table of functions for each instruction set, and a thread pool.
// Everything here takes plain pointers and index ranges; the Swift target FledgeKernels checks counts.
#ifndef FLEDGE_KERNELS_H
#define FLEDGE_KERNELS_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// A panel holds this many columns of a matrix, row by row. The last panel may be narrower.
enum { FLEDGE_PANEL_WIDTH = 32 };

// Random numbers are generated in groups of this many: split ranges at multiples of it.
enum { FLEDGE_RANDOM_GROUP = 64 };

// The zero mask of a matrix x(i, k): bit k % 64 of bits[i * row_stride + k / 64 * word_stride] is set where x(i, k) !=
// 0. Without bits, every element may be nonzero.
typedef struct {
  const uint64_t *_Nullable bits;
  long row_stride, word_stride;
} fledge_zero_mask;

// The dimension of a product that is compacted, because whole rows or columns of a factor are 0.
enum fledge_dimension {
  FLEDGE_ALL_ACTIVE,
  FLEDGE_K,        // a holds the active k only
  FLEDGE_ROWS,     // a holds the active rows only; the other rows of c are set to 0
  FLEDGE_COLUMNS   // `columns` counts the active ones; the derivative, which must be ReLU's, sets the others of c to 0
};
typedef struct {
  int dimension;
  const int32_t *_Nullable index;  // [active]: the active indices, ascending
  const int32_t *_Nullable rank;   // [all + 1]: the number of active indices below each index
  long all;                        // the size of the dimension before compaction
} fledge_active;

// How a product is computed: ProductPlan in Swift decides. It affects speed only.
typedef struct {
  int packs_b;            // pack each panel of b to scratch; else tiles read it in place
  long panels_together;   // sparse: the most panels of a block: 1, 2 or 4, at most the table's `block_panels`
  long rows_together;     // sparse: 2 or 4 merges the masks of as many rows; 1 goes row by row
  int shares_block_rows;  // sparse: two panels are one block, whose rows, not panels, calls share
  int prefetches_update;  // dense and bf16: prefetch weights and moments before their update
} fledge_product_plan;

// c(i, j) = [c(i, j) or 0] + sum over k of a(i, k) b(k, j), k ascending, with fused multiply-add; then + bias[j].
typedef struct {
  const float *_Nonnull a;     // a(i, k) = a[i * a_row_stride + k * a_k_stride]
  long a_row_stride, a_k_stride;
  int a_panels;                // instead, a is [rows, k] in panels
  const float *_Nonnull b;     // [k, columns], or [columns, k] if b_transposed
  int b_panels, b_transposed;
  const float *_Nullable bias; // [columns]
  float *_Nonnull c;           // [rows, columns], or [columns, rows] if c_transposed
  int c_panels, c_transposed, accumulate;
  long rows, k, columns;
  fledge_zero_mask zero_mask;  // of a; zeros are skipped
  fledge_active active;
  fledge_product_plan plan;
} fledge_product;

// Sparse products compute at most this many panels in one block.
enum { FLEDGE_BLOCK_PANELS = 4 };

enum { FLEDGE_TILE_BLOCK = 32 };  // rows, columns and k of one block of AMX tiles

// The number of floats that a product packs factors rounded to bf16 into, two k in a word: the left factor, one panel of
// the right one, and the padding to whole blocks of tiles.
static inline long fledge_scratch_count_bf16(const fledge_product *_Nonnull job) {
  const long blocks = (job->k + FLEDGE_TILE_BLOCK - 1) / FLEDGE_TILE_BLOCK;
  return (job->rows + FLEDGE_TILE_BLOCK + FLEDGE_PANEL_WIDTH) * blocks * (FLEDGE_TILE_BLOCK / 2);
}

// What a random value is computed from: value = function(key, layer, step, index).
typedef struct {
  uint32_t key[2];
  uint32_t step[2];
  uint32_t layer;
} fledge_random_key;

typedef struct { uint32_t word[4]; } fledge_random_block;

enum fledge_activation {
  FLEDGE_RELU, FLEDGE_LEAKY_RELU, FLEDGE_ELU, FLEDGE_SELU, FLEDGE_GELU, FLEDGE_GELU_TANH, FLEDGE_SILU,
  FLEDGE_SIGMOID, FLEDGE_TANH, FLEDGE_SOFTPLUS, FLEDGE_HARD_TANH
};

enum fledge_loss { FLEDGE_SIGMOID_CROSS_ENTROPY, FLEDGE_SQUARED, FLEDGE_ABSOLUTE, FLEDGE_HUBER };

// Losses by rows. `weights` [rows] multiplies losses and gradients; `gradient_scale` gradients alone.
typedef struct {
  const float *_Nonnull predictions;  // [rows, columns]; logits for the cross-entropies
  const float *_Nullable targets;     // [rows, columns]
  const int32_t *_Nullable labels;    // [rows]
  const float *_Nullable weights;     // [rows]
  float parameter;                    // label smoothing, or Huber's delta
  float gradient_scale;
  float *_Nonnull losses;             // [rows]
  float *_Nullable gradient;          // [rows, columns]
  long columns;
} fledge_loss_job;

// Normalisation of [rows, columns] by row (layer norm) or by column (batch norm).
typedef struct {
  const float *_Nonnull input;
  const float *_Nullable output_gradient;
  float *_Nullable output;            // or the input gradient
  float *_Nonnull mean;
  float *_Nonnull inverse_deviation;
  float *_Nullable variance;
  const float *_Nullable scale;       // [columns]
  const float *_Nullable shift;       // [columns]
  float *_Nullable scale_gradient;    // [columns], accumulated
  float *_Nullable shift_gradient;    // [columns], accumulated
  float epsilon;
  long rows, columns;
} fledge_normalization;

enum fledge_rule {
  FLEDGE_SGD, FLEDGE_CLASSICAL_MOMENTUM, FLEDGE_DAMPED_MOMENTUM, FLEDGE_NESTEROV, FLEDGE_RMSPROP, FLEDGE_ADAM,
  FLEDGE_ADAGRAD, FLEDGE_ADADELTA, FLEDGE_ADAMAX, FLEDGE_NADAM, FLEDGE_RADAM, FLEDGE_LION
};

// One optimizer step over flat buffers. The effective gradient is gradient_scale g + l1 sign(w) + l2 w. Decoupled
// weight decay multiplies w by `keep` first.
typedef struct {
  int rule;
  float *_Nonnull weights;
  const float *_Nonnull gradient;
  float *_Nullable first;             // velocity, first moment or squared sum
  float *_Nullable second;            // second moment
  float gradient_scale, l1, l2, keep;
  float rate;                         // eta, with the bias correction of the first moment where there is one
  float decay1, decay2;               // gamma / beta1, beta2 / alpha
  float one_minus_decay1, one_minus_decay2;
  float correction;                   // 1 / sqrt(1 - beta2^t), or 1
  float epsilon;
  float gradient_rate;                // NAdam: the rate of the plain gradient
  int rectified;                      // RAdam: divide by the second moment
} fledge_optimizer_step;

// What is done to each tile of a product while it is in the L1 cache.
typedef struct {
  int activation;                                 // a `fledge_activation`, or -1
  float parameter;                                // the activation's
  int derivative;                                 // the activation whose derivative multiplies each element, or -1
  float derivative_parameter, derivative_factor;
  const float *_Nullable derivative_output;       // that activation's output, laid out as c
  const fledge_optimizer_step *_Nullable update;  // elements are gradients: update the weights, write nothing to c
  long update_offset;                             // the index of c's first element in the optimizer's buffers
  float *_Nullable bias_gradient;                 // [columns]: the column sums of b
  const fledge_optimizer_step *_Nullable bias_update;
  long bias_offset;
} fledge_epilogue;

// Computes tiles first_tile ..< last_tile. Tiles are numbered panel by panel, from top to bottom within a panel.
typedef void (*fledge_multiply)(const fledge_product *_Nonnull, const fledge_epilogue *_Nullable, long first_tile,
                                long last_tile, float *_Nullable scratch);

typedef struct {
  const char *_Nonnull name;
  long tile_rows;
  long block_panels;  // the most panels of a sparse block

  // Matrix products. Where the plan packs b, `scratch` has max(k, 1) * FLEDGE_PANEL_WIDTH * panels_together floats.
  fledge_multiply _Nonnull multiply_dense;                  // no mask; with FLEDGE_K, packs the active rows of b
  fledge_multiply _Nonnull multiply_transposed;             // a in panels, c transposed; no bias, no update
  fledge_multiply _Nonnull multiply_active_rows;            // FLEDGE_ROWS
  fledge_multiply _Nonnull multiply_active_columns;         // FLEDGE_COLUMNS; no bias, no update
  fledge_multiply _Nonnull multiply_sparse;                 // skips zeros by a's mask
  fledge_multiply _Nonnull multiply_sparse_active_columns;  // the same with FLEDGE_COLUMNS
  fledge_multiply _Nonnull multiply_rank_update;            // k = 8 and a plain update; whole panels only, no scratch

  // Writes the zero mask of rows begin ..< end, (columns + 63) / 64 words each; returns the number of nonzero elements.
  long (*_Nonnull find_nonzero)(const float *_Nonnull x, long columns, uint64_t *_Nonnull bits, long begin, long end);
  // Transposes blocks of 64 x 64 bits: word w of rows 64 r ..< 64 r + 64 is block r * words + w, and goes to
  // by_column[64 * block ..< 64 * block + 64].
  void (*_Nonnull transpose_bits)(const uint64_t *_Nonnull by_row, uint64_t *_Nonnull by_column, long rows, long words,
                                  long first_block, long last_block);

  // The columns that are not 0 in every row: index [columns + 1] and rank [columns + 1]; returns their number.
  long (*_Nonnull find_active)(const uint64_t *_Nonnull bits, long rows, long columns, int32_t *_Nonnull index,
                               int32_t *_Nonnull rank);
  // Compacts rows begin ..< end to their `count` active columns.
  void (*_Nonnull gather_active)(const float *_Nonnull x, long columns, const int32_t *_Nonnull index, long count,
                                 float *_Nonnull to, long begin, long end);

  void (*_Nonnull activation)(int kind, float parameter, const float *_Nonnull x, float *_Nonnull y, long begin,
                              long end);
  void (*_Nonnull activation_gradient)(int kind, float parameter, const float *_Nonnull x,
                                       const float *_Nonnull y, const float *_Nonnull dy, float *_Nonnull dx,
                                       long begin, long end);

  void (*_Nonnull add)(const float *_Nonnull a, const float *_Nonnull b, float *_Nonnull y, long begin, long end);
  void (*_Nonnull subtract)(const float *_Nonnull a, const float *_Nonnull b, float *_Nonnull y, long begin,
                            long end);
  void (*_Nonnull multiply_elements)(const float *_Nonnull a, const float *_Nonnull b, float *_Nonnull y,
                                     long begin, long end);
  void (*_Nonnull add_scaled)(float factor, const float *_Nonnull x, float *_Nonnull y, long begin, long end);
  void (*_Nonnull scale)(float factor, const float *_Nonnull x, float *_Nonnull y, long begin, long end);
  void (*_Nonnull affine)(float factor, float shift, const float *_Nonnull x, float *_Nonnull y, long begin,
                          long end);
  void (*_Nonnull clamp)(float low, float high, const float *_Nonnull x, float *_Nonnull y, long begin, long end);
  void (*_Nonnull fill)(float value, float *_Nonnull y, long begin, long end);
  void (*_Nonnull function)(int kind, const float *_Nonnull x, float *_Nonnull y, long begin, long end);

  void (*_Nonnull uniform)(const fledge_random_key *_Nonnull, float *_Nonnull y, long begin, long end);
  void (*_Nonnull normal)(const fledge_random_key *_Nonnull, float *_Nonnull y, long begin, long end);
  void (*_Nonnull add_noise)(const fledge_random_key *_Nonnull, float sigma, const float *_Nonnull x,
                             float *_Nonnull y, long begin, long end);
  void (*_Nonnull dropout)(const fledge_random_key *_Nonnull, float probability, const float *_Nonnull x,
                           float *_Nonnull y, long begin, long end);

  void (*_Nonnull softmax)(const float *_Nonnull x, float *_Nonnull y, long columns, long begin, long end);
  void (*_Nonnull softmax_gradient)(const float *_Nonnull y, const float *_Nonnull dy, float *_Nonnull dx,
                                    long columns, long begin, long end);
  void (*_Nonnull log_softmax)(const float *_Nonnull x, float *_Nonnull y, long columns, long begin, long end);
  void (*_Nonnull log_softmax_gradient)(const float *_Nonnull y, const float *_Nonnull dy, float *_Nonnull dx,
                                        long columns, long begin, long end);
  void (*_Nonnull softmax_cross_entropy)(const fledge_loss_job *_Nonnull, long begin, long end);
  void (*_Nonnull loss)(int kind, const fledge_loss_job *_Nonnull, long begin, long end);
  void (*_Nonnull largest_columns)(const float *_Nonnull x, int32_t *_Nonnull labels, long columns, long begin,
                                   long end);

  float (*_Nonnull sum)(const float *_Nonnull x, long count);
  float (*_Nonnull dot)(const float *_Nonnull x, const float *_Nonnull y, long count);
  float (*_Nonnull squared_distance)(const float *_Nonnull x, const float *_Nonnull y, long count);
  float (*_Nonnull largest_magnitude)(const float *_Nonnull x, long count);
  long (*_Nonnull first_not_finite)(const float *_Nonnull x, long count);
  void (*_Nonnull column_sums)(const float *_Nonnull x, float *_Nonnull sums, int accumulate, long rows,
                               long columns, long begin, long end);

  void (*_Nonnull layer_norm)(const fledge_normalization *_Nonnull, long begin, long end);
  void (*_Nonnull layer_norm_input_gradient)(const fledge_normalization *_Nonnull, long begin, long end);
  void (*_Nonnull layer_norm_parameter_gradient)(const fledge_normalization *_Nonnull, long begin, long end);
  void (*_Nonnull column_statistics)(const fledge_normalization *_Nonnull, long begin, long end);
  void (*_Nonnull batch_norm)(const fledge_normalization *_Nonnull, long begin, long end);
  void (*_Nonnull batch_norm_gradient)(const fledge_normalization *_Nonnull, long begin, long end);

  void (*_Nonnull optimize)(const fledge_optimizer_step *_Nonnull, long begin, long end);
  void (*_Nonnull limit_columns)(float *_Nonnull w, int panels, float maximum, long rows, long columns,
                                 long begin, long end);
  void (*_Nonnull limit_rows)(float *_Nonnull w, int panels, float maximum, long rows, long columns, long begin,
                              long end);

  // With `rows`, row r is row rows[indices[r]] of `from`.
  void (*_Nonnull gather_bytes)(const uint8_t *_Nonnull from, const int32_t *_Nullable rows,
                                const int32_t *_Nonnull indices, float scale, float shift, float *_Nonnull to,
                                long length, long begin, long end);

  // Executes `rounds` times `peak_operations` floating-point operations in registers.
  float (*_Nonnull peak)(long rounds);
  long peak_operations;
} fledge_kernels;

enum fledge_function { FLEDGE_EXP, FLEDGE_LOG, FLEDGE_ERF, FLEDGE_SINPI, FLEDGE_COSPI };
enum fledge_instructions { FLEDGE_PORTABLE, FLEDGE_AVX2, FLEDGE_AVX512, FLEDGE_AMX, FLEDGE_NEON };

// The kernels for an instruction set, or null where this processor lacks it.
const fledge_kernels *_Nullable fledge_kernels_for(int instructions);

// `multiply_dense` for factors rounded to bf16, or null where the processor has none. It overwrites c, ignores the
// zero mask and `active`, and supports neither a in panels nor c transposed. `scratch` has `fledge_scratch_count_bf16`
// floats.
fledge_multiply _Nullable fledge_multiply_bf16_for(int instructions);

// Whether a core has two ports for 512-bit fused multiply-adds. Measured once by timing; 0 for other instruction sets.
int fledge_has_two_fma_ports(int instructions);

// The value of the environment variable FLEDGE_ISA, or null.
const char *_Nullable fledge_requested_instructions(void);

fledge_random_block fledge_philox(fledge_random_key key, uint32_t index);

// Scratch memory of the calling thread: at least `bytes`, 64-byte aligned, reused by the thread's next call.
void *_Nonnull fledge_scratch(long bytes);

void *_Nonnull fledge_aligned_zeroed(long bytes);
void fledge_aligned_free(void *_Nonnull);

typedef struct fledge_thread_pool fledge_thread_pool;
fledge_thread_pool *_Nonnull fledge_thread_pool_create(int threads);
void fledge_thread_pool_destroy(fledge_thread_pool *_Nonnull);
// Submits a background task, which a worker runs while it is idle after the next parallel region. Returns 0, and
// submits nothing, while another task is pending.
int fledge_thread_pool_submit(fledge_thread_pool *_Nonnull, void (*_Nonnull function)(void *_Nonnull),
                              void *_Nonnull context);
// Waits for the submitted task; the caller runs it if no worker has started it.
void fledge_thread_pool_wait(fledge_thread_pool *_Nonnull);
// The CPU time of the calling thread, or of the whole process, in seconds.
double fledge_processor_seconds(int of_process);

#ifdef __cplusplus
}
#endif
#endif

// The kernels of training: losses, random numbers and optimizers, and the table by which Sources/Kernels calls kernels.
// It holds what a training of dense networks calls, since an entry keeps its kernel in the module.
#include "../CKernels/elementwise/losses.inl.h"
#include "../CKernels/optimizers/update.inl.h"
#undef INLINE
#define INLINE __attribute__((noinline, unused)) static
#include "../CKernels/elementwise/random.inl.h"
#undef INLINE
#define INLINE static inline __attribute__((always_inline, unused))

// One loop for all losses, and one for all rules, in place of one each, which keeps the module small.
static void any_loss(int kind, const fledge_loss_job *job, long begin, long end) {
  element_losses(kind, job, begin, end);
}

static void any_rule(const fledge_optimizer_step *job, long begin, long end) {
#define BUFFERS(name, buffers) [name] = buffers,
  static const signed char state[] = {EACH_RULE(BUFFERS)};
  FOR_VECTORS(i, n, begin, end) optimize_lanes(job->rule, state[job->rule], 0, job, i, n);
}

const fledge_kernels *browser_kernels(void) {
  static const fledge_kernels table = {
      .name = "wasm",
      .activation = activation,
      .activation_gradient = activation_gradient,
      .uniform = uniform,
      .normal = normal,
      .add_noise = add_noise,
      .dropout = dropout,
      .softmax_cross_entropy = softmax_cross_entropy,
      .loss = any_loss,
      .largest_columns = largest_columns,
      .sum = sum,
      .dot = dot,
      .column_sums = column_sums,
      .optimize = any_rule,
  };
  return &table;
}

fledge_random_block fledge_philox(fledge_random_key key, uint32_t index) {
  const random_blocks blocks = philox16(&key, index);
  return (fledge_random_block){{blocks.word[0][0], blocks.word[1][0], blocks.word[2][0], blocks.word[3][0]}};
}

// Sums of blocks, one float for 4,096 elements.
void *fledge_scratch(long bytes) {
  static _Alignas(64) unsigned char memory[1 << 14];
  if (bytes > (long)sizeof memory) __builtin_trap();
  return memory;
}

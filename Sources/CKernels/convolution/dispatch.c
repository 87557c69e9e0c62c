// The convolution kernels of each instruction set, and the sizes of the memory that they work in.
#include "../kernel_tables.h"
#include "sizes.h"

const fledge_convolution_kernels *fledge_convolution_kernels_for(int instructions) {
  if (!fledge_kernels_for(instructions)) return NULL;
  switch (instructions) {
  case FLEDGE_PORTABLE:
    return &fledge_convolution_portable;
#if defined(__x86_64__)
  case FLEDGE_AVX2:
    return &fledge_convolution_avx2;
  case FLEDGE_AVX512:
  case FLEDGE_AMX:
    return &fledge_convolution_avx512;
#elif defined(__aarch64__)
  case FLEDGE_NEON:
    return &fledge_convolution_neon;
#endif
  default:
    return NULL;
  }
}

long fledge_convolution_packed_count(const fledge_window *w, long outputs) {
  return patch_count(w) * round16(outputs) + w->kernel * round16(patch_row(w)) * outputs + round16(outputs);
}

long fledge_convolution_scratch_count(const fledge_window *w, long outputs) {
  return 2 * round16(padded_count(w)) + positions(w) * round16(outputs);
}

long fledge_convolution_partial_count(const fledge_window *w, long outputs) {
  return (patch_count(w) + 1) * round16(outputs);
}

static long cells(const fledge_window *w, long pool) { return w->out_height / pool * (w->out_width / pool); }

long fledge_pooled_scratch_count(const fledge_window *w, long outputs, long pool) {
  const long columns = round16(outputs), copies = pooled_runs(w) == 1 ? positions(w) * pooled_run(w) + 16 : 0;
  return 2 * (round16(padded_count(w)) + 16) + positions(w) * columns + cells(w, pool) * columns +
         2 * round16(cells(w, pool) + 1) + 2 * round16(cells(w, pool) * outputs + 1) +
         round16(pooled_positions(w, pool) + 1) + copies;
}

long fledge_pooled_partial_count(const fledge_window *w, long outputs) {
  return outputs * pooled_runs(w) * pooled_run(w) + round16(outputs);
}

long fledge_pooled_winner_count(const fledge_window *w, long outputs, long pool) {
  return cells(w, pool) * round16(outputs);
}

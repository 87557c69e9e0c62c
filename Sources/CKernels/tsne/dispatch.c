// The analysis kernels of each instruction set.
#include "../kernel_tables.h"

const fledge_analysis_kernels *fledge_analysis_kernels_for(int instructions) {
  if (!fledge_kernels_for(instructions)) return NULL;
  switch (instructions) {
  case FLEDGE_PORTABLE:
    return &fledge_analysis_portable;
#if defined(__x86_64__)
  case FLEDGE_AVX2:
    return &fledge_analysis_avx2;
  case FLEDGE_AVX512:
  case FLEDGE_AMX:
    return &fledge_analysis_avx512;
#elif defined(__aarch64__)
  case FLEDGE_NEON:
    return &fledge_analysis_neon;
#endif
  default:
    return NULL;
  }
}

// The instruction sets of x86-64 that kernels are compiled for. runtime/processor.h checks the same features at run
// time.
#ifndef FLEDGE_TARGETS_H
#define FLEDGE_TARGETS_H

#define AVX2_FEATURES "avx2,fma,bmi,bmi2,popcnt"
#define AVX512_FEATURES AVX2_FEATURES ",avx512f,avx512bw,avx512dq,avx512vl"
#define AVX512_BF16_FEATURES AVX512_FEATURES ",avx512bf16"
#define AMX_FEATURES AVX512_BF16_FEATURES ",amx-tile,amx-bf16"

#define FLEDGE_PRAGMA(...) _Pragma(#__VA_ARGS__)

// Between these two, functions are compiled for `features`, one of the lists above.
#define BEGIN_TARGET(features) \
  FLEDGE_PRAGMA(clang attribute push(__attribute__((target(features))), apply_to = function))
#define END_TARGET FLEDGE_PRAGMA(clang attribute pop)

#endif

// The convolution kernels for x86-64 with AVX-512.
#include "convolution_tables.h"

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma,avx512f,avx512bw,avx512dq,avx512vl"))), \
                             apply_to = function)
#define TABLE fledge_convolution_avx512
#define TILE_ROWS 12
#define TILE_VECTORS 2
#include "convolution_kernels.h"
#pragma clang attribute pop
#endif

// The convolution kernels for x86-64 with AVX2 and FMA.
#include "convolution_tables.h"

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define TABLE fledge_convolution_avx2
#define TILE_ROWS 6
#define TILE_VECTORS 1
#include "convolution_kernels.h"
#pragma clang attribute pop
#endif

// The kernels for x86-64 with AVX-512: a tile of 12 x 32 keeps 24 of 32 registers busy.
#include "tables.h"

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma,bmi,bmi2,popcnt,avx512f,avx512bw,avx512dq,avx512vl"))), \
                             apply_to = function)
#define TABLE fledge_avx512
#define TABLE_NAME "avx512"
#define TILE_ROWS 12
#define TILE_VECTORS 2
#define MASKED_LANES 1
#include "kernels.h"
#pragma clang attribute pop
#endif

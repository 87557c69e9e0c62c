// The kernels for x86-64 with AVX2 and FMA: a tile of 6 x 16 keeps twelve of sixteen registers busy.
#include "tables.h"

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma,bmi,bmi2,popcnt"))), apply_to = function)
#define TABLE fledge_avx2
#define TABLE_NAME "avx2"
#define TILE_ROWS 6
#define TILE_VECTORS 1
#include "kernels.h"
#pragma clang attribute pop
#endif

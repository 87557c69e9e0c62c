// Products of bf16 numbers for x86-64 with AVX512-BF16, and with AMX; what is done to their tiles is that of AVX-512.
#include "tables.h"

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma,avx512f,avx512bw,avx512dq,avx512vl,avx512bf16"))), \
                             apply_to = function)
#define TILE_ROWS 12
#define TILE_VECTORS 2
#define MASKED_LANES 1
#pragma STDC FP_CONTRACT OFF
#pragma clang diagnostic ignored "-Wpsabi"
// The headers bring more than products need.
#pragma clang diagnostic ignored "-Wunused-function"
#include "vectors.h"
#include "functions.h"
#include "matmul.h"
#include "transpose.h"
#include "packing.h"
#include "elementwise.h"
#include "activations.h"
#include "reductions.h"
#include "optimizers.h"
#include "active.h"
#include "products.h"
#include "packing_bf16.h"
#include "products_bf16.h"
#pragma clang attribute pop

#pragma clang attribute push(__attribute__((target( \
    "avx2,fma,avx512f,avx512bw,avx512dq,avx512vl,avx512bf16,amx-tile,amx-bf16"))), apply_to = function)
#include "tiles.h"
#include "products_tiles.h"
#pragma clang attribute pop
#endif

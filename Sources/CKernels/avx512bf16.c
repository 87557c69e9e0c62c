// Products of bf16 numbers for x86-64, with AVX512-BF16 and with AMX. Their epilogues are those of AVX-512.
#include "kernel_tables.h"
#include "targets.h"

#if defined(__x86_64__)
#define TILE_ROWS 12
#define TILE_VECTORS 2
#define MASKED_LANES 1
#pragma STDC FP_CONTRACT OFF
#pragma clang diagnostic ignored "-Wpsabi"
// The fragments bring more than these products need.
#pragma clang diagnostic ignored "-Wunused-function"

BEGIN_TARGET(AVX512_BF16_FEATURES)
#include "simd/vectors.h"
#include "simd/elementary.inl.h"
#include "simd/transpose.inl.h"
#include "gemm/tile.inl.h"
#include "gemm/packing.inl.h"
#include "elementwise/arithmetic.inl.h"
#include "elementwise/activations.inl.h"
#include "elementwise/reductions.inl.h"
#include "optimizers/update.inl.h"
#include "sparse/active_columns.inl.h"
#include "gemm/epilogue.inl.h"
#include "gemm/packing_bf16.inl.h"
#include "gemm/multiply_bf16.inl.h"
END_TARGET

BEGIN_TARGET(AMX_FEATURES)
#include "simd/amx_tiles.inl.h"
#include "gemm/multiply_amx.inl.h"
END_TARGET
#endif

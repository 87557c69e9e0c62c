// The kernels for x86-64 with AVX-512: a tile of 12 x 32 keeps 24 of 32 registers busy.
#include "kernel_tables.h"
#include "targets.h"

#if defined(__x86_64__)
BEGIN_TARGET(AVX512_FEATURES)
#define SET avx512
#define TILE_ROWS 12
#define TILE_VECTORS 2
#define MASKED_LANES 1
#include "kernels.inl.h"
END_TARGET
#endif

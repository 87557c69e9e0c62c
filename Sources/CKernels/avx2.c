// The kernels for x86-64 with AVX2 and FMA: a tile of 6 x 16 keeps twelve of sixteen registers busy.
#include "kernel_tables.h"
#include "targets.h"

#if defined(__x86_64__)
BEGIN_TARGET(AVX2_FEATURES)
#define SET avx2
#define TILE_ROWS 6
#define TILE_VECTORS 1
#include "kernels.inl.h"
END_TARGET
#endif

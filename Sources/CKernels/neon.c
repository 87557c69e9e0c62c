// The kernels for 64-bit Arm, where every processor has NEON and a fused multiply-add: a tile of 6 x 16 keeps 24 of 32
// registers busy.
#include "kernel_tables.h"

#if defined(__aarch64__)
#define SET neon
#define TILE_ROWS 6
#define TILE_VECTORS 1
#include "kernels.inl.h"
#endif

// The kernels for 64-bit Arm, where every processor has NEON and a fused multiply-add: 6 x 16 takes 24 of
// 32 registers.
#include "tables.h"

#if defined(__aarch64__)
#define TABLE fledge_neon
#define TABLE_NAME "neon"
#define TILE_ROWS 6
#define TILE_VECTORS 1
#include "kernels.h"
#endif

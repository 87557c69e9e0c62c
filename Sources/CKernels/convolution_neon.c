// The convolution kernels for 64-bit Arm.
#include "convolution_tables.h"

#if defined(__aarch64__)
#define TABLE fledge_convolution_neon
#define TILE_ROWS 6
#define TILE_VECTORS 1
#include "convolution_kernels.h"
#endif

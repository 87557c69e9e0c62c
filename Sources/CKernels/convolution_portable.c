// The convolution kernels in plain C.
#include "convolution_tables.h"

#define TABLE fledge_convolution_portable
#define TILE_ROWS 4
#define TILE_VECTORS 1
#include "convolution_kernels.h"

// The kernels in plain C, with the same bits: slow where the processor lacks a fused multiply-add.
#include "kernel_tables.h"

#define SET portable
#define TILE_ROWS 4
#define TILE_VECTORS 1
#include "kernels.inl.h"

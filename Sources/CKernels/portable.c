// The kernels in plain C: slow where the processor lacks a fused multiply-add, and the same bits.
#include "tables.h"

#define TABLE fledge_portable
#define TABLE_NAME "portable"
#define TILE_ROWS 4
#define TILE_VECTORS 1
#include "kernels.h"

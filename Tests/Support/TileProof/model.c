// The AMX products with their instructions emulated in software.
#ifndef FLEDGE_SOFTWARE_TILES
#define FLEDGE_SOFTWARE_TILES
#endif
#define fledge_amx_multiply_bf16 model_amx_multiply_bf16
#define fledge_avx512_multiply_bf16 model_avx512_multiply_bf16
#include "../../../Sources/CKernels/avx512bf16.c"

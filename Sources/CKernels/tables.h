// The kernel tables, one for each instruction set.
#ifndef FLEDGE_TABLES_H
#define FLEDGE_TABLES_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include "CFledgeKernels.h"

extern const fledge_kernels fledge_portable, fledge_avx2, fledge_avx512, fledge_neon;

int fledge_find_two_multipliers(void);

void fledge_avx512_multiply_bf16(const fledge_product *job, const fledge_epilogue *epilogue, long first_tile,
                                 long last_tile, float *scratch);
void fledge_amx_multiply_bf16(const fledge_product *job, const fledge_epilogue *epilogue, long first_tile, long last_tile,
                              float *scratch);

#endif

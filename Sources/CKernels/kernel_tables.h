// The kernel tables, one of each kind for each instruction set, and what else crosses files.
#ifndef FLEDGE_KERNEL_TABLES_H
#define FLEDGE_KERNEL_TABLES_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include "CFledgeKernels.h"
#include "FledgeAnalysisKernels.h"
#include "FledgeConvolutionKernels.h"

extern const fledge_kernels fledge_portable, fledge_avx2, fledge_avx512, fledge_neon;
extern const fledge_convolution_kernels fledge_convolution_portable, fledge_convolution_avx2,
    fledge_convolution_avx512, fledge_convolution_neon;
extern const fledge_analysis_kernels fledge_analysis_portable, fledge_analysis_avx2, fledge_analysis_avx512,
    fledge_analysis_neon;

int fledge_measure_two_fma_ports(void);

void fledge_avx512_multiply_bf16(const fledge_product *job, const fledge_epilogue *epilogue, long first_tile,
                                 long last_tile, float *scratch);
void fledge_amx_multiply_bf16(const fledge_product *job, const fledge_epilogue *epilogue, long first_tile,
                              long last_tile, float *scratch);

#endif

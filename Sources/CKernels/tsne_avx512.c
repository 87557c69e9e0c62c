// The analysis kernels for x86-64 with AVX-512.
#include "tsne_tables.h"

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma,avx512f,avx512bw,avx512dq,avx512vl"))), \
                             apply_to = function)
#define TABLE fledge_analysis_avx512
#include "tsne_kernels.h"
#pragma clang attribute pop
#endif

// The analysis kernels for x86-64 with AVX2 and FMA.
#include "tsne_tables.h"

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define TABLE fledge_analysis_avx2
#include "tsne_kernels.h"
#pragma clang attribute pop
#endif

// The tables of the analysis kernels, one for each instruction set.
#ifndef FLEDGE_ANALYSIS_TABLES_H
#define FLEDGE_ANALYSIS_TABLES_H

#include "FledgeAnalysisKernels.h"
#include "tables.h"

extern const fledge_analysis_kernels fledge_analysis_portable, fledge_analysis_avx2, fledge_analysis_avx512,
    fledge_analysis_neon;

#endif

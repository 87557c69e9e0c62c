// The analysis kernels for 64-bit Arm.
#include "tsne_tables.h"

#if defined(__aarch64__)
#define TABLE fledge_analysis_neon
#include "tsne_kernels.h"
#endif

// The analysis kernels in plain C.
#include "tsne_tables.h"

#define TABLE fledge_analysis_portable
#include "tsne_kernels.h"

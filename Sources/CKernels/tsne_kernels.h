// Every analysis kernel, and the table of them. Included once for each instruction set with TABLE defined.
#pragma STDC FP_CONTRACT OFF
#pragma clang diagnostic ignored "-Wpsabi"

#include "vectors.h"
#include "functions.h"
#include "transpose.h"
#include "neighbors_heap.h"
#include "neighbors_tree.h"
#include "neighbors_scan.h"
#include "tsne_perplexity.h"
#include "tsne_forces.h"
#include "tsne_quadtree.h"
#include "tsne_fourier.h"
#include "tsne_grid.h"
#include "tsne_descent.h"
#include "tsne_eigen.h"

const fledge_analysis_kernels TABLE = {
    .scan_scratch = scan_scratch,
    .pack_points = pack_points,
    .scan = scan,
    .search_tree = search_tree,
    .perplexity = perplexity,
    .attraction = attraction,
    .repulsion = repulsion,
    .quad_walk = quad_walk,
    .descend = descend,
    .spread = spread,
    .transform_rows = transform_rows,
    .convolve = convolve,
    .transform_rows_back = transform_rows_back,
    .gather = gather,
    .kernel_rows = kernel_rows,
    .kernel_columns = kernel_columns,
    .add_scaled_double = add_scaled_double,
    .dot_double = dot_double,
    .rotate = rotate,
};

// Every analysis kernel (nearest neighbours, t-SNE, the eigenproblem), and the table of them.
#include "../neighbors/heap.inl.h"
#include "../neighbors/tree_search.inl.h"
#include "../neighbors/brute_force.inl.h"
#include "perplexity.inl.h"
#include "forces.inl.h"
#include "quadtree.inl.h"
#include "fourier.inl.h"
#include "grid.inl.h"
#include "descent.inl.h"

const fledge_analysis_kernels TABLE(fledge_analysis_) = {
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

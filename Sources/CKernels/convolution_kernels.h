// Every convolution kernel, and the table of them. Included once for each instruction set, with TILE_ROWS and
// TILE_VECTORS (the shape of a product's register tile) and TABLE defined.
#pragma STDC FP_CONTRACT OFF
#pragma clang diagnostic ignored "-Wpsabi"

#include "vectors.h"
#include "convolution_images.h"
#include "convolution_tile.h"
#include "convolution.h"
#include "convolution_pooled.h"
#include "pooling.h"

const fledge_convolution_kernels TABLE = {
    .pack_weights = pack_weights,
    .forward = forward,
    .backward = backward,
    .reduce = reduce,
    .pooled_pack = pooled_pack,
    .pooled_forward = pooled_forward,
    .pooled_backward = pooled_backward,
    .pooled_reduce = pooled_reduce,
    .max_pool = max_pool,
    .max_pool_gradient = max_pool_gradient,
    .average_pool = average_pool,
    .average_pool_gradient = average_pool_gradient,
};

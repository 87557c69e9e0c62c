// Every convolution and pooling kernel, and the table of them.
#include "sizes.h"
#include "images.inl.h"
#include "tile.inl.h"
#include "convolution.inl.h"
#include "fused_relu_pool.inl.h"
#include "pooling.inl.h"

const fledge_convolution_kernels TABLE(fledge_convolution_) = {
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

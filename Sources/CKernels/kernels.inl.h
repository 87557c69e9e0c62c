// Every kernel, and the tables of them. Included once for each instruction set, with SET (its name), TILE_ROWS and
// TILE_VECTORS (the shape of a matrix product's register tile) defined.
#pragma STDC FP_CONTRACT OFF
#pragma clang diagnostic ignored "-Wpsabi"

#include "simd/vectors.h"
#include "simd/elementary.inl.h"
#include "simd/transpose.inl.h"
#include "gemm/tile.inl.h"
#include "gemm/packing.inl.h"
#include "sparse/microkernel.inl.h"
#include "sparse/zero_mask.inl.h"
#include "elementwise/arithmetic.inl.h"
#include "elementwise/activations.inl.h"
#include "elementwise/reductions.inl.h"
#include "elementwise/softmax.inl.h"
#include "elementwise/losses.inl.h"
#include "elementwise/normalization.inl.h"
#include "elementwise/random.inl.h"
#include "elementwise/gather.inl.h"
#include "elementwise/double_precision.inl.h"
#include "optimizers/update.inl.h"
#include "optimizers/norm_limit.inl.h"
#include "sparse/active_columns.inl.h"
#include "gemm/small_batch_update.inl.h"
#include "gemm/epilogue.inl.h"
#include "gemm/multiply.inl.h"
#include "gemm/peak.inl.h"

#define JOIN(a, b) a##b
#define JOIN_EXPANDED(a, b) JOIN(a, b)
#define QUOTE(name) #name
#define QUOTE_EXPANDED(name) QUOTE(name)
#define TABLE(prefix) JOIN_EXPANDED(prefix, SET)

const fledge_kernels TABLE(fledge_) = {
    .name = QUOTE_EXPANDED(SET),
    .tile_rows = TILE_ROWS,
    .block_panels = SPARSE_PANELS,
    .multiply_dense = multiply_dense,
    .multiply_transposed = multiply_transposed,
    .multiply_active_rows = multiply_active_rows,
    .multiply_active_columns = multiply_active_columns,
    .multiply_sparse = multiply_sparse,
    .multiply_sparse_active_columns = multiply_sparse_active_columns,
    .multiply_rank_update = multiply_rank_update,
    .find_nonzero = find_nonzero,
    .transpose_bits = transpose_bits,
    .find_active = find_active,
    .gather_active = gather_active,
    .activation = activation,
    .activation_gradient = activation_gradient,
    .add = add,
    .subtract = subtract,
    .multiply_elements = multiply_elements,
    .add_scaled = add_scaled,
    .scale = scale,
    .affine = affine,
    .clamp = clamp,
    .fill = fill,
    .function = function,
    .uniform = uniform,
    .normal = normal,
    .add_noise = add_noise,
    .dropout = dropout,
    .softmax = softmax,
    .softmax_gradient = softmax_gradient,
    .log_softmax = log_softmax,
    .log_softmax_gradient = log_softmax_gradient,
    .softmax_cross_entropy = softmax_cross_entropy,
    .loss = loss,
    .largest_columns = largest_columns,
    .sum = sum,
    .dot = dot,
    .squared_distance = squared_distance,
    .largest_magnitude = largest_magnitude,
    .first_not_finite = first_not_finite,
    .column_sums = column_sums,
    .layer_norm = layer_norm,
    .layer_norm_input_gradient = layer_norm_input_gradient,
    .layer_norm_parameter_gradient = layer_norm_parameter_gradient,
    .column_statistics = column_statistics,
    .batch_norm = batch_norm,
    .batch_norm_gradient = batch_norm_gradient,
    .optimize = optimize,
    .limit_columns = limit_columns,
    .limit_rows = limit_rows,
    .gather_bytes = gather_bytes,
    .peak = peak,
    .peak_operations = 2 * LANES * TILE_ROWS * TILE_VECTORS,
};

#include "convolution/kernels.inl.h"
#include "tsne/kernels.inl.h"

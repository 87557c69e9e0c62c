// Every kernel, and the table of them. Included once for each instruction set, with TILE_ROWS and
// TILE_VECTORS (the shape of a matrix product's register tile), TABLE and TABLE_NAME defined.
#pragma STDC FP_CONTRACT OFF
#pragma clang diagnostic ignored "-Wpsabi"

#include "vectors.h"
#include "functions.h"
#include "matmul.h"
#include "transpose.h"
#include "packing.h"
#include "zero_mask.h"
#include "nonzero_bits.h"
#include "elementwise.h"
#include "activations.h"
#include "reductions.h"
#include "rows.h"
#include "losses.h"
#include "normalization.h"
#include "optimizers.h"
#include "random.h"
#include "gather.h"
#include "active.h"
#include "outer.h"
#include "products.h"
#include "multiply.h"
#include "peak.h"

const fledge_kernels TABLE = {
    .name = TABLE_NAME,
    .tile_rows = TILE_ROWS,
    .multiply = multiply,
    .multiply_epilogue = multiply_epilogue,
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

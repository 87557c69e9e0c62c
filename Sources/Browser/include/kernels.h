// The kernels of Sources/CKernels that the browser needs, for the Swift side of the module. Names without a comment
// mean what they mean there; `count` elements, or `rows` rows of `columns`.
#ifndef FLEDGE_BROWSER_KERNELS_H
#define FLEDGE_BROWSER_KERNELS_H

#include "CFledgeKernels.h"
#include "FledgeConvolutionKernels.h"

// y = x·w + bias. `panels` has the columns of w in groups of sixteen: [columns / 16][inner][16], padded with zeros.
void browser_linear(const float *_Nonnull x, const float *_Nonnull panels, const float *_Nullable bias,
                    float *_Nonnull y, long rows, long inner, long columns);
void browser_fma(const float *_Nonnull a, const float *_Nonnull b, const float *_Nonnull c, float *_Nonnull y,
                 long count);
void browser_add(const float *_Nonnull a, const float *_Nonnull b, float *_Nonnull y, long count);

void browser_activation(int kind, float parameter, const float *_Nonnull x, float *_Nonnull y, long count);
void browser_activation_gradient(int kind, float parameter, const float *_Nonnull x, const float *_Nonnull y,
                                 const float *_Nonnull dy, float *_Nonnull dx, long count);
void browser_softmax(const float *_Nonnull x, float *_Nonnull y, long rows, long columns);
void browser_softmax_gradient(const float *_Nonnull y, const float *_Nonnull dy, float *_Nonnull dx, long rows,
                              long columns);
void browser_log_softmax(const float *_Nonnull x, float *_Nonnull y, long rows, long columns);
void browser_log_softmax_gradient(const float *_Nonnull y, const float *_Nonnull dy, float *_Nonnull dx, long rows,
                                  long columns);

void browser_layer_norm(const fledge_normalization *_Nonnull);
void browser_layer_norm_gradient(const fledge_normalization *_Nonnull);

void browser_convolution_pack(const fledge_convolution *_Nonnull);
void browser_convolution(const fledge_convolution *_Nonnull);
// Packed weights are those of `browser_convolution_pack`.
void browser_convolution_gradient(const fledge_convolution *_Nonnull);
void browser_max_pool(const fledge_window *_Nonnull, const float *_Nonnull x, float *_Nonnull y, long planes);
void browser_max_pool_gradient(const fledge_window *_Nonnull, const float *_Nonnull x, const float *_Nonnull dy,
                               float *_Nonnull dx, long planes);
void browser_average_pool(const fledge_window *_Nonnull, const float *_Nonnull x, float *_Nonnull y, long planes);
void browser_average_pool_gradient(const fledge_window *_Nonnull, const float *_Nonnull dy, float *_Nonnull dx,
                                   long planes);
void browser_largest_columns(const float *_Nonnull x, int32_t *_Nonnull labels, long rows, long columns);

// The table by which Sources/Kernels calls kernels; entries that no training calls are null.
const fledge_kernels *_Nonnull browser_kernels(void);

#endif

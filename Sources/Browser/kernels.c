// The kernels of Sources/CKernels for WebAssembly: those that the browser needs, not the tables, which would keep all.
#pragma STDC FP_CONTRACT OFF
#pragma clang diagnostic ignored "-Wunused-function"

#include "kernels.h"

#define TILE_ROWS 1
#define TILE_VECTORS 1
#include "../CKernels/simd/vectors.h"
#include "../CKernels/gemm/tile_rows.h"

// Functions that many kernels share are not inlined, which keeps the module small.
#pragma clang diagnostic ignored "-Wpass-failed"
#undef INLINE
#define INLINE __attribute__((noinline, unused)) static
#include "../CKernels/simd/elementary.inl.h"
#undef INLINE
#define INLINE static inline __attribute__((always_inline, unused))
#include "../CKernels/elementwise/arithmetic.inl.h"
#include "../CKernels/elementwise/activations.inl.h"
#include "../CKernels/elementwise/reductions.inl.h"
#include "../CKernels/elementwise/softmax.inl.h"
#include "../CKernels/elementwise/normalization.inl.h"
#include "../CKernels/convolution/sizes.h"
#include "../CKernels/convolution/images.inl.h"
// The loops of products have the multiply-add inlined.
#define fma16 fma16_inlined
#include "../CKernels/convolution/tile.inl.h"
#include "dense.inl.h"
#undef fma16
#include "../CKernels/convolution/convolution.inl.h"
#include "../CKernels/convolution/pooling.inl.h"

float fmaf(float a, float b, float c) { return fma16(splat(a), splat(b), splat(c))[0]; }

void browser_linear(const float *x, const float *panels, const float *bias, float *y, long rows, long inner,
                    long columns) {
  dense(x, panels, bias, y, rows, inner, columns);
}

void browser_fma(const float *a, const float *b, const float *c, float *y, long count) {
  FOR_VECTORS(i, n, 0, count)
    store_first(y + i, fma16(load_first(a + i, n), load_first(b + i, n), load_first(c + i, n)), n);
}

void browser_add(const float *a, const float *b, float *y, long count) { add(a, b, y, 0, count); }

void browser_activation(int kind, float parameter, const float *x, float *y, long count) {
  activation(kind, parameter, x, y, 0, count);
}

void browser_activation_gradient(int kind, float parameter, const float *x, const float *y, const float *dy, float *dx,
                                 long count) {
  activation_gradient(kind, parameter, x, y, dy, dx, 0, count);
}

void browser_softmax(const float *x, float *y, long rows, long columns) { softmax(x, y, columns, 0, rows); }

void browser_softmax_gradient(const float *y, const float *dy, float *dx, long rows, long columns) {
  softmax_gradient(y, dy, dx, columns, 0, rows);
}

void browser_log_softmax(const float *x, float *y, long rows, long columns) { log_softmax(x, y, columns, 0, rows); }

void browser_log_softmax_gradient(const float *y, const float *dy, float *dx, long rows, long columns) {
  log_softmax_gradient(y, dy, dx, columns, 0, rows);
}

void browser_layer_norm(const fledge_normalization *job) { layer_norm(job, 0, job->rows); }
void browser_layer_norm_gradient(const fledge_normalization *job) { layer_norm_input_gradient(job, 0, job->rows); }

void browser_convolution_pack(const fledge_convolution *job) { pack_weights(job, 0, job->outputs); }
void browser_convolution(const fledge_convolution *job) { forward(job, 0); }

void browser_convolution_gradient(const fledge_convolution *job) {
  const fledge_window *w = &job->window;
  const long count = padded_count(w), columns = round16(job->outputs), size = w->channels * w->height * w->width;
  float *dx = job->scratch, *dy = dx + round16(count);
  for (long n = 0; n < job->batch; n++) {
    memset(dx, 0, (size_t)count * sizeof(float));
    memset(dy, 0, (size_t)(positions(w) * columns) * sizeof(float));
    transpose(job->output_gradient + n * job->outputs * positions(w), positions(w), dy, columns, job->outputs,
              positions(w));
    add_input_gradient(job, dy, dx);
    from_channels_last(w, dx, job->input_gradient + n * size);
  }
}

void browser_max_pool(const fledge_window *w, const float *x, float *y, long planes) { max_pool(w, x, y, 0, planes); }

void browser_max_pool_gradient(const fledge_window *w, const float *x, const float *dy, float *dx, long planes) {
  max_pool_gradient(w, x, dy, dx, 0, planes);
}

void browser_average_pool(const fledge_window *w, const float *x, float *y, long planes) {
  average_pool(w, x, y, 0, planes);
}

void browser_average_pool_gradient(const fledge_window *w, const float *dy, float *dx, long planes) {
  average_pool_gradient(w, dy, dx, 0, planes);
}

#include "training.inl.h"

void browser_largest_columns(const float *x, int32_t *labels, long rows, long columns) {
  largest_columns(x, labels, columns, 0, rows);
}

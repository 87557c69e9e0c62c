// Sizes of what convolution kernels read and write.
#ifndef FLEDGE_CONVOLUTION_SIZES_H
#define FLEDGE_CONVOLUTION_SIZES_H

#include "FledgeConvolutionKernels.h"

static inline long round16(long count) { return (count + 15) / 16 * 16; }

// A patch is the part of an image under the window, channels innermost. Its row is what is under one row of the window.
static inline long patch_row(const fledge_window *w) { return w->kernel * w->channels; }
static inline long patch_count(const fledge_window *w) { return w->kernel * patch_row(w); }

// The padded image, channels innermost, in scratch memory.
static inline long padded_width(const fledge_window *w) { return w->width + 2 * w->padding; }
static inline long padded_count(const fledge_window *w) {
  return (w->height + 2 * w->padding) * padded_width(w) * w->channels;
}

// Layout of a patch in the fused kernels: each row padded to whole vectors, or all rows as one run where a row is
// shorter than a vector.
static inline long pooled_runs(const fledge_window *w) { return patch_row(w) < 16 ? 1 : w->kernel; }
static inline long pooled_run(const fledge_window *w) {
  return round16(pooled_runs(w) == 1 ? patch_count(w) : patch_row(w));
}

static inline long positions(const fledge_window *w) { return w->out_height * w->out_width; }

// The output positions in whole pooling windows.
static inline long pooled_positions(const fledge_window *w, long pool) {
  return w->out_height / pool * (w->out_width / pool) * pool * pool;
}

#endif

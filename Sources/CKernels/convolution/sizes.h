// Sizes of what convolution kernels read and write.
#ifndef FLEDGE_CONVOLUTION_SIZES_H
#define FLEDGE_CONVOLUTION_SIZES_H

#include "FledgeConvolutionKernels.h"

static inline long round16(long count) { return (count + 15) / 16 * 16; }

// A row of patches: the pixels under one row of the window, all channels of a pixel side by side.
static inline long patch_row(const fledge_window *w) { return w->kernel * w->channels; }
static inline long patch_count(const fledge_window *w) { return w->kernel * patch_row(w); }

// The image with its border of zeros, channels innermost, as scratch memory keeps it.
static inline long bordered_width(const fledge_window *w) { return w->width + 2 * w->padding; }
static inline long bordered_count(const fledge_window *w) {
  return (w->height + 2 * w->padding) * bordered_width(w) * w->channels;
}
// How the pooled kernels keep a patch: its rows one by one, each filled up to whole vectors, or as one run where a row is
// shorter than a vector.
static inline long pooled_runs(const fledge_window *w) { return patch_row(w) < 16 ? 1 : w->kernel; }
static inline long pooled_run(const fledge_window *w) {
  return round16(pooled_runs(w) == 1 ? patch_count(w) : patch_row(w));
}

static inline long places(const fledge_window *w) { return w->out_height * w->out_width; }

// The places that pooling looks at: whole windows only.
static inline long pooled_places(const fledge_window *w, long pool) {
  return w->out_height / pool * (w->out_width / pool) * pool * pool;
}

#endif

// The kernels of images: convolution, fused convolution with ReLU and pooling, pooling.
#include "hashes.h"

// Rows shorter and longer than a vector, one channel and many, strides and padding, sides that pooling truncates.
static const struct { long channels, side, kernel, stride, padding, outputs; } shapes[] = {
    {1, 9, 3, 1, 0, 5}, {1, 12, 5, 1, 2, 16}, {3, 8, 3, 2, 1, 17}, {6, 7, 5, 1, 0, 33}, {20, 6, 3, 1, 1, 8}, {2, 5, 1, 1, 0, 3},
};
enum { SHAPES = 6, BATCH = 5, GROUPS = 3 };

static fledge_window window_of(int shape) {
  const long side = shapes[shape].side, kernel = shapes[shape].kernel, padding = shapes[shape].padding;
  const long out = (side + 2 * padding - kernel) / shapes[shape].stride + 1;
  return (fledge_window){.channels = shapes[shape].channels, .height = side, .width = side, .out_height = out,
                         .out_width = out, .kernel = kernel, .stride = shapes[shape].stride, .padding = padding};
}

static float *random_floats(long count) {
  float *x = floats(count);
  fill(x, count, 1);
  return x;
}

// A job with memory for forward and backward; `cells` is the number of output values of an image and channel.
static fledge_convolution job_of(int shape, long cells, long scratch, long partial) {
  const fledge_window w = window_of(shape);
  const long outputs = shapes[shape].outputs, patch = w.channels * w.kernel * w.kernel;
  const long pixels = w.channels * w.height * w.width;
  return (fledge_convolution){
      .window = w, .outputs = outputs, .batch = BATCH, .groups = GROUPS, .input = random_floats(BATCH * pixels),
      .weight = random_floats(outputs * patch), .bias = random_floats(outputs),
      .output = floats(BATCH * outputs * cells), .output_gradient = random_floats(BATCH * outputs * cells),
      .input_gradient = floats(BATCH * pixels), .weight_gradient = floats(outputs * patch),
      .bias_gradient = floats(outputs), .packed = floats(fledge_convolution_packed_count(&w, outputs)),
      .scratch = floats(GROUPS * scratch), .partial = floats(GROUPS * partial)};
}

static void mix_forward(const fledge_convolution *job, long cells) {
  mix_floats(job->output, BATCH * job->outputs * cells);
}

static void mix_backward(const fledge_convolution *job) {
  const fledge_window *w = &job->window;
  mix_floats(job->input_gradient, BATCH * w->channels * w->height * w->width);
  mix_floats(job->weight_gradient, job->outputs * w->channels * w->kernel * w->kernel);
  mix_floats(job->bias_gradient, job->outputs);
}

static void hash_convolution(const fledge_convolution_kernels *t) {
  for (int backward = 0; backward < 2; backward++) {
    for (int shape = 0; shape < SHAPES; shape++) {
      const fledge_window w = window_of(shape);
      const long outputs = shapes[shape].outputs, cells = w.out_height * w.out_width;
      const fledge_convolution job = job_of(shape, cells, fledge_convolution_scratch_count(&w, outputs),
                                            fledge_convolution_partial_count(&w, outputs));
      t->pack_weights(&job, 0, outputs);
      for (long group = 0; group < GROUPS; group++) t->forward(&job, group);
      if (!backward) { mix_forward(&job, cells); continue; }
      for (long group = 0; group < GROUPS; group++) t->backward(&job, group);
      t->reduce(&job, 0, outputs);
      mix_backward(&job);
    }
    report(backward ? "convolution-backward, convolution-reduce" : "convolution-pack, convolution-forward");
  }
}

static void hash_pooled(const fledge_convolution_kernels *t) {
  for (int backward = 0; backward < 2; backward++) {
    for (int shape = 0; shape < SHAPES; shape++) {
      const fledge_window w = window_of(shape);
      for (long pool = 1; w.stride == 1 && pool < 4; pool++) {
        const long outputs = shapes[shape].outputs, cells = w.out_height / pool * (w.out_width / pool);
        const fledge_pooled_convolution job = {
            .base = job_of(shape, cells, fledge_pooled_scratch_count(&w, outputs, pool),
                           fledge_pooled_partial_count(&w, outputs)),
            .pool = pool,
            .winners = fledge_aligned_zeroed(BATCH * fledge_pooled_winner_count(&w, outputs, pool))};
        t->pooled_pack(&job, 0, outputs);
        for (long group = 0; group < GROUPS; group++) t->pooled_forward(&job, group);
        if (!backward) { mix_forward(&job.base, cells); continue; }
        for (long group = 0; group < GROUPS; group++) t->pooled_backward(&job, group);
        t->pooled_reduce(&job, 0, outputs);
        mix_backward(&job.base);
      }
    }
    report(backward ? "pooled-backward, pooled-reduce" : "pooled-pack, pooled-forward");
  }
}

static void hash_pooling(const fledge_convolution_kernels *t) {
  const char *const names[] = {"max-pool", "max-pool-gradient", "average-pool", "average-pool-gradient"};
  for (int kind = 0; kind < 4; kind++) {
    for (int shape = 0; shape < SHAPES; shape++) {
      const fledge_window w = window_of(shape);
      const long planes = BATCH * w.channels, pixels = planes * w.height * w.width;
      const long cells = planes * w.out_height * w.out_width;
      float *x = random_floats(pixels), *dy = random_floats(cells), *y = floats(cells), *dx = floats(pixels);
      x[7] = 0.0f / 0.0f;
      switch (kind) {
      case 0: t->max_pool(&w, x, y, 0, planes); break;
      case 1: t->max_pool_gradient(&w, x, dy, dx, 0, planes); break;
      case 2: t->average_pool(&w, x, y, 0, planes); break;
      default: t->average_pool_gradient(&w, dy, dx, 0, planes);
      }
      mix_floats(y, cells);
      mix_floats(dx, pixels);
    }
    report(names[kind]);
  }
}

void hash_images(const fledge_convolution_kernels *kernels) {
  hash_convolution(kernels);
  hash_pooled(kernels);
  hash_pooling(kernels);
}

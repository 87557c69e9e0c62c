// Convolution as matrix products, image by image. With the weights as a matrix W [patch, outputs], patch = (row of the
// window, column, channel), and the patches of an image as a matrix P [positions, patch]:
//   Y = P·W + b        dW = Pᵀ·dY        dP = dY·Wᵀ, which is added to the pixels of each patch (col2im).
// P is never written: its rows are runs of the image with channels last.

// The width of the panel at `first`: 32, or 16 for the last one.
INLINE long panel_columns(long columns, long first) { return columns - first < 32 ? columns - first : 32; }

INLINE long packed_rows_offset(const fledge_convolution *job) {
  return patch_count(&job->window) * round16(job->outputs);
}
INLINE long packed_bias_offset(const fledge_convolution *job) {
  const fledge_window *w = &job->window;
  return packed_rows_offset(job) + w->kernel * round16(patch_row(w)) * job->outputs;
}

// For Y: the weights of outputs first ..< last in panels of outputs [patch, 32]. Padding columns are never used.
INLINE void pack_columns(const fledge_convolution *job, long first, long last) {
  const fledge_window *w = &job->window;
  const long kernel = w->kernel, channels = w->channels, patch = patch_count(w), columns = round16(job->outputs);
  for (long o = first; o < last; o++) {
    const long panel = o / 32 * 32, width = panel_columns(columns, panel);
    const float *weight = job->weight + o * patch;
    float *column = job->packed + panel * patch + o % 32;
    for (long i = 0; i < kernel; i++)
      for (long j = 0; j < kernel; j++)
        for (long d = 0; d < channels; d++, column += width) *column = weight[(d * kernel + i) * kernel + j];
    job->packed[packed_bias_offset(job) + o] = job->bias ? job->bias[o] : 0;
  }
}

// For dP: for each row of the window, its part of the patch in panels [outputs, 32].
static void pack_weights(const fledge_convolution *job, long first, long last) {
  const fledge_window *w = &job->window;
  const long kernel = w->kernel, channels = w->channels, row = round16(patch_row(w));
  pack_columns(job, first, last);
  for (long o = first; o < last; o++)
    for (long i = 0; i < kernel; i++) {
      float *rows = job->packed + packed_rows_offset(job) + i * row * job->outputs;
      const float *weight = job->weight + o * patch_count(w) + i * kernel;
      for (long offset = 0; offset < patch_row(w); offset++) {
        const long panel = offset / 32 * 32, j = offset / channels, d = offset % channels;
        rows[panel * job->outputs + o * panel_columns(row, panel) + offset % 32] = weight[d * kernel * kernel + j];
      }
    }
}

INLINE float *group_scratch(const fledge_convolution *job, long group) {
  return job->scratch + group * fledge_convolution_scratch_count(&job->window, job->outputs);
}
INLINE long group_start(const fledge_convolution *job, long group) { return job->batch * group / job->groups; }

// The image with channels last: the image itself if that is its layout, or a copy in `padded`.
INLINE const float *patches(const fledge_window *w, const float *image, float *padded) {
  if (w->padding == 0 && w->channels == 1) return image;
  to_channels_last(w, image, padded);
  return padded;
}

// y [positions, outputs] of one image.
INLINE void convolve_image(const fledge_convolution *job, const float *x, float *y) {
  const fledge_window *w = &job->window;
  const long columns = round16(job->outputs);
  for (long panel = 0; panel < columns; panel += 32)
    for (long r = 0; r < w->out_height; r++) {
      patch_product product = {.a = x + r * w->stride * padded_width(w) * w->channels,
                               .a_row = w->stride * w->channels,
                               .a_run = padded_width(w) * w->channels,
                               .a_k = 1,
                               .b = job->packed + panel * patch_count(w),
                               .b_k = panel_columns(columns, panel),
                               .runs = w->kernel,
                               .run = patch_row(w),
                               .c = y + r * w->out_width * columns + panel,
                               .c_row = columns,
                               .bias = job->packed + packed_bias_offset(job) + panel};
      multiply_patches(product, w->out_width, panel_columns(columns, panel));
    }
}

static void forward(const fledge_convolution *job, long group) {
  const fledge_window *w = &job->window;
  float *padded = group_scratch(job, group), *y = padded + 2 * round16(padded_count(w));
  memset(padded, 0, (size_t)padded_count(w) * sizeof(float));
  for (long n = group_start(job, group); n < group_start(job, group + 1); n++) {
    convolve_image(job, patches(w, job->input + n * w->channels * w->height * w->width, padded), y);
    float *output = job->output + n * job->outputs * positions(w);
    transpose(y, round16(job->outputs), output, positions(w), positions(w), job->outputs);
  }
}

// Adds one image's dW = Pᵀ·dY.
INLINE void add_weight_gradient(const fledge_convolution *job, const float *x, const float *dy, float *partial) {
  const fledge_window *w = &job->window;
  const long columns = round16(job->outputs);
  for (long i = 0; i < w->kernel; i++)
    for (long panel = 0; panel < columns; panel += 32) {
      patch_product product = {.a = x + i * padded_width(w) * w->channels,
                               .a_row = 1,
                               .a_run = w->stride * padded_width(w) * w->channels,
                               .a_k = w->stride * w->channels,
                               .b = dy + panel,
                               .b_k = columns,
                               .runs = w->out_height,
                               .run = w->out_width,
                               .c = partial + i * patch_row(w) * columns + panel,
                               .c_row = columns,
                               .accumulate = 1};
      multiply_patches(product, patch_row(w), panel_columns(columns, panel));
    }
}

// Patches overlap, so the order in which they are added matters: blocks of a fixed size, unlike tiles, are the same on
// every instruction set.
enum { PATCH_BLOCK = 12 };

INLINE void add_input_gradient(const fledge_convolution *job, const float *dy, float *dx) {
  const fledge_window *w = &job->window;
  const long columns = round16(job->outputs), patch = patch_row(w), row = round16(patch);
  const float *rows = job->packed + packed_rows_offset(job);
  const long blocks = (w->out_width + PATCH_BLOCK - 1) / PATCH_BLOCK;
  float block[PATCH_BLOCK * 32] __attribute__((aligned(64)));
  for (long i = 0; i < w->kernel; i++)
    for (long panel = 0; panel < row; panel += 32) {
      const long width = panel_columns(row, panel), used = panel_columns(patch, panel);
      for (long r = 0; r < w->out_height; r++)
        for (long b = 0; b < blocks; b++) {
          const long first = w->out_width * b / blocks, count = w->out_width * (b + 1) / blocks - first;
          patch_product product = {.a = dy + (r * w->out_width + first) * columns,
                                   .a_row = columns,
                                   .a_k = 1,
                                   .b = rows + i * row * job->outputs + panel * job->outputs,
                                   .b_k = width,
                                   .runs = 1,
                                   .run = job->outputs,
                                   .c = block,
                                   .c_row = 32};
          multiply_patches(product, count, width);
          for (long p = 0; p < count; p++) {
            float *to = dx + (((r * w->stride + i) * padded_width(w)) + (first + p) * w->stride) * w->channels + panel;
            for (long c = 0; c < used; c += LANES)
              store_first(to + c, load_first(to + c, used - c) + load(block + p * 32 + c), used - c);
          }
        }
    }
}

static void backward(const fledge_convolution *job, long group) {
  const fledge_window *w = &job->window;
  const long count = padded_count(w), columns = round16(job->outputs), size = w->channels * w->height * w->width;
  float *padded = group_scratch(job, group), *dx = padded + round16(count), *dy = dx + round16(count);
  float *partial = job->partial + group * fledge_convolution_partial_count(w, job->outputs);
  float *bias = partial + patch_count(w) * columns;
  memset(padded, 0, (size_t)count * sizeof(float));
  memset(dy, 0, (size_t)(positions(w) * columns) * sizeof(float));
  memset(partial, 0, (size_t)fledge_convolution_partial_count(w, job->outputs) * sizeof(float));
  for (long n = group_start(job, group); n < group_start(job, group + 1); n++) {
    const float *x = patches(w, job->input + n * size, padded);
    const float *gradient = job->output_gradient + n * job->outputs * positions(w);
    transpose(gradient, positions(w), dy, columns, job->outputs, positions(w));
    add_weight_gradient(job, x, dy, partial);
    for (long c = 0; c < columns; c += LANES) {
      vfloat sum = load(bias + c);
      for (long p = 0; p < positions(w); p++) sum += load(dy + p * columns + c);
      store(bias + c, sum);
    }
    if (!job->input_gradient) continue;
    memset(dx, 0, (size_t)count * sizeof(float));
    add_input_gradient(job, dy, dx);
    from_channels_last(w, dx, job->input_gradient + n * size);
  }
}

// Adds up the groups as a binary tree.
static void reduce(const fledge_convolution *job, long first, long last) {
  const fledge_window *w = &job->window;
  const long columns = round16(job->outputs), patch = patch_count(w);
  const long stride = fledge_convolution_partial_count(w, job->outputs);
  for (long c = first / LANES * LANES; c < last; c += LANES)
    for (long k = 0; k <= patch; k++) {
      float *at = job->partial + k * columns + c;
      for (long step = 1; step < job->groups; step *= 2)
        for (long g = 0; g + step < job->groups; g += 2 * step)
          store(at + g * stride, load(at + g * stride) + load(at + (g + step) * stride));
      if (k == patch && !job->bias_gradient) continue;
      const long i = k / patch_row(w), j = k % patch_row(w) / w->channels, d = k % w->channels;
      for (long o = c; o < c + LANES && o < last; o++) {
        float *to = k == patch ? job->bias_gradient + o
                               : job->weight_gradient + ((o * w->channels + d) * w->kernel + i) * w->kernel + j;
        *to += at[o - c];
      }
    }
}

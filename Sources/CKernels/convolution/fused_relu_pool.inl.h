// Fused convolution, ReLU and max-pooling. Only the maximum of each window is written; the gradient is 0 everywhere
// else. So backward multiplies at the winners only: with 2 x 2 windows, a quarter of the pixels or less. Winners are
// visited in the order of the windows, and outputs in ascending order, so the bits depend on neither threads nor
// instruction set.

// A pixel that is the maximum of its window and positive: the offset of its patch, and its gradient.
typedef struct {
  float gradient;
  int32_t offset;
} pooled_winner;

enum { NO_WINNER = 255, FILTER_PART = 6 };

INLINE long cells_down(const fledge_pooled_convolution *job) { return job->base.window.out_height / job->pool; }
INLINE long cells_across(const fledge_pooled_convolution *job) { return job->base.window.out_width / job->pool; }
INLINE long cell_count(const fledge_pooled_convolution *job) { return cells_down(job) * cells_across(job); }

typedef struct {
  float *padded, *dx, *y, *pooled, *copies;
  pooled_winner *winners, *by_position;
  int32_t *starts;
} pooled_scratch;

INLINE pooled_scratch pooled_memory(const fledge_pooled_convolution *job, long group) {
  const fledge_window *w = &job->base.window;
  const long image = round16(padded_count(w)) + LANES, columns = round16(job->base.outputs);
  pooled_scratch s;
  s.padded = job->base.scratch + group * fledge_pooled_scratch_count(w, job->base.outputs, job->pool);
  s.dx = s.padded + image;
  s.y = s.dx + image;
  s.pooled = s.y + positions(w) * columns;
  s.winners = (pooled_winner *)(s.pooled + cell_count(job) * columns);
  s.by_position = s.winners + round16(cell_count(job) + 1);
  s.starts = (int32_t *)(s.by_position + round16(cell_count(job) * job->base.outputs + 1));
  s.copies = (float *)s.starts + round16(pooled_positions(w, job->pool) + 1);
  return s;
}

// The maximum of each window and its index in the window, or NO_WINNER where it is not positive.
INLINE void pool_outputs(const fledge_pooled_convolution *job, const float *y, float *pooled, uint8_t *winners) {
  const long across = job->base.window.out_width, columns = round16(job->base.outputs), pool = job->pool;
  long cell = 0;
  for (long r = 0; r < cells_down(job); r++)
    for (long c = 0; c < cells_across(job); c++, cell++)
      for (long o = 0; o < columns; o += LANES) {
        const float *from = y + (r * pool * across + c * pool) * columns + o;
        vfloat best = load(from);
        vint which = {0};
        for (long k = 1; k < pool * pool; k++) {
          const vfloat value = load(from + (k / pool * across + k % pool) * columns);
          const vint wins = (value > best) | (value != value);
          best = select16(wins, value, best);
          which = (wins & (int32_t)k) | (~wins & which);
        }
        const vint alive = best > 0;
        store(pooled + cell * columns + o, max16(splat(0), best));
        which = (alive & which) | (~alive & NO_WINNER);
        const vbyte bytes = __builtin_convertvector((vuint)which, vbyte);
        memcpy(winners + cell * columns + o, &bytes, sizeof bytes);
      }
}

// Packs the panels of `pack_columns` and, for dX, each output's filter by rows of the window [outputs, kernel, whole
// vectors].
INLINE long filter_row(const fledge_window *w) { return round16(patch_row(w)); }

static void pooled_pack(const fledge_pooled_convolution *job, long first, long last) {
  const fledge_window *w = &job->base.window;
  const long kernel = w->kernel, channels = w->channels, row = filter_row(w);
  pack_columns(&job->base, first, last);
  float *filters = job->base.packed + packed_rows_offset(&job->base);
  memset(filters + first * kernel * row, 0, (size_t)((last - first) * kernel * row) * sizeof(float));
  for (long o = first; o < last; o++)
    for (long i = 0; i < kernel; i++) {
      float *filter = filters + (o * kernel + i) * row;
      const float *weight = job->base.weight + o * patch_count(w) + i * kernel;
      for (long j = 0; j < kernel; j++)
        for (long d = 0; d < channels; d++) *filter++ = weight[d * kernel * kernel + j];
    }
}

static void pooled_forward(const fledge_pooled_convolution *job, long group) {
  const fledge_window *w = &job->base.window;
  const pooled_scratch s = pooled_memory(job, group);
  const long columns = round16(job->base.outputs), cells = cell_count(job);
  memset(s.padded, 0, (size_t)padded_count(w) * sizeof(float));
  for (long n = group_start(&job->base, group); n < group_start(&job->base, group + 1); n++) {
    const float *x = patches(w, job->base.input + n * w->channels * w->height * w->width, s.padded);
    convolve_image(&job->base, x, s.y);
    pool_outputs(job, s.y, s.pooled, job->winners + n * cells * columns);
    transpose(s.pooled, columns, job->base.output + n * job->base.outputs * cells, cells, cells, job->base.outputs);
  }
}

// Lists the winners of one output in the order of their windows, and returns their number.
INLINE long list_winners(const fledge_pooled_convolution *job, const float *gradient, const uint8_t *winners,
                         long output, int copies, pooled_winner *list) {
  const fledge_window *w = &job->base.window;
  const long columns = round16(job->base.outputs), pool = job->pool;
  const long step = copies ? round16(patch_count(w)) : w->stride * w->channels;
  const long row = copies ? w->out_width * step : w->stride * padded_width(w) * w->channels;
  int32_t shift[64];
  for (long k = 0; k < pool * pool; k++) shift[k] = (int32_t)(k / pool * row + k % pool * step);
  long count = 0, cell = 0;
  for (long r = 0; r < cells_down(job); r++)
    for (long c = 0; c < cells_across(job); c++, cell++) {
      const int which = winners[cell * columns + output], alive = which != NO_WINNER;
      list[count].gradient = gradient[cell];
      list[count].offset = (int32_t)(r * pool * row + c * pool * step) + shift[alive ? which : 0];
      count += alive;
    }
  return count;
}

// sum[v] += sum over winners of gradient * patch, for one run of the patch.
INLINE void add_patches(const pooled_winner *list, long count, const float *x, float *sum, const int vectors) {
  vfloat total[TILE_ROWS];
#pragma clang loop unroll(full)
  for (int v = 0; v < vectors; v++) total[v] = load(sum + v * LANES);
  for (long n = 0; n < count; n++) {
    const vfloat gradient = splat(list[n].gradient);
    const float *from = x + list[n].offset;
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors; v++) total[v] = fma16(gradient, load(from + v * LANES), total[v]);
  }
#pragma clang loop unroll(full)
  for (int v = 0; v < vectors; v++) store(sum + v * LANES, total[v]);
}

KERNEL void add_run(const pooled_winner *list, long count, const float *x, float *sum, long length) {
  const long vectors = (length + LANES - 1) / LANES, parts = (vectors + TILE_ROWS - 1) / TILE_ROWS;
  for (long part = 0; part < parts; part++) {
    const long first = vectors * part / parts, width = vectors * (part + 1) / parts - first;
    FOR_TILE_ROWS(n, width, add_patches(list, count, x, sum, n))
    x += width * LANES;
    sum += width * LANES;
  }
}

// Lists the winners by output position, and by output within a position; `offset` is the index of the output.
INLINE void list_by_position(const fledge_pooled_convolution *job, const float *gradients, const uint8_t *winners,
                             pooled_winner *list, int32_t *starts) {
  const long outputs = job->base.outputs, columns = round16(outputs), cells = cell_count(job);
  const long area = job->pool * job->pool;
  int32_t total = 0;
  for (long cell = 0; cell < cells; cell++) {
    int32_t next[NO_WINNER + 1] = {0};
    for (long o = 0; o < outputs; o++) next[winners[cell * columns + o]]++;
    for (long k = 0; k < area; k++) {
      const int32_t count = next[k];
      starts[cell * area + k] = next[k] = total;
      total += count;
    }
    // Without branches: windows without a winner are written to the end of the list, and overwritten by the next
    // winner.
    for (long o = 0; o < outputs; o++) {
      const int which = winners[cell * columns + o], alive = which != NO_WINNER;
      list[alive ? next[which] : total] = (pooled_winner){gradients[o * cells + cell], (int32_t)o};
      next[which] += alive;
    }
  }
  starts[cells * area] = total;
}

// to[v] += sum over a position's winners of gradient * filter. `filters` points to the filter of output 0.
INLINE void add_filters(const pooled_winner *list, long count, const float *filters, long filter, float *to, long used,
                        const int vectors) {
  vfloat total[FILTER_PART];
#pragma clang loop unroll(full)
  for (int v = 0; v < vectors; v++) total[v] = splat(0);
  for (long n = 0; n < count; n++) {
    const vfloat gradient = splat(list[n].gradient);
    const float *from = filters + list[n].offset * filter;
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors; v++) total[v] = fma16(gradient, load(from + v * LANES), total[v]);
  }
#pragma clang loop unroll(full)
  for (int v = 0; v < vectors; v++)
    store_first(to + v * LANES, load_first(to + v * LANES, used - v * LANES) + total[v], used - v * LANES);
}

#define FILTERS_CASE(n) \
  case n: add_filters(list, count, filters, filter, to, used, n); break;

KERNEL void spread_part(const pooled_winner *list, long count, const float *filters, long filter, float *to, long used,
                        long vectors) {
  switch (vectors) {
    FILTERS_CASE(1) FILTERS_CASE(2) FILTERS_CASE(3) FILTERS_CASE(4) FILTERS_CASE(5) FILTERS_CASE(6)
  }
}

// Adds up dX. Filters are processed in parts so short that those of all outputs stay in the L1 cache during the loop
// over positions. The parts are the same on every instruction set.
INLINE void spread_filters(const fledge_pooled_convolution *job, const float *filters, const pooled_winner *list,
                           const int32_t *starts, float *dx) {
  const fledge_window *w = &job->base.window;
  const long area = job->pool * job->pool, pool = job->pool, row = filter_row(w);
  const long vectors = row / LANES, parts = (vectors + FILTER_PART - 1) / FILTER_PART;
  for (long i = 0; i < w->kernel; i++)
    for (long part = 0; part < parts; part++) {
      const long first = vectors * part / parts, width = vectors * (part + 1) / parts - first;
      for (long r = 0; r < cells_down(job) * pool; r++)
        for (long c = 0; c < cells_across(job) * pool; c++) {
          const long offset = (r / pool * cells_across(job) + c / pool) * area + r % pool * pool + c % pool;
          const long count = starts[offset + 1] - starts[offset];
          if (count == 0) continue;
          spread_part(list + starts[offset], count, filters + i * row + first * LANES, w->kernel * row,
                      dx + ((r * w->stride + i) * padded_width(w) + c * w->stride) * w->channels + first * LANES,
                      patch_row(w) - first * LANES, width);
        }
    }
}

// Copies all patches (explicit im2col), for windows whose rows are shorter than a vector.
INLINE void copy_patches(const fledge_window *w, const float *x, float *copies) {
  const long patch = round16(patch_count(w));
  for (long r = 0; r < w->out_height; r++)
    for (long c = 0; c < w->out_width; c++, copies += patch)
      for (long i = 0; i < w->kernel; i++) {
        const float *from = x + ((r * w->stride + i) * padded_width(w) + c * w->stride) * w->channels;
        // A copy of constant size: what is past the row is overwritten by the next one, or never used.
        if (patch_row(w) <= 8) memcpy(copies + i * patch_row(w), from, 8 * sizeof(float));
        else memcpy(copies + i * patch_row(w), from, LANES * sizeof(float));
      }
}

// Four independent sums, then a tree.
INLINE float sum_gradients(const pooled_winner *list, long count) {
  float a = 0, b = 0, c = 0, d = 0;
  long k = 0;
  for (; k + 4 <= count; k += 4) {
    a += list[k].gradient;
    b += list[k + 1].gradient;
    c += list[k + 2].gradient;
    d += list[k + 3].gradient;
  }
  for (; k < count; k++) a += list[k].gradient;
  return (a + b) + (c + d);
}

static void pooled_backward(const fledge_pooled_convolution *job, long group) {
  const fledge_convolution *base = &job->base;
  const fledge_window *w = &base->window;
  const pooled_scratch s = pooled_memory(job, group);
  const long columns = round16(base->outputs), cells = cell_count(job), size = w->channels * w->height * w->width;
  const long rows = pooled_runs(w), row = pooled_run(w), step = padded_width(w) * w->channels;
  const long count = fledge_pooled_partial_count(w, base->outputs), image = round16(padded_count(w)) + LANES;
  float *partial = base->partial + group * count, *bias = partial + base->outputs * rows * row;
  const float *filters = base->packed + packed_rows_offset(base);
  memset(s.padded, 0, (size_t)image * sizeof(float));
  memset(partial, 0, (size_t)count * sizeof(float));
  for (long n = group_start(base, group); n < group_start(base, group + 1); n++) {
    to_channels_last(w, base->input + n * size, s.padded);
    if (rows == 1) copy_patches(w, s.padded, s.copies);
    for (long o = 0; o < base->outputs; o++) {
      const float *gradient = base->output_gradient + (n * base->outputs + o) * cells;
      const uint8_t *winners = job->winners + n * cells * columns;
      const long winning = list_winners(job, gradient, winners, o, rows == 1, s.winners);
      float *sum = partial + o * rows * row;
      if (rows == 1) add_run(s.winners, winning, s.copies, sum, row);
      else
        for (long i = 0; i < rows; i++) add_run(s.winners, winning, s.padded + i * step, sum + i * row, row);
      bias[o] += sum_gradients(s.winners, winning);
    }
    if (!base->input_gradient) continue;
    list_by_position(job, base->output_gradient + n * base->outputs * cells, job->winners + n * cells * columns,
                     s.by_position, s.starts);
    memset(s.dx, 0, (size_t)image * sizeof(float));
    spread_filters(job, filters, s.by_position, s.starts, s.dx);
    from_channels_last(w, s.dx, base->input_gradient + n * size);
  }
}

// Adds up the groups as a binary tree.
static void pooled_reduce(const fledge_pooled_convolution *job, long first, long last) {
  const fledge_convolution *base = &job->base;
  const fledge_window *w = &base->window;
  const long row = pooled_run(w), filter = pooled_runs(w) * row, kernel = w->kernel;
  const long stride = fledge_pooled_partial_count(w, base->outputs);
  for (long step = 1; step < base->groups; step *= 2)
    for (long g = 0; g + step < base->groups; g += 2 * step) {
      float *to = base->partial + g * stride, *from = to + step * stride;
      for (long k = first * filter; k < last * filter; k += LANES) store(to + k, load(to + k) + load(from + k));
      for (long o = base->outputs * filter + first; o < base->outputs * filter + last; o++) to[o] += from[o];
    }
  for (long o = first; o < last; o++) {
    const float *sum = base->partial + o * filter;
    float *gradient = base->weight_gradient + o * patch_count(w);
    for (long i = 0; i < kernel; i++)
      for (long j = 0; j < kernel; j++)
        for (long d = 0; d < w->channels; d++)
          gradient[(d * kernel + i) * kernel + j] +=
              sum[i * (pooled_runs(w) == 1 ? patch_row(w) : row) + j * w->channels + d];
    if (base->bias_gradient) base->bias_gradient[o] += base->partial[base->outputs * filter + o];
  }
}

// Max and average pooling, plane by plane. Windows visit their pixels in row-major order; padding has no pixels.

// The pixels of the image that the window at (r, c) covers.
typedef struct { long top, bottom, left, right; } window_edges;

INLINE window_edges edges(const fledge_window *w, long r, long c) {
  const long top = r * w->stride - w->padding, left = c * w->stride - w->padding;
  window_edges e = {.top = top < 0 ? 0 : top, .bottom = top + w->kernel, .left = left < 0 ? 0 : left,
                    .right = left + w->kernel};
  if (e.bottom > w->height) e.bottom = w->height;
  if (e.right > w->width) e.right = w->width;
  return e;
}

// The index of the first maximum, or of the last NaN if there is one.
INLINE long winner(const fledge_window *w, const float *x, long r, long c) {
  const window_edges e = edges(w, r, c);
  long best = e.top * w->width + e.left;
  for (long i = e.top; i < e.bottom; i++)
    for (long j = e.left; j < e.right; j++) {
      const float value = x[i * w->width + j];
      if (value > x[best] || value != value) best = i * w->width + j;
    }
  return best;
}

static void max_pool(const fledge_window *w, const float *x, float *y, long first, long last) {
  const long area = w->height * w->width;
  for (long plane = first; plane < last; plane++)
    for (long r = 0; r < w->out_height; r++)
      for (long c = 0; c < w->out_width; c++)
        y[plane * positions(w) + r * w->out_width + c] = x[plane * area + winner(w, x + plane * area, r, c)];
}

static void max_pool_gradient(const fledge_window *w, const float *x, const float *dy, float *dx, long first,
                              long last) {
  const long area = w->height * w->width;
  for (long plane = first; plane < last; plane++) {
    memset(dx + plane * area, 0, (size_t)area * sizeof(float));
    for (long r = 0; r < w->out_height; r++)
      for (long c = 0; c < w->out_width; c++)
        dx[plane * area + winner(w, x + plane * area, r, c)] += dy[plane * positions(w) + r * w->out_width + c];
  }
}

static void average_pool(const fledge_window *w, const float *x, float *y, long first, long last) {
  const long area = w->height * w->width;
  const float count = (float)(w->kernel * w->kernel);
  for (long plane = first; plane < last; plane++)
    for (long r = 0; r < w->out_height; r++)
      for (long c = 0; c < w->out_width; c++) {
        const window_edges e = edges(w, r, c);
        float sum = 0;
        for (long i = e.top; i < e.bottom; i++)
          for (long j = e.left; j < e.right; j++) sum += x[plane * area + i * w->width + j];
        y[plane * positions(w) + r * w->out_width + c] = sum / count;
      }
}

static void average_pool_gradient(const fledge_window *w, const float *dy, float *dx, long first, long last) {
  const long area = w->height * w->width;
  const float count = (float)(w->kernel * w->kernel);
  for (long plane = first; plane < last; plane++) {
    memset(dx + plane * area, 0, (size_t)area * sizeof(float));
    for (long r = 0; r < w->out_height; r++)
      for (long c = 0; c < w->out_width; c++) {
        const window_edges e = edges(w, r, c);
        const float share = dy[plane * positions(w) + r * w->out_width + c] / count;
        for (long i = e.top; i < e.bottom; i++)
          for (long j = e.left; j < e.right; j++) dx[plane * area + i * w->width + j] += share;
      }
  }
}

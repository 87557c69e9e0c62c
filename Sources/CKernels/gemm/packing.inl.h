// Packing: copies a panel of b into contiguous scratch memory [k, 32]. Columns past `width` are 0.

// From b transposed: its (active) rows first ..< first + width become columns. Prefetches the same rows of the next
// panel, because a row's part of one panel is too short for the hardware prefetcher to detect a stream.
INLINE void pack_transposed(const fledge_product *job, long first, long width, float *to) {
  const int32_t *active = job->active.dimension == FLEDGE_COLUMNS ? job->active.index : NULL;
  const long all = active ? job->active.all : job->columns;
  const long next = job->b_panels ? all * FLEDGE_PANEL_WIDTH : FLEDGE_PANEL_WIDTH;
  for (long panel = 0; panel < job->k; panel += FLEDGE_PANEL_WIDTH) {
    long across = job->k - panel < FLEDGE_PANEL_WIDTH ? job->k - panel : FLEDGE_PANEL_WIDTH;
    long stride = job->b_panels ? across : job->k;
    const float *from = job->b + (job->b_panels ? panel * all : panel);
    for (long k = 0; k < across; k += LANES)
      for (long r = 0; r < FLEDGE_PANEL_WIDTH; r += LANES) {
        long count = across - k < LANES ? across - k : LANES;
        vfloat block[LANES];
        for (long i = 0; i < LANES; i++) {
          block[i] = splat(0);
          if (r + i >= width) continue;
          const float *row = from + (active ? active[first + r + i] : first + r + i) * stride + k;
          __builtin_prefetch(row + next, 0, 3);
          block[i] = load_first(row, count);
        }
        transpose16(block);
        float *at = to + (panel + k) * FLEDGE_PANEL_WIDTH + r;
        for (long i = 0; i < count; i++) store(at + i * FLEDGE_PANEL_WIDTH, block[i]);
      }
  }
}

// From b as it is: columns first ..< first + width of its (active) rows.
INLINE void pack_rows(const fledge_product *job, long first, long width, float *to) {
  const int32_t *active = job->active.dimension == FLEDGE_K ? job->active.index : NULL;
  const long rows = active ? job->active.all : job->k, stride = job->b_panels ? width : job->columns;
  const float *from = job->b + (job->b_panels ? first * rows : first);
  for (long k = 0; k < job->k; k++)
    for (long v = 0; v < FLEDGE_PANEL_WIDTH; v += LANES)
      store(to + k * FLEDGE_PANEL_WIDTH + v,
            v < width ? load_first(from + (active ? active[k] : k) * stride + v, width - v) : splat(0));
}

// Writes a tile of at most 16 rows transposed: to[j * stride + i] = from(i, j).
KERNEL void store_transposed(const float *from, long rows, long columns, float *to, long stride) {
  for (long first = 0; first < columns; first += LANES) {
    vfloat block[LANES];
    for (long i = 0; i < LANES; i++) block[i] = i < rows ? load(from + i * FLEDGE_PANEL_WIDTH + first) : splat(0);
    transpose16(block);
    for (long j = 0; j < LANES && first + j < columns; j++) store_first(to + (first + j) * stride, block[j], rows);
  }
}

KERNEL void pack_panel(const fledge_product *job, long first, long width, float *to) {
  if (job->b_transposed) pack_transposed(job, first, width, to);
  else pack_rows(job, first, width, to);
}

// Panels of a right factor packed close together, and tiles transposed.

// b's rows (the active ones) first ..< first + width become the columns of `to` [steps, 32]; columns past `width` are 0.
// What the same rows have in the next panel is asked for: a panel has too little of them for a processor to foresee more.
INLINE void pack_transposed(const fledge_product *job, long first, long width, float *to) {
  const int32_t *active = job->active.dimension == FLEDGE_COLUMNS ? job->active.index : NULL;
  const long all = active ? job->active.all : job->columns;
  const long next = job->b_panels ? all * FLEDGE_PANEL_WIDTH : FLEDGE_PANEL_WIDTH;
  for (long panel = 0; panel < job->k; panel += FLEDGE_PANEL_WIDTH) {
    long across = job->k - panel < FLEDGE_PANEL_WIDTH ? job->k - panel : FLEDGE_PANEL_WIDTH;
    long stride = job->b_panels ? across : job->k;
    const float *from = job->b + (job->b_panels ? panel * all : panel);
    for (long s = 0; s < across; s += LANES)
      for (long r = 0; r < FLEDGE_PANEL_WIDTH; r += LANES) {
        long steps = across - s < LANES ? across - s : LANES;
        vfloat block[LANES];
        for (long i = 0; i < LANES; i++) {
          block[i] = splat(0);
          if (r + i >= width) continue;
          const float *row = from + (active ? active[first + r + i] : first + r + i) * stride + s;
          __builtin_prefetch(row + next, 0, 3);
          block[i] = load_first(row, steps);
        }
        transpose16(block);
        float *at = to + (panel + s) * FLEDGE_PANEL_WIDTH + r;
        for (long i = 0; i < steps; i++) store(at + i * FLEDGE_PANEL_WIDTH, block[i]);
      }
  }
}

// b's columns first ..< first + width, of its active rows, become those of `to` [steps, 32], close enough together for the
// nearest cache; columns past `width` are 0.
INLINE void pack_rows(const fledge_product *job, long first, long width, float *to) {
  const int32_t *active = job->active.dimension == FLEDGE_K ? job->active.index : NULL;
  const long rows = active ? job->active.all : job->k, stride = job->b_panels ? width : job->columns;
  const float *from = job->b + (job->b_panels ? first * rows : first);
  for (long s = 0; s < job->k; s++)
    for (long v = 0; v < FLEDGE_PANEL_WIDTH; v += LANES)
      store(to + s * FLEDGE_PANEL_WIDTH + v,
            v < width ? load_first(from + (active ? active[s] : s) * stride + v, width - v) : splat(0));
}

// c(j, i) = from(i, j) for a tile of at most 16 rows; `to` goes from one column's place to the next by `stride`.
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

// The micro-kernel of sparse products: skips the k at which a is 0, by its zero mask.
//
//     for (i = 0; i < rows; i++)
//       for (bits = mask of row i; bits; bits &= bits - 1) {
//         k = count_trailing_zeros(bits);
//         for (j = 0; j < width; j++) sum[i][j] = fma(a(i, k), b(k, j), sum[i][j]);
//       }
//
// Adding a(i, k) b(k, j) = 0 does not change a sum that started at +0, so the bits are those of compute_tile, unless b
// is NaN or infinite where a is 0.
//
// A tile is a few rows by one panel, or by a block of panels, for which the mask is read once. The mispredicted branch
// at the end of each row's loop costs more than the multiply-adds of a single panel.

#if TILE_VECTORS == 2
enum { SPARSE_PANELS = FLEDGE_BLOCK_PANELS };  // 2 rows by 4 panels of 2 vectors: 16 accumulators
#else
enum { SPARSE_PANELS = 1 };
#endif
enum { SPARSE_SUMS = 16 };

INLINE vfloat load_b(const tile_job *job, const float *b, int v, const int whole) {
  return whole ? load(b + vector_at(v, job->b_panel)) : load_first(b + v * LANES, job->width - v * LANES);
}

// Accumulates the k of the lowest bit, and clears the bit.
INLINE void accumulate_lowest(uint64_t *bits, const tile_job *job, const float *a, const float *b, long b_k,
                              vfloat *sum, const int vectors, const int whole) {
  const long k = __builtin_ctzll(*bits);
  *bits &= *bits - 1;
  const vfloat value = splat(a[k * job->a_k]);
#pragma clang loop unroll(full)
  for (int v = 0; v < vectors; v++) sum[v] = fma16(value, load_b(job, b + k * b_k, v, whole), sum[v]);
}

// 64 k of one row, or of two whose independent multiply-adds are interleaved to hide their latency.
INLINE void accumulate_separate(const tile_job *job, const uint64_t *bits, const float *a, const float *b, long b_k,
                                vfloat *sum, const int rows, const int vectors, const int whole) {
  uint64_t first = bits[0], second = rows == 2 ? bits[job->zero_mask.row_stride] : 0;
  while (first && second) {
    accumulate_lowest(&first, job, a, b, b_k, sum, vectors, whole);
    accumulate_lowest(&second, job, a + job->a_row, b, b_k, sum + vectors, vectors, whole);
  }
  while (first) accumulate_lowest(&first, job, a, b, b_k, sum, vectors, whole);
  while (second) accumulate_lowest(&second, job, a + job->a_row, b, b_k, sum + vectors, vectors, whole);
}

// 64 k of rows whose zeros mostly coincide: one loop over the k at which any row is nonzero.
INLINE void accumulate_merged(const tile_job *job, const uint64_t *bits, const float *a, const float *b, long b_k,
                              vfloat *sum, const int rows, const int vectors, const int whole) {
  uint64_t merged = 0;
#pragma clang loop unroll(full)
  for (int i = 0; i < rows; i++) merged |= bits[i * job->zero_mask.row_stride];
  for (; merged; merged &= merged - 1) {
    const long k = __builtin_ctzll(merged);
    vfloat columns[2 * SPARSE_PANELS];
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors; v++) columns[v] = load_b(job, b + k * b_k, v, whole);
#pragma clang loop unroll(full)
    for (int i = 0; i < rows; i++) {
      const vfloat value = splat(a[k * job->a_k + i * job->a_row]);
#pragma clang loop unroll(full)
      for (int v = 0; v < vectors; v++) sum[i * vectors + v] = fma16(value, columns[v], sum[i * vectors + v]);
    }
  }
}

// Whether no sum is NaN. Infinities of both signs also make it 0.
INLINE int has_no_nan(const vfloat *sum, const int count) {
  vfloat total = sum[0];
#pragma clang loop unroll(full)
  for (int i = 1; i < count; i++) total += sum[i];
  return !lane_bits(total != total);
}

// With merged masks, a row is also multiplied where it is 0 and another row is not. If b is NaN or infinite there, the
// result would be NaN: then nothing is written, 0 is returned, and the rows must be computed separately.
INLINE int compute_sparse_tile(const tile_job *job, const int rows, const int merged, const int vectors,
                               const int whole) {
  vfloat sum[SPARSE_SUMS];
  const long safe = safe_k(job, vectors, whole);
  const long b_k = whole && vectors > 1 ? FLEDGE_PANEL_WIDTH : job->b_k;
  load_accumulators(job, sum, rows, vectors, whole);
  for (long word = 0; word * 64 < job->k; word++) {
    const uint64_t *bits = job->zero_mask.bits + word * job->zero_mask.word_stride;
    const float *a = job->a + word * 64 * job->a_k, *b = job->b + word * 64 * b_k;
    const int inside = whole || (word + 1) * 64 <= safe;
    if (merged && inside) accumulate_merged(job, bits, a, b, b_k, sum, rows, vectors, 1);
    else if (merged) accumulate_merged(job, bits, a, b, b_k, sum, rows, vectors, 0);
    else if (inside) accumulate_separate(job, bits, a, b, b_k, sum, rows, vectors, 1);
    else accumulate_separate(job, bits, a, b, b_k, sum, rows, vectors, 0);
  }
  if (merged && !job->b_is_finite && !has_no_nan(sum, rows * vectors)) return 0;
  store_accumulators(job, sum, rows, vectors, whole);
  return 1;
}

INLINE void advance_rows(tile_job *job, long rows) {
  job->a += rows * job->a_row;
  job->c += rows * job->c_row;
  job->zero_mask.bits += rows * job->zero_mask.row_stride;
}

// Calls `call` with the number of vectors in the job's width, as a constant, and whether they are whole.
#define SPARSE_WIDTHS(call, ...) \
  if (SPARSE_PANELS > 1 && job->width == 4 * LANES) call(*job, __VA_ARGS__, SPARSE_PANELS > 1 ? 4 : 2, 1); \
  else if (job->width == 2 * LANES) call(*job, __VA_ARGS__, 2, 1); \
  else if (job->width > LANES) call(*job, __VA_ARGS__, 2, 0); \
  else if (job->width == LANES) call(*job, __VA_ARGS__, 1, 1); \
  else call(*job, __VA_ARGS__, 1, 0);

// Takes the job by value: no pointer to the copy escapes, so its fields stay in registers.
INLINE void rows_separate(tile_job job, long rows, const int vectors, const int whole) {
  for (; rows > 1; rows -= 2) {
    compute_sparse_tile(&job, 2, 0, vectors, whole);
    advance_rows(&job, 2);
  }
  if (rows > 0) compute_sparse_tile(&job, 1, 0, vectors, whole);
}

KERNEL void sparse_tile_separate(const tile_job *job, long rows) { SPARSE_WIDTHS(rows_separate, rows) }

#if TILE_VECTORS == 2
KERNEL void sparse_tile_four_panels(const tile_job *job, long rows) { rows_separate(*job, rows, 8, 1); }
#endif

INLINE void rows_by_groups(tile_job job, long rows, const int group, const int vectors, const int whole) {
  for (long count; rows > 0; rows -= count) {
    int is_done = 0;
    count = rows >= group ? group : rows >= 2 ? 2 : 1;
    if (group == 4 && count == 4) is_done = compute_sparse_tile(&job, 4, 1, vectors, whole);
    else if (count == 2) is_done = compute_sparse_tile(&job, 2, 1, vectors, whole);
    if (!is_done) {
      const tile_job scratch_tile = job;
      sparse_tile_separate(&scratch_tile, count);
    }
    advance_rows(&job, count);
  }
}

KERNEL void sparse_tile_pairs(const tile_job *job, long rows) { SPARSE_WIDTHS(rows_by_groups, rows, 2) }
KERNEL void sparse_tile_fours(const tile_job *job, long rows) { SPARSE_WIDTHS(rows_by_groups, rows, 4) }

// As panel_tile, for one panel or a block of two or four. With four panels, a mispredicted branch for each row is
// outweighed by the multiply-adds, so masks are not merged.
INLINE void sparse_tile(const tile_job *job, long rows) {
#if TILE_VECTORS == 2
  if (job->width == 8 * LANES) sparse_tile_four_panels(job, rows);
  else
#endif
  if (job->rows_together == 4) sparse_tile_fours(job, rows);
  else if (job->rows_together == 2) sparse_tile_pairs(job, rows);
  else sparse_tile_separate(job, rows);
}

// Products of factors rounded to bf16, accumulated in single precision with AVX512-BF16. `vdpbf16ps` adds the product
// of the upper halves of two words, then that of the lower halves. Each element is one chain of these, so its bits do
// not depend on the tile.

// Packs rows first ..< last of a to [rows][pairs] if a is row-major, else to [pairs][rows].
KERNEL void pack_left(const fledge_product *job, long first, long last, word *to) {
  const long pairs = pairs_of(job);
  if (job->a_k_stride == 1) {
    pack_left_rows(job, first, last, to, pairs);
    return;
  }
  for (long p = 0; p < pairs; p++)
    for (long r = first; r < last; r += LANES)
      store_words(to + p * job->rows + r, left_column(job, p, r, last - r), last - r);
}

typedef struct {
  const word *a;
  long a_row, a_pair;
  const word *b;
  long pairs;
  const float *bias;
  float *c;
  long c_row, width;
} pair_job;

INLINE void compute_pair_tile(const pair_job *job, const int rows, const int vectors) {
  __m512 sum[TILE_ROWS][2];
#pragma clang loop unroll(full)
  for (int i = 0; i < rows; i++)
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors; v++) sum[i][v] = _mm512_setzero_ps();
  const word *a = job->a, *b = job->b;
  const long a_row = job->a_row, a_pair = job->a_pair;
  for (long p = 0; p < job->pairs; p++) {
    __m512bh columns[2];
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors; v++) columns[v] = (__m512bh)_mm512_loadu_si512(b + v * LANES);
#pragma clang loop unroll(full)
    for (int i = 0; i < rows; i++) {
      __m512bh value = (__m512bh)_mm512_set1_epi32((int)a[i * a_row]);
#pragma clang loop unroll(full)
      for (int v = 0; v < vectors; v++) sum[i][v] = _mm512_dpbf16_ps(sum[i][v], value, columns[v]);
    }
    a += a_pair;
    b += FLEDGE_PANEL_WIDTH;
  }
#pragma clang loop unroll(full)
  for (int v = 0; v < vectors; v++) {
    vfloat bias = job->bias ? load_first(job->bias + v * LANES, job->width - v * LANES) : splat(0);
#pragma clang loop unroll(full)
    for (int i = 0; i < rows; i++) {
      vfloat value = job->bias ? (vfloat)sum[i][v] + bias : (vfloat)sum[i][v];
      store_first(job->c + i * job->c_row + v * LANES, value, job->width - v * LANES);
    }
  }
}

KERNEL void narrow_pairs(const pair_job *job, long rows) { FOR_TILE_ROWS(n, rows, compute_pair_tile(job, n, 1)) }
KERNEL void wide_pairs(const pair_job *job, long rows) { FOR_TILE_ROWS(n, rows, compute_pair_tile(job, n, 2)) }

// Prefetches the weights and moments that the update of a tile needs.
INLINE void prefetch_tile_update(const fledge_product *job, const fledge_epilogue *epilogue, tile_region p) {
  if (!job->plan.prefetches_update) return;
  const fledge_optimizer_step *step = epilogue->update;
  const long begin = epilogue->update_offset + p.offset;  // in panels, a tile is one range of the buffer
  for (long i = begin; i < begin + p.rows * p.width; i += LANES) {
    __builtin_prefetch(step->weights + i, 1, 3);
    if (step->first) __builtin_prefetch(step->first + i, 1, 3);
    if (step->second) __builtin_prefetch(step->second + i, 1, 3);
  }
}

// As `multiply_dense`. `scratch` has `fledge_scratch_count_bf16` floats.
void fledge_avx512_multiply_bf16(const fledge_product *job, const fledge_epilogue *epilogue, long first_tile,
                                 long last_tile, float *scratch) {
  if (first_tile >= last_tile) return;
  _Alignas(64) float gradient[TILE_ROWS * FLEDGE_PANEL_WIDTH];
  const long pairs = pairs_of(job);
  word *right = (word *)scratch, *left = right + pairs * FLEDGE_PANEL_WIDTH;
  const row_range rows = rows_between(job, first_tile, last_tile);
  pack_left(job, rows.begin, rows.end, left);
  const int is_row_major = job->a_k_stride == 1;
  long packed = -1;
  for (long tile = first_tile; tile < last_tile; tile++) {
    const tile_region p = region_of(job, tile, 1);
    if (p.column != packed) pack_right(job, p.column, p.width, right);
    packed = p.column;
    prefetch_tile_update(job, epilogue, p);
    const pair_job t = {.a = left + p.row * (is_row_major ? pairs : 1),
                        .a_row = is_row_major ? pairs : 1,
                        .a_pair = is_row_major ? 1 : job->rows,
                        .b = right,
                        .pairs = pairs,
                        .bias = job->bias ? job->bias + p.column : NULL,
                        .c = target_of(job, epilogue, p, gradient),
                        .c_row = p.c_row,
                        .width = p.width};
    if (p.width > LANES) wide_pairs(&t, p.rows);
    else narrow_pairs(&t, p.rows);
    apply_epilogue(job, epilogue, p, t.c);
  }
}

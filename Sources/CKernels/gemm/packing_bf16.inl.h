// Packing for bf16: factors are rounded to bf16 (8 bits of mantissa, to nearest, ties to even) and packed in pairs. A
// word holds two consecutive k, the first in its lower half. Denormals are flushed to 0.

typedef uint32_t word;

INLINE long pairs_of(const fledge_product *job) { return (job->k + 1) / 2; }

#ifdef FLEDGE_SOFTWARE_TILES
// Rounds as VCVTNE2PS2BF16 does: denormals become 0, NaN stays NaN.
INLINE vuint upper_halves(vfloat x) {
  const vuint bits = (vuint)x, magnitude = bits & 0x7fffffffu;
  const vuint nearest = (bits + 0x7fffu + (bits >> 16 & 1u)) >> 16;
  const vuint nan = bits >> 16 | 0x40u, zero = bits >> 16 & 0x8000u;
  const vuint is_nan = (vuint)(magnitude > 0x7f800000u), is_denormal = (vuint)(magnitude < 0x00800000u);
  return (is_nan & nan) | (is_denormal & zero) | (~is_nan & ~is_denormal & nearest);
}

INLINE __m512i round_in_software(vfloat high, vfloat low) {
  const __m256i below = _mm512_cvtepi32_epi16((__m512i)upper_halves(low));
  return _mm512_inserti64x4(_mm512_castsi256_si512(below), _mm512_cvtepi32_epi16((__m512i)upper_halves(high)), 1);
}
#endif

// The sixteen lanes of `low`, then those of `high`, two in each word.
INLINE __m512i rounded(vfloat high, vfloat low) {
#ifdef FLEDGE_SOFTWARE_TILES
  return round_in_software(high, low);
#else
  return (__m512i)_mm512_cvtne2ps_pbh((__m512)high, (__m512)low);
#endif
}

// Interleaves two rows: word i holds lane i of `even` and of `odd`.
INLINE __m512i two_rows(vfloat even, vfloat odd) {
  const __m512i lanes = {0x0011000100100000, 0x0013000300120002, 0x0015000500140004, 0x0017000700160006,
                         0x0019000900180008, 0x001b000b001a000a, 0x001d000d001c000c, 0x001f000f001e000e};
  return _mm512_permutexvar_epi16(lanes, rounded(odd, even));
}

// 32 contiguous k, of which `n` are valid, as sixteen words.
INLINE __m512i one_row(const float *from, long n) {
  return rounded(n > LANES ? load_first(from + LANES, n - LANES) : splat(0), load_first(from, n));
}

INLINE void store_words(word *to, __m512i words, long count) {
  _mm512_mask_storeu_epi32(to, count >= LANES ? 0xffff : (__mmask16)((1u << count) - 1), words);
}

typedef struct { long begin, end; } row_range;

// The rows of a that a range of tiles needs: some if the range is within one panel, else all.
INLINE row_range rows_between(const fledge_product *job, long first_tile, long last_tile) {
  const tile_region first = region_of(job, first_tile, 1), last = region_of(job, last_tile - 1, 1);
  return first.column == last.column ? (row_range){first.row, last.row + last.rows} : (row_range){0, job->rows};
}

// Packs rows first ..< last of a row-major a to [rows][row] words. Words past k are 0.
KERNEL void pack_left_rows(const fledge_product *job, long first, long last, word *to, long row) {
  for (long r = first; r < last; r++)
    for (long p = 0; p < row; p += LANES)
      store_words(to + r * row + p, one_row(job->a + r * job->a_row_stride + 2 * p, job->k - 2 * p), row - p);
}

// k = 2 p and 2 p + 1 of rows r ..< r + n of a column-major a.
INLINE __m512i left_column(const fledge_product *job, long p, long r, long n) {
  const float *at = job->a + 2 * p * job->a_k_stride + r;
  return two_rows(load_first(at, n), 2 * p + 1 < job->k ? load_first(at + job->a_k_stride, n) : splat(0));
}

// Packs one panel of b to [pairs][32] words. Columns past `width` are 0.
KERNEL void pack_right(const fledge_product *job, long column, long width, word *to) {
  if (!job->b_transposed) {
    const float *b = job->b + (job->b_panels ? column * job->k : column);
    const long stride = job->b_panels ? width : job->columns;
    for (long k = 0; k < job->k; k += 2)
      for (long c = 0; c < FLEDGE_PANEL_WIDTH; c += LANES) {
        const int some = c < width;
        vfloat even = some ? load_first(b + k * stride + c, width - c) : splat(0);
        vfloat odd = some && k + 1 < job->k ? load_first(b + (k + 1) * stride + c, width - c) : splat(0);
        _mm512_storeu_si512(to + k / 2 * FLEDGE_PANEL_WIDTH + c, two_rows(even, odd));
      }
    return;
  }
  for (long panel = 0; panel < job->k; panel += FLEDGE_PANEL_WIDTH) {
    const long across = job->k - panel < FLEDGE_PANEL_WIDTH ? job->k - panel : FLEDGE_PANEL_WIDTH;
    const long stride = job->b_panels ? across : job->k;
    const float *from = job->b + (job->b_panels ? panel * job->columns : panel) + column * stride;
    for (long r = 0; r < FLEDGE_PANEL_WIDTH; r += LANES) {
      vfloat block[LANES];
      for (long i = 0; i < LANES; i++)
        block[i] = r + i < width ? (vfloat)one_row(from + (r + i) * stride, across) : splat(0);
      transpose16(block);
      for (long i = 0; i < (across + 1) / 2; i++)
        store((float *)to + (panel / 2 + i) * FLEDGE_PANEL_WIDTH + r, block[i]);
    }
  }
}

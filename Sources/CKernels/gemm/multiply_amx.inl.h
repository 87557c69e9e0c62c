// Products of bf16 numbers with AMX. `TDPBF16PS` adds blocks of sixteen pairs of k to each element, in another order
// than `vdpbf16ps`: the bits differ from those of AVX512-BF16, but do not depend on the tile.

enum { BLOCK_ROWS = 2 * LANES };  // by 32 columns: four accumulator tiles
_Static_assert(BLOCK_ROWS == FLEDGE_TILE_BLOCK, "fledge_scratch_count_bf16 reckons with the padding of a block");

// The words of a packed row: whole blocks, padded with zeros.
INLINE long padded_pairs(const fledge_product *job) { return (pairs_of(job) + LANES - 1) / LANES * LANES; }

// Packs rows first ..< last of a column-major a to [rows][row] words. The number of rows is rounded up to a multiple of
// sixteen: rows past `last` are overwritten.
KERNEL void pack_left_columns(const fledge_product *job, long first, long last, word *to, long row) {
  const long pairs = pairs_of(job);
  for (long p = 0; p < row; p += LANES)
    for (long r = first; r < last; r += LANES) {
      vfloat block[LANES];
      for (long i = 0; i < LANES; i++)
        block[i] = p + i < pairs ? (vfloat)left_column(job, p + i, r, last - r) : splat(0);
      transpose16(block);
      for (long i = 0; i < LANES; i++) store((float *)to + (r + i) * row + p, block[i]);
    }
}

// c = a b for `rows` tiles of a and `columns` tiles of b, each 1 or 2.
INLINE void multiply_amx_tiles(const word *a, const word *b, long row, float *c, long c_row, const int rows,
                               const int columns) {
  const long a_bytes = row * (long)sizeof(word), b_bytes = FLEDGE_PANEL_WIDTH * sizeof(word);
  TILE_ZERO(0);
  if (columns > 1) TILE_ZERO(1);
  if (rows > 1) TILE_ZERO(2);
  if (rows > 1 && columns > 1) TILE_ZERO(3);
  for (long p = 0; p < row; p += LANES) {
    TILE_LOAD(4, a + p, a_bytes);
    TILE_LOAD(6, b + p * FLEDGE_PANEL_WIDTH, b_bytes);
    TILE_MULTIPLY(0, 4, 6);
    if (columns > 1) {
      TILE_LOAD(7, b + p * FLEDGE_PANEL_WIDTH + LANES, b_bytes);
      TILE_MULTIPLY(1, 4, 7);
    }
    if (rows > 1) {
      TILE_LOAD(5, a + p + LANES * row, a_bytes);
      TILE_MULTIPLY(2, 5, 6);
      if (columns > 1) TILE_MULTIPLY(3, 5, 7);
    }
  }
  const long c_bytes = c_row * (long)sizeof(float);
  TILE_STORE(0, c, c_bytes);
  if (columns > 1) TILE_STORE(1, c + LANES, c_bytes);
  if (rows > 1) TILE_STORE(2, c + LANES * c_row, c_bytes);
  if (rows > 1 && columns > 1) TILE_STORE(3, c + LANES * c_row + LANES, c_bytes);
}

KERNEL void multiply_amx_block(const word *a, const word *b, long row, float *c, long c_row, long rows, long width) {
  if (rows > LANES && width > LANES) multiply_amx_tiles(a, b, row, c, c_row, 2, 2);
  else if (rows > LANES) multiply_amx_tiles(a, b, row, c, c_row, 2, 1);
  else if (width > LANES) multiply_amx_tiles(a, b, row, c, c_row, 1, 2);
  else multiply_amx_tiles(a, b, row, c, c_row, 1, 1);
}

// Up to 32 rows of a panel, with their epilogue. Whole tiles are stored to c directly, others by way of `sums`.
KERNEL void compute_amx_block(const fledge_product *job, const fledge_epilogue *epilogue, tile_region p, const word *a,
                              const word *b, long row) {
  _Alignas(64) float gradient[BLOCK_ROWS * FLEDGE_PANEL_WIDTH], sums[BLOCK_ROWS * FLEDGE_PANEL_WIDTH];
  float *c = target_of(job, epilogue, p, gradient);
  const int is_whole = p.rows % LANES == 0 && p.width == FLEDGE_PANEL_WIDTH;
  float *from = is_whole ? c : sums;
  const long from_row = is_whole ? p.c_row : FLEDGE_PANEL_WIDTH;
  prefetch_tile_update(job, epilogue, p);
  multiply_amx_block(a, b, row, from, from_row, p.rows, p.width);
  if (!is_whole || job->bias)
    FOR_VECTORS(j, n, 0, p.width) {
      const vfloat bias = job->bias ? load_first(job->bias + p.column + j, n) : splat(0);
      for (long i = 0; i < p.rows; i++) {
        const vfloat sum = load_first(from + i * from_row + j, n);
        store_first(c + i * p.c_row + j, job->bias ? sum + bias : sum, n);
      }
    }
  apply_epilogue(job, epilogue, p, c);
}

// As `multiply_dense`. `scratch` has `fledge_scratch_count_bf16` floats.
void fledge_amx_multiply_bf16(const fledge_product *job, const fledge_epilogue *epilogue, long first_tile,
                              long last_tile, float *scratch) {
  if (first_tile >= last_tile) return;
  const long row = padded_pairs(job), pairs = pairs_of(job), row_tiles = row_tiles_of(job);
  word *right = (word *)scratch, *left = right + row * FLEDGE_PANEL_WIDTH;
  const row_range rows = rows_between(job, first_tile, last_tile);
  if (job->a_k_stride == 1) pack_left_rows(job, rows.begin, rows.end, left, row);
  else pack_left_columns(job, rows.begin, rows.end, left, row);
  memset(right + pairs * FLEDGE_PANEL_WIDTH, 0, (size_t)((row - pairs) * FLEDGE_PANEL_WIDTH) * sizeof(word));
  begin_tiles();
  for (long tile = first_tile; tile < last_tile;) {
    const long next_panel = (tile / row_tiles + 1) * row_tiles, until = next_panel < last_tile ? next_panel : last_tile;
    const tile_region strip = region_of(job, tile, until - tile);
    pack_right(job, strip.column, strip.width, right);
    for (long r = strip.row; r < strip.row + strip.rows; r += BLOCK_ROWS) {
      const long rest = strip.row + strip.rows - r;
      compute_amx_block(job, epilogue, region_at(job, r, strip.column, rest < BLOCK_ROWS ? rest : BLOCK_ROWS),
                        left + r * row, right, row);
    }
    tile = until;
  }
  end_tiles();
}

// Products whose left factor is mostly 0: where it is not, and tiles that leave out what a zero would add.
//
// A chain of fused multiply-adds that begins at +0 is the same without its zeros, so the bits are those of compute_tile,
// unless b is infinite or not a number where a is 0, or a product is so small that it rounds to -0.

typedef uint8_t vbytes64 __attribute__((vector_size(64)));
typedef uint64_t vwords8 __attribute__((vector_size(64)));
typedef _Bool vbits __attribute__((ext_vector_type(LANES)));

// Which of all rows a tile has.
typedef struct { long row, rows, all_rows; } nonzero_part;

INLINE vfloat columns_at(const tile_job *job, const float *b, int v, const int whole) {
  return whole ? load(b + v * LANES) : load_first(b + v * LANES, job->width - v * LANES);
}

// The sum's next step: that of the lowest bit, which is cleared.
INLINE void add_lowest(uint64_t *bits, const tile_job *job, const float *a, const float *b, long b_step,
                       vfloat sum[2], const int vectors, const int whole) {
  const long s = __builtin_ctzll(*bits);
  *bits &= *bits - 1;
  const vfloat value = splat(a[s * job->a_step]);
#pragma clang loop unroll(full)
  for (int v = 0; v < vectors; v++) sum[v] = fma16(value, columns_at(job, b + s * b_step, v, whole), sum[v]);
}

// Sixty-four steps of one row, or of two side by side so that one's additions need not wait for the other's.
INLINE void add_apart(const tile_job *job, const uint64_t *bits, const float *a, const float *b, long b_step,
                      vfloat sum[][2], const int rows, const int vectors, const int whole) {
  uint64_t first = bits[0], second = rows == 2 ? bits[job->nonzero.row_stride] : 0;
  while (first && second) {
    add_lowest(&first, job, a, b, b_step, sum[0], vectors, whole);
    add_lowest(&second, job, a + job->a_row, b, b_step, sum[1], vectors, whole);
  }
  while (first) add_lowest(&first, job, a, b, b_step, sum[0], vectors, whole);
  while (second) add_lowest(&second, job, a + job->a_row, b, b_step, sum[1], vectors, whole);
}

// Sixty-four steps of rows that are mostly 0 together: those in which any of the group is not 0. Rows of the group
// outside of the tile count too, so that what is left out depends neither on tiles nor on the instruction set.
INLINE void add_together(const tile_job *job, const nonzero_part *part, const uint64_t *bits, const float *a,
                         const float *b, long b_step, vfloat sum[][2], const int rows, const int group,
                         const int vectors, const int whole) {
  const long stride = job->nonzero.row_stride;
  uint64_t some = 0;
#pragma clang loop unroll(full)
  for (int i = 0; i < rows; i++) some |= bits[i * stride];
  if (rows < group)
    for (long r = part->row & -group; r < (part->row & -group) + group && r < part->all_rows; r++)
      some |= bits[(r - part->row) * stride];
  for (; some; some &= some - 1) {
    const long s = __builtin_ctzll(some);
    vfloat columns[2];
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors; v++) columns[v] = columns_at(job, b + s * b_step, v, whole);
#pragma clang loop unroll(full)
    for (int i = 0; i < rows; i++) {
      const vfloat value = splat(a[s * job->a_step + i * job->a_row]);
#pragma clang loop unroll(full)
      for (int v = 0; v < vectors; v++) sum[i][v] = fma16(value, columns[v], sum[i][v]);
    }
  }
}

INLINE void compute_nonzero(const tile_job *job, const nonzero_part *part, const int rows, const int group,
                            const int vectors, const int whole) {
  vfloat sum[4][2];
  const long safe = safe_steps(job, vectors, whole);
  const long b_step = whole && vectors == 2 ? FLEDGE_PANEL_WIDTH : job->b_step;
  start_sums(job, sum, rows, vectors, whole);
  for (long word = 0; word * 64 < job->steps; word++) {
    const uint64_t *bits = job->nonzero.bits + word * job->nonzero.word_stride;
    const float *a = job->a + word * 64 * job->a_step, *b = job->b + word * 64 * b_step;
    const int inside = whole || (word + 1) * 64 <= safe;
    if (group > 1 && inside) add_together(job, part, bits, a, b, b_step, sum, rows, group, vectors, 1);
    else if (group > 1) add_together(job, part, bits, a, b, b_step, sum, rows, group, vectors, 0);
    else if (inside) add_apart(job, bits, a, b, b_step, sum, rows, vectors, 1);
    else add_apart(job, bits, a, b, b_step, sum, rows, vectors, 0);
  }
  finish_sums(job, sum, rows, vectors, whole);
}

INLINE void nonzero_rows(tile_job job, nonzero_part part, const int group, const int vectors, const int whole) {
  const int most = group == 1 ? 2 : group;
  for (long count; part.rows > 0; part.rows -= count) {
    const long left = group == 1 ? most : group - (part.row & (group - 1));
    count = part.rows < left ? part.rows : left;
    if (count == 4 && most == 4) compute_nonzero(&job, &part, 4, group, vectors, whole);
    else if (count >= 2) compute_nonzero(&job, &part, 2, group, vectors, whole);
    else compute_nonzero(&job, &part, 1, group, vectors, whole);
    if (count == 3) count = 2;
    part.row += count;
    job.a += count * job.a_row;
    job.c += count * job.c_row;
    job.nonzero.bits += count * job.nonzero.row_stride;
  }
}

#define NONZERO_TILE(name, group) \
  KERNEL void name(const tile_job *job, const nonzero_part *part) { \
    if (job->width == 2 * LANES) nonzero_rows(*job, *part, group, 2, 1); \
    else if (job->width > LANES) nonzero_rows(*job, *part, group, 2, 0); \
    else if (job->width == LANES) nonzero_rows(*job, *part, group, 1, 1); \
    else nonzero_rows(*job, *part, group, 1, 0); \
  }
NONZERO_TILE(nonzero_tile_apart, 1)
NONZERO_TILE(nonzero_tile_pairs, 2)
NONZERO_TILE(nonzero_tile_fours, 4)

// As panel_tile, for the rows from `row` on of `all_rows`.
INLINE void nonzero_tile(tile_job job, long row, long rows, long all_rows, long columns) {
  const nonzero_part part = {row, rows, all_rows};
  job.width = columns;
  job.nonzero.bits += row * job.nonzero.row_stride;
  if (job.nonzero.rows_together == 4) nonzero_tile_fours(&job, &part);
  else if (job.nonzero.rows_together == 2) nonzero_tile_pairs(&job, &part);
  else nonzero_tile_apart(&job, &part);
}

static long find_nonzero(const float *x, long columns, uint64_t *bits, long begin, long end) {
  const long words = (columns + 63) / 64;
  long count = 0;
  for (long r = begin; r < end; r++)
    for (long w = 0; w < words; w++) {
      uint64_t word = 0;
      for (long v = 0; v < 64 && w * 64 + v < columns; v += LANES) {
        vint is_not = load_first(x + r * columns + w * 64 + v, columns - w * 64 - v) != 0.0f;
        vbits sixteen = __builtin_convertvector(is_not, vbits);
        uint16_t part;
        memcpy(&part, &sixteen, sizeof part);
        word |= (uint64_t)part << v;
      }
      bits[r * words + w] = word;
      count += __builtin_popcountll(word);
    }
  return count;
}

// Rows of 64 bits become columns: byte c of the result holds column c, its bits the eight rows.
INLINE vbytes64 columns_of_eight(const uint64_t rows[8]) {
  vbytes64 x;
  memcpy(&x, rows, sizeof x);
  x = __builtin_shufflevector(x, x, 0, 8, 16, 24, 32, 40, 48, 56, 1, 9, 17, 25, 33, 41, 49, 57,
                              2, 10, 18, 26, 34, 42, 50, 58, 3, 11, 19, 27, 35, 43, 51, 59, 4, 12, 20, 28,
                              36, 44, 52, 60, 5, 13, 21, 29, 37, 45, 53, 61, 6, 14, 22, 30, 38, 46, 54, 62, 7, 15, 23, 31, 39, 47, 55, 63);
  // In each of the eight words: bits, pairs and groups of four change places across the diagonal.
  vwords8 square = (vwords8)x, moved;
  moved = (square ^ (square >> 7)) & 0x00AA00AA00AA00AAull;
  square ^= moved ^ (moved << 7);
  moved = (square ^ (square >> 14)) & 0x0000CCCC0000CCCCull;
  square ^= moved ^ (moved << 14);
  moved = (square ^ (square >> 28)) & 0x00000000F0F0F0F0ull;
  square ^= moved ^ (moved << 28);
  return (vbytes64)square;
}

static void transpose_bits(const uint64_t *by_row, uint64_t *by_column, long rows, long words, long first_block,
                           long last_block) {
  for (long block = first_block; block < last_block; block++) {
    const long first = block / words * 64, word = block % words;
    vulong columns[4] = {0};
    for (long eight = 0; eight < 64 && first + eight < rows; eight += 8) {
      uint64_t of_rows[8];
      for (long r = 0; r < 8; r++)
        of_rows[r] = first + eight + r < rows ? by_row[(first + eight + r) * words + word] : 0;
      const vbytes64 bytes = columns_of_eight(of_rows);
      for (int quarter = 0; quarter < 4; quarter++) {
        vbyte part;
        memcpy(&part, (const char *)&bytes + quarter * sizeof part, sizeof part);
        columns[quarter] |= __builtin_convertvector(part, vulong) << eight;
      }
    }
    memcpy(by_column + block * 64, columns, sizeof columns);
  }
}

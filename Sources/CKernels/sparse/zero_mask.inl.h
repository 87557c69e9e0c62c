// Zero masks: one bit for each element that is not 0, by rows and by columns; and the active columns.

typedef uint8_t vbytes64 __attribute__((vector_size(64)));
typedef uint64_t vwords8 __attribute__((vector_size(64)));

static long find_nonzero(const float *x, long columns, uint64_t *bits, long begin, long end) {
  const long words = (columns + 63) / 64;
  long count = 0;
  for (long r = begin; r < end; r++)
    for (long w = 0; w < words; w++) {
      uint64_t word = 0;
      for (long v = 0; v < 64 && w * 64 + v < columns; v += LANES) {
        vint is_nonzero = load_first(x + r * columns + w * 64 + v, columns - w * 64 - v) != 0.0f;
        word |= (uint64_t)lane_bits(is_nonzero) << v;
      }
      bits[r * words + w] = word;
      count += __builtin_popcountll(word);
    }
  return count;
}

// Transposes eight rows of 64 bits: byte c of the result is column c, one bit for each row.
INLINE vbytes64 transpose_8_rows(const uint64_t rows[8]) {
  vbytes64 x;
  memcpy(&x, rows, sizeof x);
  x = __builtin_shufflevector(x, x, 0, 8, 16, 24, 32, 40, 48, 56, 1, 9, 17, 25, 33, 41, 49, 57,
                              2, 10, 18, 26, 34, 42, 50, 58, 3, 11, 19, 27, 35, 43, 51, 59,
                              4, 12, 20, 28, 36, 44, 52, 60, 5, 13, 21, 29, 37, 45, 53, 61,
                              6, 14, 22, 30, 38, 46, 54, 62, 7, 15, 23, 31, 39, 47, 55, 63);
  // Transpose the 8 x 8 bits of each word: swap bits, then pairs, then groups of four across the diagonal.
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
      uint64_t call[8];
      for (long r = 0; r < 8; r++)
        call[r] = first + eight + r < rows ? by_row[(first + eight + r) * words + word] : 0;
      const vbytes64 bytes = transpose_8_rows(call);
      for (int quarter = 0; quarter < 4; quarter++) {
        vbyte part;
        memcpy(&part, (const char *)&bytes + quarter * sizeof part, sizeof part);
        columns[quarter] |= __builtin_convertvector(part, vulong) << eight;
      }
    }
    memcpy(by_column + block * 64, columns, sizeof columns);
  }
}

static long find_active(const uint64_t *bits, long rows, long columns, int32_t *index, int32_t *rank) {
  const long words = (columns + 63) / 64;
  long count = 0;
  for (long w = 0; w < words; w++) {
    uint64_t some = 0;
    for (long r = 0; r < rows; r++) some |= bits[r * words + w];
    for (long c = w * 64; c < columns && c < w * 64 + 64; c++, some >>= 1) {
      index[count] = (int32_t)c;
      rank[c] = (int32_t)count;
      count += some & 1;
    }
  }
  rank[columns] = (int32_t)count;
  return count;
}

static void gather_active(const float *x, long columns, const int32_t *index, long count, float *to, long begin,
                          long end) {
  for (long r = begin; r < end; r++)
    for (long i = 0; i < count; i++) to[r * count + i] = x[r * columns + index[i]];
}

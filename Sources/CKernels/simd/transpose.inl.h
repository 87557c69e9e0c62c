// Transposing 16 x 16 floats in registers.

#define SHUFFLE(a, b, ...) __builtin_shufflevector(a, b, __VA_ARGS__)

// Transposes sixteen rows of sixteen in four rounds, each of which interleaves rows i and i + 8.
INLINE void transpose16(vfloat row[LANES]) {
#pragma clang loop unroll(full)
  for (int round = 0; round < 4; round++) {
    vfloat next[LANES];
#pragma clang loop unroll(full)
    for (int i = 0; i < 8; i++) {
      next[2 * i] = SHUFFLE(row[i], row[i + 8], 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
      next[2 * i + 1] =
          SHUFFLE(row[i], row[i + 8], 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    }
    memcpy(row, next, sizeof next);
  }
}

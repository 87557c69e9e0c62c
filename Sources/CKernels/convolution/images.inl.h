// Images between channels first, [channels, height, width], as callers have them, and channels last, as products read
// them: then each row of a patch is contiguous.

#define SHUFFLE16(a, b, ...) __builtin_shufflevector(a, b, __VA_ARGS__)

#ifdef __wasm__
// to[c, r] = from[r, c]. The blocks below would be a seventh of a module that has to be small.
KERNEL void transpose_blocks(const float *from, long from_row, float *to, long to_row, long rows, long columns) {
  for (long r = 0; r < rows; r++)
    for (long c = 0; c < columns; c++) to[c * to_row + r] = from[r * from_row + c];
}
#else
// Transposes sixteen rows of sixteen. First interleaves four rows within the 128-bit quarters of a register, then swaps
// quarters: all shuffles have immediate operands and need no index vector in memory.
INLINE void transpose_block(vfloat row[LANES]) {
#pragma clang loop unroll(full)
  for (int q = 0; q < LANES; q += 4) {
    const vfloat a = row[q], b = row[q + 1], c = row[q + 2], d = row[q + 3];
    const vfloat ab = SHUFFLE16(a, b, 0, 16, 1, 17, 4, 20, 5, 21, 8, 24, 9, 25, 12, 28, 13, 29);
    const vfloat AB = SHUFFLE16(a, b, 2, 18, 3, 19, 6, 22, 7, 23, 10, 26, 11, 27, 14, 30, 15, 31);
    const vfloat cd = SHUFFLE16(c, d, 0, 16, 1, 17, 4, 20, 5, 21, 8, 24, 9, 25, 12, 28, 13, 29);
    const vfloat CD = SHUFFLE16(c, d, 2, 18, 3, 19, 6, 22, 7, 23, 10, 26, 11, 27, 14, 30, 15, 31);
    row[q] = SHUFFLE16(ab, cd, 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29);
    row[q + 1] = SHUFFLE16(ab, cd, 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31);
    row[q + 2] = SHUFFLE16(AB, CD, 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29);
    row[q + 3] = SHUFFLE16(AB, CD, 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31);
  }
  vfloat column[LANES];
#pragma clang loop unroll(full)
  for (int j = 0; j < 4; j++) {
    const vfloat a = row[j], b = row[4 + j], c = row[8 + j], d = row[12 + j];
    const vfloat ab = SHUFFLE16(a, b, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23);
    const vfloat AB = SHUFFLE16(a, b, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31);
    const vfloat cd = SHUFFLE16(c, d, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23);
    const vfloat CD = SHUFFLE16(c, d, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31);
    column[j] = SHUFFLE16(ab, cd, 0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27);
    column[4 + j] = SHUFFLE16(ab, cd, 4, 5, 6, 7, 12, 13, 14, 15, 20, 21, 22, 23, 28, 29, 30, 31);
    column[8 + j] = SHUFFLE16(AB, CD, 0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27);
    column[12 + j] = SHUFFLE16(AB, CD, 4, 5, 6, 7, 12, 13, 14, 15, 20, 21, 22, 23, 28, 29, 30, 31);
  }
  memcpy(row, column, sizeof column);
}

// to[c, r] = from[r, c].
KERNEL void transpose_blocks(const float *from, long from_row, float *to, long to_row, long rows, long columns) {
  for (long r = 0; r < rows; r += LANES)
    for (long c = 0; c < columns; c += LANES) {
      const long down = rows - r < LANES ? rows - r : LANES, across = columns - c < LANES ? columns - c : LANES;
      vfloat block[LANES];
      if (down == LANES && across == LANES) {
#pragma clang loop unroll(full)
        for (int i = 0; i < LANES; i++) block[i] = load(from + (r + i) * from_row + c);
        transpose_block(block);
#pragma clang loop unroll(full)
        for (int i = 0; i < LANES; i++) store(to + (c + i) * to_row + r, block[i]);
      } else {
        for (long i = 0; i < LANES; i++)
          block[i] = i < down ? load_first(from + (r + i) * from_row + c, across) : splat(0);
        transpose_block(block);
        for (long i = 0; i < across; i++) store_first(to + (c + i) * to_row + r, block[i], down);
      }
    }
}

#endif

INLINE void transpose(const float *from, long from_row, float *to, long to_row, long rows, long columns) {
  if (rows == 1 && to_row == 1) memcpy(to, from, (size_t)columns * sizeof(float));
  else if (columns == 1 && from_row == 1) memcpy(to, from, (size_t)rows * sizeof(float));
  else transpose_blocks(from, from_row, to, to_row, rows, columns);
}

// Copies an image to its padded form, channels last. The border of zeros is already there.
INLINE void to_channels_last(const fledge_window *w, const float *image, float *padded) {
  const long area = w->height * w->width, channels = w->channels;
  if (w->padding == 0) {
    transpose(image, area, padded, channels, channels, area);
    return;
  }
  const long row = padded_width(w);
  for (long r = 0; r < w->height; r++)
    transpose(image + r * w->width, area, padded + ((r + w->padding) * row + w->padding) * channels, channels,
              channels, w->width);
}

// Copies a padded image back to channels first. The border is dropped.
INLINE void from_channels_last(const fledge_window *w, const float *padded, float *image) {
  const long area = w->height * w->width, channels = w->channels;
  if (w->padding == 0) {
    transpose(padded, channels, image, area, area, channels);
    return;
  }
  const long row = padded_width(w);
  for (long r = 0; r < w->height; r++)
    transpose(padded + ((r + w->padding) * row + w->padding) * channels, channels, image + r * w->width, area,
              w->width, channels);
}

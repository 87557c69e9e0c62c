// Images between the order of the doors, [channels, height, width], and the one products read: a pixel's channels side
// by side, so that the patch under a window is one run of memory for each of its rows.

#define SHUFFLE16(a, b, ...) __builtin_shufflevector(a, b, __VA_ARGS__)

// Sixteen rows of sixteen become sixteen columns: four rounds, each of which interleaves rows i and i + 8.
INLINE void transpose_block(vfloat row[LANES]) {
#pragma clang loop unroll(full)
  for (int round = 0; round < 4; round++) {
    vfloat next[LANES];
#pragma clang loop unroll(full)
    for (int i = 0; i < 8; i++) {
      next[2 * i] = SHUFFLE16(row[i], row[i + 8], 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
      next[2 * i + 1] =
          SHUFFLE16(row[i], row[i + 8], 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    }
    memcpy(row, next, sizeof next);
  }
}

// to[c, r] = from[r, c].
KERNEL void transpose(const float *from, long from_row, float *to, long to_row, long rows, long columns) {
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

// One image into its bordered form; the border is there already.
INLINE void take_image(const fledge_window *w, const float *image, float *bordered) {
  const long area = w->height * w->width, channels = w->channels;
  if (w->padding == 0) {
    transpose(image, area, bordered, channels, channels, area);
    return;
  }
  const long row = bordered_width(w);
  for (long r = 0; r < w->height; r++)
    transpose(image + r * w->width, area, bordered + ((r + w->padding) * row + w->padding) * channels, channels,
              channels, w->width);
}

// One image out of its bordered form; what lies in the border is left behind.
INLINE void give_image(const fledge_window *w, const float *bordered, float *image) {
  const long area = w->height * w->width, channels = w->channels;
  if (w->padding == 0) {
    transpose(bordered, channels, image, area, area, channels);
    return;
  }
  const long row = bordered_width(w);
  for (long r = 0; r < w->height; r++)
    transpose(bordered + ((r + w->padding) * row + w->padding) * channels, channels, image + r * w->width, area,
              w->width, channels);
}

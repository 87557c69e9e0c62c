// Gathers rows of bytes: to(r) = from(indices[r]) scale + shift, for rows begin ..< end.

INLINE const uint8_t *row_at(const uint8_t *from, const int32_t *rows, long index, long length) {
  return from + (rows ? rows[index] : index) * length;
}

// The rows are at random addresses: each is prefetched while earlier ones are converted.
enum { ROWS_AHEAD = 6 };

static void gather_bytes(const uint8_t *from, const int32_t *rows, const int32_t *indices, float scale, float shift,
                         float *to, long length, long begin, long end) {
  long prefetched = begin;
  for (long r = begin; r < end; r++) {
    const uint8_t *row = row_at(from, rows, indices[r], length);
    for (; prefetched < end && prefetched <= r + ROWS_AHEAD; prefetched++) {
      const uint8_t *later = row_at(from, rows, indices[prefetched], length);
      for (long byte = 0; byte < length; byte += 64) __builtin_prefetch(later + byte, 0, 2);
    }
    FOR_VECTORS(i, n, 0, length) {
      vbyte bytes = {0};
      if (n >= LANES) memcpy(&bytes, row + i, sizeof bytes);
      else memcpy(&bytes, row + i, (size_t)n);
      vfloat v = __builtin_convertvector(__builtin_convertvector(bytes, vint), vfloat);
      store_first(to + r * length + i, fma16(v, splat(scale), splat(shift)), n);
    }
  }
}

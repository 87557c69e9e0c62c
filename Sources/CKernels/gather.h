// Rows picked by index: to(r) = from(indices[r]) scale + shift, for rows begin ..< end.

static void gather_bytes(const uint8_t *from, const int32_t *indices, float scale, float shift, float *to,
                         long length, long begin, long end) {
  for (long r = begin; r < end; r++) {
    const uint8_t *row = from + indices[r] * length;
    FOR_VECTORS(i, n, 0, length) {
      vbyte bytes = {0};
      if (n >= LANES) memcpy(&bytes, row + i, sizeof bytes);
      else memcpy(&bytes, row + i, (size_t)n);
      vfloat v = __builtin_convertvector(__builtin_convertvector(bytes, vint), vfloat);
      store_first(to + r * length + i, fma16(v, splat(scale), splat(shift)), n);
    }
  }
}

// The eight tile registers of AMX, sixteen rows of sixteen 32-bit words each. In products, registers 0 to 3 accumulate,
// 4 and 5 hold rows of the left factor, and 6 and 7 columns of the right one.

#ifdef FLEDGE_SOFTWARE_TILES
// The instructions emulated in software, for processors without AMX; Scripts/tiles.sh builds the tests with it.

static _Thread_local vuint tile_registers[8][LANES];

INLINE void begin_tiles(void) {}
INLINE void end_tiles(void) {}

INLINE void tile_zero(int tile) { memset(tile_registers[tile], 0, sizeof tile_registers[tile]); }

INLINE void tile_load(int tile, const void *from, long stride) {
  for (long i = 0; i < LANES; i++) memcpy(&tile_registers[tile][i], (const char *)from + i * stride, sizeof(vuint));
}

INLINE void tile_store(int tile, void *to, long stride) {
  for (long i = 0; i < LANES; i++) memcpy((char *)to + i * stride, &tile_registers[tile][i], sizeof(vuint));
}

KERNEL void add_products(int sums, int left, int right) {
  for (long i = 0; i < LANES; i++) {
    vfloat lower = splat(0), upper = splat(0);
    for (long p = 0; p < LANES; p++) {
      const vuint a = tile_registers[left][i][p] - (vuint){0}, b = tile_registers[right][p];
      lower = fma16((vfloat)(a << 16), (vfloat)(b << 16), lower);
      upper = fma16((vfloat)(a & 0xffff0000u), (vfloat)(b & 0xffff0000u), upper);
    }
    tile_registers[sums][i] = (vuint)((vfloat)tile_registers[sums][i] + (lower + upper));
  }
}

// Intel 64 and IA-32 Architectures Software Developer's Manual, TDPBF16PS: the lower halves of the pairs are one chain
// of fused multiply-adds that starts at 0, the upper halves another; the sum of both is added to the accumulators.
// Denormal inputs are read as 0 and denormal results are flushed to 0.
INLINE void tile_multiply(int sums, int left, int right) {
  const unsigned modes = _mm_getcsr(), flush_denormals = 0x8040;
  _mm_setcsr(modes | flush_denormals);
  add_products(sums, left, right);
  _mm_setcsr(modes);
}

#define TILE_ZERO(tile) tile_zero(tile)
#define TILE_LOAD(tile, from, stride) tile_load(tile, from, stride)
#define TILE_STORE(tile, to, stride) tile_store(tile, to, stride)
#define TILE_MULTIPLY(sums, left, right) tile_multiply(sums, left, right)
#else
INLINE void begin_tiles(void) {
  struct {
    uint8_t palette, start_row, reserved[14];
    uint16_t row_bytes[16];
    uint8_t rows[16];
  } tiles = {.palette = 1};
  for (int i = 0; i < 8; i++) tiles.row_bytes[i] = 64, tiles.rows[i] = LANES;
  _tile_loadconfig(&tiles);
}

// Without the release, every context switch would save the tile registers.
INLINE void end_tiles(void) { _tile_release(); }

#define TILE_ZERO(tile) _tile_zero(tile)
#define TILE_LOAD(tile, from, stride) _tile_loadd(tile, from, stride)
#define TILE_STORE(tile, to, stride) _tile_stored(tile, to, stride)
#define TILE_MULTIPLY(sums, left, right) _tile_dpbf16ps(sums, left, right)
#endif

// The peak rate of multiply-adds: as many independent chains in registers as a tile has accumulators.

static float peak(long rounds) {
  enum { CHAINS = TILE_ROWS * TILE_VECTORS };
  vfloat chain[CHAINS];
#pragma clang loop unroll(full)
  for (int i = 0; i < CHAINS; i++) chain[i] = splat((float)i);
  for (long r = 0; r < rounds; r++)
#pragma clang loop unroll(full)
    for (int i = 0; i < CHAINS; i++) chain[i] = fma16(chain[i], splat(0.999f), splat(1.0f));
  vfloat total = {0};
#pragma clang loop unroll(full)
  for (int i = 0; i < CHAINS; i++) total += chain[i];
  return tree_sum(total);
}

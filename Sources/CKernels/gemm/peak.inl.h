// How fast this thread can multiply and add: as many chains of fused multiply-adds as a product's tile keeps in registers.

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

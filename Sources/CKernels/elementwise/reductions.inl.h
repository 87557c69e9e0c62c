// Sums: lane j adds elements j, j + 16, j + 32, … in order, then the lanes are added by a fixed tree.

#define REDUCE(expression) \
  vfloat total = {0}; \
  FOR_VECTORS(i, n, 0, count) { total = expression; } \
  return tree_sum(total)

static float sum(const float *x, long count) { REDUCE(total + load_first(x + i, n)); }

static float dot(const float *x, const float *y, long count) {
  REDUCE(fma16(load_first(x + i, n), load_first(y + i, n), total));
}

static float squared_distance(const float *x, const float *y, long count) {
  vfloat total = {0};
  FOR_VECTORS(i, n, 0, count) {
    vfloat d = load_first(x + i, n) - load_first(y + i, n);
    total = fma16(d, d, total);
  }
  return tree_sum(total);
}

// NaN if any element is NaN.
static float largest_magnitude(const float *x, long count) {
  vfloat largest = {0}, wrong = {0};
  FOR_VECTORS(i, n, 0, count) {
    vfloat v = abs16(load_first(x + i, n));
    largest = max16(v, largest);
    wrong += v - v;
  }
  float found = tree_max(largest), check = tree_sum(wrong);
  return check == 0.0f || found == INFINITY ? found : NAN;
}

// v - v is 0 for finite values and NaN for all others.
static long first_not_finite(const float *x, long count) {
  for (long block = 0; block < count; block += 1024) {
    long end = block + 1024 < count ? block + 1024 : count;
    vint wrong = {0};
    FOR_VECTORS(i, n, block, end) {
      vfloat v = load_first(x + i, n);
      wrong |= (v - v) != 0.0f;
    }
    vfloat flags = select16(wrong, splat(1), splat(0));
    if (tree_sum(flags) == 0.0f) continue;
    for (long i = block; i < end; i++)
      if (!(x[i] - x[i] == 0.0f)) return i;
  }
  return -1;
}

// Columns begin ..< end; rows in ascending order.
static void column_sums(const float *x, float *sums, int accumulate, long rows, long columns, long begin,
                        long end) {
  FOR_VECTORS(c, n, begin, end) {
    vfloat total = accumulate ? load_first(sums + c, n) : splat(0);
    for (long r = 0; r < rows; r++) total += load_first(x + r * columns + c, n);
    store_first(sums + c, total, n);
  }
}

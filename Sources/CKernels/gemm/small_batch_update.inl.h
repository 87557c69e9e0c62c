// Weights whose gradient is a sum over eight examples, updated as soon as that sum is there.
//
// Roots and divisions leave the units for sums idle, and the branches of sums without zeros leave idle what comes
// after them. So each row is updated while a later one is summed, over all examples unless it is 0 in every one.
enum { OUTER_STEPS = 8, SUMS_AHEAD = 4 };

typedef struct {
  const float *a;
  long a_row, a_step;
  const uint64_t *bits;      // of each row's examples, `bits_row` from one to the next; none: every row is summed
  long bits_row;
  vfloat b[OUTER_STEPS][2];
} outer_job;

// A matter of shapes and of the rule's step, so that it does not depend on who computes which tile.
INLINE int is_outer(const fledge_product *job, const fledge_epilogue *epilogue) {
  return epilogue && epilogue->update && job->k == OUTER_STEPS && job->active.dimension == FLEDGE_ALL_ACTIVE &&
         is_plain(epilogue->update);
}

INLINE int is_all_zero(const outer_job *job, long row) { return job->bits && !job->bits[row * job->bits_row]; }

INLINE void sum_row(const outer_job *job, long row, float *sums) {
  vfloat sum[2] = {{0}, {0}};
  const float *a = job->a + row * job->a_row;
  if (!is_all_zero(job, row))
#pragma clang loop unroll(full)
    for (int s = 0; s < OUTER_STEPS; s++)
#pragma clang loop unroll(full)
      for (int v = 0; v < 2; v++) sum[v] = fma16(splat(a[s * job->a_step]), job->b[s][v], sum[v]);
  for (int v = 0; v < 2; v++) store(sums + row * 2 * LANES + v * LANES, without_sign_of_zero(sum[v]));
}

// Without gradient and first moment Adam changes the second moment alone: so for pixels that are hardly ever seen.
INLINE int rests(int rule, const fledge_optimizer_step *update, long i) {
  if (rule != FLEDGE_ADAM || !(update->epsilon > 0)) return 0;
  if (lane_bits(((vint)load(update->first + i) | (vint)load(update->first + i + LANES)) != 0)) return 0;
  for (int v = 0; v < 2; v++, i += LANES)
    store(update->second + i, without_dust(update->decay2 * load(update->second + i)));
  return 1;
}

INLINE void outer_rule(int rule, int buffers, fledge_optimizer_step update, outer_job job, long rows, float *sums) {
  for (long row = 0; row < SUMS_AHEAD && row < rows; row++) sum_row(&job, row, sums);
  for (long row = 0; row < rows; row++) {
    if (row + SUMS_AHEAD < rows) sum_row(&job, row + SUMS_AHEAD, sums);
    const long i = row * 2 * LANES;
    if (is_all_zero(&job, row) && rests(rule, &update, i)) continue;
    optimize_lanes(rule, buffers, 1, &update, i, LANES);
    optimize_lanes(rule, buffers, 1, &update, i + LANES, LANES);
  }
}

#define OUTER_CASE(name, buffers) case name: outer_rule(name, buffers, update, part, rows, sums); break;

// Rows first ..< first + rows of a panel of 32 columns from `column` on, whose weights `update` begins at; `sums` has
// room for as many elements.
KERNEL void update_outer(const fledge_product *job, long first, long rows, long column, fledge_optimizer_step update,
                         float *sums) {
  const fledge_zero_mask *zeros = &job->zero_mask;
  outer_job part = {.a = job->a + first * job->a_row_stride,
                    .a_row = job->a_row_stride,
                    .a_step = job->a_k_stride,
                    .bits = zeros->bits ? zeros->bits + first * zeros->row_stride : NULL,
                    .bits_row = zeros->row_stride};
  for (int s = 0; s < OUTER_STEPS; s++)
    for (int v = 0; v < 2; v++) part.b[s][v] = load(job->b + s * job->columns + column + v * LANES);
  switch (update.rule) { EACH_RULE(OUTER_CASE) }
}

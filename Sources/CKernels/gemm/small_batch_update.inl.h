// The fused weight update of a batch of eight: gradient = a b with k = 8, and the optimizer's update of each weight.
//
// Square roots and divisions of the update leave the FMA ports idle, and mispredicted branches of a sparse product
// stall the update. So the gradient of a later row is computed while this row is updated (software pipelining),
// densely, except for rows of a that are 0 for the whole batch.
enum { SMALL_BATCH = 8, SUMS_AHEAD = 4 };

typedef struct {
  const float *a;
  long a_row, a_k;
  const uint64_t *bits;  // the zero mask of each row, with stride `bits_row`; null: no row is known to be 0
  long bits_row;
  vfloat b[SMALL_BATCH][2];
} small_batch_job;

INLINE int is_all_zero(const small_batch_job *job, long row) { return job->bits && !job->bits[row * job->bits_row]; }

INLINE void sum_row(const small_batch_job *job, long row, float *sums) {
  vfloat sum[2] = {{0}, {0}};
  const float *a = job->a + row * job->a_row;
  if (!is_all_zero(job, row))
#pragma clang loop unroll(full)
    for (int k = 0; k < SMALL_BATCH; k++)
#pragma clang loop unroll(full)
      for (int v = 0; v < 2; v++) sum[v] = fma16(splat(a[k * job->a_k]), job->b[k][v], sum[v]);
  for (int v = 0; v < 2; v++) store(sums + row * 2 * LANES + v * LANES, clear_negative_zero(sum[v]));
}

// Where the gradient and Adam's first moment are 0, as for pixels that are nearly always black, the weights do not
// change: only the second moment decays. Returns whether that was so.
INLINE int skip_unchanged(int rule, const fledge_optimizer_step *update, long i) {
  if (rule != FLEDGE_ADAM || !(update->epsilon > 0)) return 0;
  if (lane_bits(((vint)load(update->first + i) | (vint)load(update->first + i + LANES)) != 0)) return 0;
  for (int v = 0; v < 2; v++, i += LANES)
    store(update->second + i, flush_tiny(update->decay2 * load(update->second + i)));
  return 1;
}

INLINE void small_batch_rule(int rule, int buffers, fledge_optimizer_step update, small_batch_job job, long rows,
                             float *sums) {
  for (long row = 0; row < SUMS_AHEAD && row < rows; row++) sum_row(&job, row, sums);
  for (long row = 0; row < rows; row++) {
    if (row + SUMS_AHEAD < rows) sum_row(&job, row + SUMS_AHEAD, sums);
    const long i = row * 2 * LANES;
    if (is_all_zero(&job, row) && skip_unchanged(rule, &update, i)) continue;
    optimize_lanes(rule, buffers, 1, &update, i, LANES);
    optimize_lanes(rule, buffers, 1, &update, i + LANES, LANES);
  }
}

#define SMALL_BATCH_CASE(name, buffers) case name: small_batch_rule(name, buffers, update, part, rows, sums); break;

// Rows first ..< first + rows of the panel of 32 columns at `column`. `update` points to their weights; `sums` is
// scratch memory for as many elements.
KERNEL void update_small_batch(const fledge_product *job, long first, long rows, long column,
                               fledge_optimizer_step update, float *sums) {
  const fledge_zero_mask *zeros = &job->zero_mask;
  small_batch_job part = {.a = job->a + first * job->a_row_stride,
                    .a_row = job->a_row_stride,
                    .a_k = job->a_k_stride,
                    .bits = zeros->bits ? zeros->bits + first * zeros->row_stride : NULL,
                    .bits_row = zeros->row_stride};
  for (int k = 0; k < SMALL_BATCH; k++)
    for (int v = 0; v < 2; v++) part.b[k][v] = load(job->b + k * job->columns + column + v * LANES);
  switch (update.rule) { EACH_RULE(SMALL_BATCH_CASE) }
}

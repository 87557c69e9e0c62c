// Losses by row, with their gradients. The loss of row r is weights[r] times the sum over its columns; the gradient is
// the derivative of that loss times gradient_scale.

INLINE float row_weight(const fledge_loss_job *job, long r) { return job->weights ? job->weights[r] : 1.0f; }

// With q the (smoothed) targets and p = softmax(x):
// loss = sum(q) log(sum(e^(x - max))) - sum(q (x - max)), gradient = sum(q) p - q.
static void softmax_cross_entropy(const fledge_loss_job *job, long begin, long end) {
  const long columns = job->columns;
  const float spread = job->parameter / (float)columns, peak = 1.0f - job->parameter;
  for (long r = begin; r < end; r++) {
    const float *x = job->predictions + r * columns;
    const float *dense = job->targets ? job->targets + r * columns : NULL;
    const long label = job->labels ? job->labels[r] : -1;
    float *gradient = job->gradient ? job->gradient + r * columns : NULL;
    float weight = row_weight(job, r), largest = row_max(x, columns);
    float exponentials = row_exponentials(x, gradient, largest, columns);

    vfloat mass_lanes = {0}, match_lanes = {0};
    float mass = 1.0f, match = 0.0f;
    if (dense || spread != 0.0f) {
      FOR_VECTORS(i, n, 0, columns) {
        vfloat q = dense ? fma16(load_first(dense + i, n), splat(peak), splat(spread)) : splat(spread);
        vfloat v = load_first(x + i, n) - largest;
        if (n < LANES)
          for (long j = n; j < LANES; j++) q[j] = 0, v[j] = 0;
        mass_lanes += q;
        match_lanes = fma16(q, v, match_lanes);
      }
      match = tree_sum(match_lanes);
      if (dense) mass = tree_sum(mass_lanes);
    }
    if (!dense) match = fmaf(peak, x[label] - largest, match);
    job->losses[r] = weight * (mass * log_of(exponentials) - match);
    if (!gradient) continue;

    float outer = weight * job->gradient_scale, factor = mass / exponentials;
    FOR_VECTORS(i, n, 0, columns) {
      vfloat q = dense ? fma16(load_first(dense + i, n), splat(peak), splat(spread)) : splat(spread);
      vfloat d = fma16(load_first(gradient + i, n), splat(factor), -q);
      if (!dense && label >= i && label < i + LANES) d[label - i] -= peak;
      store_first(gradient + i, flush_tiny(d * outer), n);
    }
  }
}

// The loss of one element and its derivative; p the prediction (a logit for the cross-entropy), t the target.
INLINE void element_loss(int kind, float delta, vfloat p, vfloat t, vfloat *loss, vfloat *slope) {
  vfloat d = p - t, a = abs16(d);
  switch (kind) {
  case FLEDGE_SIGMOID_CROSS_ENTROPY: {
    // max(p, 0) - p t + log(1 + e^-|p|), and sigmoid(p) - t, which share one exponential.
    vfloat e = exp16(-abs16(p)), low = 1.0f / (1.0f + e);
    *loss = fma16(-p, t, max16(p, splat(0))) + log_one_plus16(e);
    *slope = select16(p < 0.0f, e * low, low) - t;
    break;
  }
  case FLEDGE_SQUARED:
    *loss = d * d;
    *slope = d + d;
    break;
  case FLEDGE_ABSOLUTE:
    *loss = a;
    *slope = select16(d == 0.0f, d, copysign16(splat(1), d));
    break;
  default:
    *loss = select16(a <= delta, 0.5f * d * d, delta * (a - 0.5f * delta));
    *slope = select16(a <= delta, d, copysign16(splat(delta), d));
  }
  *slope = select16(d != d, d, *slope);
  *loss = select16(d != d, d, *loss);
}

INLINE void element_losses(int kind, const fledge_loss_job *job, long begin, long end) {
  const long columns = job->columns;
  for (long r = begin; r < end; r++) {
    const float *p = job->predictions + r * columns, *t = job->targets + r * columns;
    float weight = row_weight(job, r), outer = weight * job->gradient_scale;
    vfloat total = {0};
    FOR_VECTORS(i, n, 0, columns) {
      vfloat loss, slope;
      element_loss(kind, job->parameter, load_first(p + i, n), load_first(t + i, n), &loss, &slope);
      if (n < LANES)
        for (long j = n; j < LANES; j++) loss[j] = 0;
      total += loss;
      if (job->gradient) store_first(job->gradient + r * columns + i, flush_tiny(slope * outer), n);
    }
    job->losses[r] = weight * tree_sum(total);
  }
}

static void loss(int kind, const fledge_loss_job *job, long begin, long end) {
  switch (kind) {
  case FLEDGE_SIGMOID_CROSS_ENTROPY: element_losses(FLEDGE_SIGMOID_CROSS_ENTROPY, job, begin, end); break;
  case FLEDGE_SQUARED: element_losses(FLEDGE_SQUARED, job, begin, end); break;
  case FLEDGE_ABSOLUTE: element_losses(FLEDGE_ABSOLUTE, job, begin, end); break;
  case FLEDGE_HUBER: element_losses(FLEDGE_HUBER, job, begin, end); break;
  }
}

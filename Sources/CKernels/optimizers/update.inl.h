// Optimizer updates: one pass over weights, gradient and state. With w the weight, g its gradient, m and v the state
// (`first` and `second`), η `rate`, ε `epsilon`; γ, β1 are `decay1` and β2 `decay2`. The rate η includes the first
// moment's bias correction 1 / (1 - β1^t), and `correction` is 1 / sqrt(1 - β2^t). Values of the state below 2^-100 are
// flushed to 0.

typedef struct { vfloat w, g, first, second; } element_state;

INLINE void update(int rule, const fledge_optimizer_step *job, element_state *e) {
  const vfloat g = e->g;
  const float rate = job->rate;
  switch (rule) {
  case FLEDGE_SGD:  // w = w - η g
    e->w = fma16(splat(-rate), g, e->w);
    break;
  case FLEDGE_CLASSICAL_MOMENTUM:  // m = γ m + g, w = w - η m
    e->first = flush_tiny(fma16(splat(job->decay1), e->first, g));
    e->w = fma16(splat(-rate), e->first, e->w);
    break;
  case FLEDGE_DAMPED_MOMENTUM:  // m = γ m + (1 - γ) η g, w = w - m
    e->first = flush_tiny(fma16(splat(job->decay1), e->first, (job->one_minus_decay1 * rate) * g));
    e->w = e->w - e->first;
    break;
  case FLEDGE_NESTEROV:  // m = γ m + g, w = w - η (γ m + g)
    e->first = flush_tiny(fma16(splat(job->decay1), e->first, g));
    e->w = fma16(splat(-rate), fma16(splat(job->decay1), e->first, g), e->w);
    break;
  case FLEDGE_RMSPROP:  // m = γ m + (1 - γ) g², w = w - η g / (sqrt(m) + ε)
    e->first = flush_tiny(fma16(splat(job->decay1), e->first, job->one_minus_decay1 * (g * g)));
    e->w = e->w - rate * g / (sqrt16(e->first) + job->epsilon);
    break;
  case FLEDGE_ADAGRAD:  // m = m + g², w = w - η g / (sqrt(m) + ε)
    e->first = flush_tiny(fma16(g, g, e->first));
    e->w = e->w - rate * g / (sqrt16(e->first) + job->epsilon);
    break;
  case FLEDGE_ADADELTA: {  // m = γ m + (1 - γ) g², d = sqrt(v + ε) / sqrt(m + ε) g, v = γ v + (1 - γ) d², w = w - η d
    e->first = flush_tiny(fma16(splat(job->decay1), e->first, job->one_minus_decay1 * (g * g)));
    vfloat change = sqrt16(e->second + job->epsilon) / sqrt16(e->first + job->epsilon) * g;
    e->second = flush_tiny(fma16(splat(job->decay1), e->second, job->one_minus_decay1 * (change * change)));
    e->w = fma16(splat(-rate), change, e->w);
    break;
  }
  case FLEDGE_ADAMAX:  // m = β1 m + (1 - β1) g, v = max(β2 v, |g| + ε), w = w - η m / v
    e->first = flush_tiny(fma16(splat(job->decay1), e->first, job->one_minus_decay1 * g));
    e->second = flush_tiny(max16(job->decay2 * e->second, abs16(g) + job->epsilon));
    e->w = e->w - rate * e->first / e->second;
    break;
  case FLEDGE_LION: {  // w = w - η sign(β1 m + (1 - β1) g), m = β2 m + (1 - β2) g
    vfloat direction = fma16(splat(job->decay1), e->first, job->one_minus_decay1 * g);
    e->first = flush_tiny(fma16(splat(job->decay2), e->first, job->one_minus_decay2 * g));
    vfloat sign = select16(direction == 0.0f, splat(0), copysign16(splat(1), direction));
    e->w = fma16(splat(-rate), select16(g != g, g, sign), e->w);
    break;
  }
  // m = β1 m + (1 - β1) g, v = β2 v + (1 - β2) g²
  // Adam:  w = w - η m / (sqrt(v) correction + ε)
  // NAdam: w = w - (η m + gradient_rate g) / (sqrt(v) correction + ε)
  // RAdam: as Adam once the variance of the second moment is `rectified`, before that w = w - η m
  default: {
    e->first = flush_tiny(fma16(splat(job->decay1), e->first, job->one_minus_decay1 * g));
    e->second = flush_tiny(fma16(splat(job->decay2), e->second, job->one_minus_decay2 * (g * g)));
    vfloat deviation = fma16(sqrt16(e->second), splat(job->correction), splat(job->epsilon));
    if (rule == FLEDGE_RADAM && !job->rectified) e->w = fma16(splat(-rate), e->first, e->w);
    else if (rule == FLEDGE_NADAM)
      e->w = e->w - fma16(splat(job->gradient_rate), g, rate * e->first) / deviation;
    else e->w = e->w - rate * e->first / deviation;
  }
  }
}

// Updates the first n of sixteen elements from `i` on. With `plain`, gradients are not scaled and there is no
// regularisation.
INLINE void optimize_lanes(int rule, int buffers, int plain, const fledge_optimizer_step *job, long i, long n) {
  element_state e = {.w = load_first(job->weights + i, n), .g = load_first(job->gradient + i, n)};
  if (buffers > 0) e.first = load_first(job->first + i, n);
  if (buffers > 1) e.second = load_first(job->second + i, n);
  if (!plain) {
    e.g = e.g * job->gradient_scale;
    if (job->l2 != 0) e.g = fma16(splat(job->l2), e.w, e.g);
    if (job->l1 != 0) e.g = e.g + select16(e.w == 0.0f, splat(0), copysign16(splat(job->l1), e.w));
    if (job->keep != 1) e.w = e.w * job->keep;
  }
  update(rule, job, &e);
  store_first(job->weights + i, e.w, n);
  if (buffers > 0) store_first(job->first + i, e.first, n);
  if (buffers > 1) store_first(job->second + i, e.second, n);
}

INLINE int is_plain(const fledge_optimizer_step *job) {
  return job->gradient_scale == 1 && job->l1 == 0 && job->l2 == 0 && job->keep == 1;
}

// Takes the job by value: no store can alias the copy, so its coefficients stay in registers. Whole vectors need no
// mask. Both matter most where two hardware threads share a core.
INLINE void optimize_rule(int rule, int buffers, fledge_optimizer_step job, long begin, long end) {
  long i = begin;
  if (is_plain(&job))
    for (; i + LANES <= end; i += LANES) optimize_lanes(rule, buffers, 1, &job, i, LANES);
  else
    for (; i + LANES <= end; i += LANES) optimize_lanes(rule, buffers, 0, &job, i, LANES);
  if (i < end) optimize_lanes(rule, buffers, 0, &job, i, end - i);
}

// Every rule, with the number of its state buffers.
#define EACH_RULE(DO) \
  DO(FLEDGE_SGD, 0) \
  DO(FLEDGE_CLASSICAL_MOMENTUM, 1) \
  DO(FLEDGE_DAMPED_MOMENTUM, 1) \
  DO(FLEDGE_NESTEROV, 1) \
  DO(FLEDGE_RMSPROP, 1) \
  DO(FLEDGE_ADAM, 2) \
  DO(FLEDGE_ADAGRAD, 1) \
  DO(FLEDGE_ADADELTA, 2) \
  DO(FLEDGE_ADAMAX, 2) \
  DO(FLEDGE_NADAM, 2) \
  DO(FLEDGE_RADAM, 2) \
  DO(FLEDGE_LION, 1)

#define OPTIMIZE_CASE(name, buffers) case name: optimize_rule(name, buffers, *job, begin, end); break;

static void optimize(const fledge_optimizer_step *job, long begin, long end) {
  switch (job->rule) { EACH_RULE(OPTIMIZE_CASE) }
}

// The step for the elements from `begin` on of the flat buffers, with their gradient at `gradient`.
INLINE fledge_optimizer_step step_from(const fledge_optimizer_step *step, const float *gradient, long begin) {
  fledge_optimizer_step part = *step;
  part.weights += begin;
  part.gradient = gradient;
  if (part.first) part.first += begin;
  if (part.second) part.second += begin;
  return part;
}

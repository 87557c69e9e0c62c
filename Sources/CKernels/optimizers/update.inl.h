// One pass over weights, gradient and state for each optimizer. Moments below 2^-100 are written as 0.

typedef struct { vfloat w, g, first, second; } element_state;

INLINE void update(int rule, const fledge_optimizer_step *job, element_state *e) {
  const vfloat g = e->g;
  const float rate = job->rate;
  switch (rule) {
  case FLEDGE_SGD:
    e->w = fma16(splat(-rate), g, e->w);
    break;
  case FLEDGE_CLASSICAL_MOMENTUM:
    e->first = without_dust(fma16(splat(job->decay1), e->first, g));
    e->w = fma16(splat(-rate), e->first, e->w);
    break;
  case FLEDGE_DAMPED_MOMENTUM:
    e->first = without_dust(fma16(splat(job->decay1), e->first, (job->one_minus_decay1 * rate) * g));
    e->w = e->w - e->first;
    break;
  case FLEDGE_NESTEROV:
    e->first = without_dust(fma16(splat(job->decay1), e->first, g));
    e->w = fma16(splat(-rate), fma16(splat(job->decay1), e->first, g), e->w);
    break;
  case FLEDGE_RMSPROP:
    e->first = without_dust(fma16(splat(job->decay1), e->first, job->one_minus_decay1 * (g * g)));
    e->w = e->w - rate * g / (sqrt16(e->first) + job->epsilon);
    break;
  case FLEDGE_ADAGRAD:
    e->first = without_dust(fma16(g, g, e->first));
    e->w = e->w - rate * g / (sqrt16(e->first) + job->epsilon);
    break;
  case FLEDGE_ADADELTA: {
    e->first = without_dust(fma16(splat(job->decay1), e->first, job->one_minus_decay1 * (g * g)));
    vfloat change = sqrt16(e->second + job->epsilon) / sqrt16(e->first + job->epsilon) * g;
    e->second = without_dust(fma16(splat(job->decay1), e->second, job->one_minus_decay1 * (change * change)));
    e->w = fma16(splat(-rate), change, e->w);
    break;
  }
  case FLEDGE_ADAMAX:
    e->first = without_dust(fma16(splat(job->decay1), e->first, job->one_minus_decay1 * g));
    e->second = without_dust(larger(job->decay2 * e->second, abs16(g) + job->epsilon));
    e->w = e->w - rate * e->first / e->second;
    break;
  case FLEDGE_LION: {
    vfloat direction = fma16(splat(job->decay1), e->first, job->one_minus_decay1 * g);
    e->first = without_dust(fma16(splat(job->decay2), e->first, job->one_minus_decay2 * g));
    vfloat sign = choose(direction == 0.0f, splat(0), with_sign_of(splat(1), direction));
    e->w = fma16(splat(-rate), choose(g != g, g, sign), e->w);
    break;
  }
  default: {  // Adam, NAdam, RAdam
    e->first = without_dust(fma16(splat(job->decay1), e->first, job->one_minus_decay1 * g));
    e->second = without_dust(fma16(splat(job->decay2), e->second, job->one_minus_decay2 * (g * g)));
    vfloat deviation = fma16(sqrt16(e->second), splat(job->correction), splat(job->epsilon));
    if (rule == FLEDGE_RADAM && !job->rectified) e->w = fma16(splat(-rate), e->first, e->w);
    else if (rule == FLEDGE_NADAM)
      e->w = e->w - fma16(splat(job->gradient_rate), g, rate * e->first) / deviation;
    else e->w = e->w - rate * e->first / deviation;
  }
  }
}

// The first n of sixteen elements from `i` on; `plain`: gradients are used as they are, weights do not decay.
INLINE void optimize_lanes(int rule, int buffers, int plain, const fledge_optimizer_step *job, long i, long n) {
  element_state e = {.w = load_first(job->weights + i, n), .g = load_first(job->gradient + i, n)};
  if (buffers > 0) e.first = load_first(job->first + i, n);
  if (buffers > 1) e.second = load_first(job->second + i, n);
  if (!plain) {
    e.g = e.g * job->gradient_scale;
    if (job->l2 != 0) e.g = fma16(splat(job->l2), e.w, e.g);
    if (job->l1 != 0) e.g = e.g + choose(e.w == 0.0f, splat(0), with_sign_of(splat(job->l1), e.w));
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

// Takes a copy of the job, which no store can reach, so that its numbers stay in registers; whole vectors come first,
// without a mask. Both matter: a core that runs another program's thread too has half of its units for this one.
INLINE void optimize_rule(int rule, int buffers, fledge_optimizer_step job, long begin, long end) {
  long i = begin;
  if (is_plain(&job))
    for (; i + LANES <= end; i += LANES) optimize_lanes(rule, buffers, 1, &job, i, LANES);
  else
    for (; i + LANES <= end; i += LANES) optimize_lanes(rule, buffers, 0, &job, i, LANES);
  if (i < end) optimize_lanes(rule, buffers, 0, &job, i, end - i);
}

// Every rule with the number of its state's buffers.
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

// The step for elements from `begin` on of its flat buffer, whose gradient lies at `gradient`.
INLINE fledge_optimizer_step step_from(const fledge_optimizer_step *step, const float *gradient, long begin) {
  fledge_optimizer_step part = *step;
  part.weights += begin;
  part.gradient = gradient;
  if (part.first) part.first += begin;
  if (part.second) part.second += begin;
  return part;
}

// Scales columns begin ..< end (begin a multiple of 32) down to a length of at most `maximum`.
static void limit_columns(float *w, int panels, float maximum, long rows, long columns, long begin, long end) {
  for (long c = begin; c < end; c += LANES) {
    long panel = c / FLEDGE_PANEL_WIDTH * FLEDGE_PANEL_WIDTH;
    long across = columns - panel < FLEDGE_PANEL_WIDTH ? columns - panel : FLEDGE_PANEL_WIDTH;
    long stride = panels ? across : columns, n = end - c;
    float *at = w + (panels ? panel * rows + (c - panel) : c);
    vfloat squares = {0};
    for (long r = 0; r < rows; r++) {
      vfloat v = load_first(at + r * stride, n);
      squares = fma16(v, v, squares);
    }
    vfloat length = sqrt16(squares);
    vfloat factor = choose(length > maximum, maximum / length, splat(1));
    for (long r = 0; r < rows; r++) store_first(at + r * stride, load_first(at + r * stride, n) * factor, n);
  }
}

static void limit_rows(float *w, int panels, float maximum, long rows, long columns, long begin, long end) {
  for (long r = begin; r < end; r++) {
    float factor = 1;
    for (int pass = 0; pass < 2; pass++) {
      vfloat squares = {0};
      for (long panel = 0; panel < columns; panel += FLEDGE_PANEL_WIDTH) {
        long across = columns - panel < FLEDGE_PANEL_WIDTH ? columns - panel : FLEDGE_PANEL_WIDTH;
        float *at = w + (panels ? panel * rows + r * across : r * columns + panel);
        FOR_VECTORS(c, n, 0, across) {
          vfloat v = load_first(at + c, n);
          if (pass == 0) squares = fma16(v, v, squares);
          else store_first(at + c, v * factor, n);
        }
      }
      if (pass == 1) break;
      float length = sqrtf(tree_sum(squares));
      if (!(length > maximum)) break;
      factor = maximum / length;
    }
  }
}

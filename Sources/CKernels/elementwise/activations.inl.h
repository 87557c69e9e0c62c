// Activation functions and their gradients: y = f(x), dx = dy f'(x). relu'(0) = 0.

#define SELU_SCALE 1.0507009873554805f
#define SELU_ALPHA 1.6732632423543772f
#define GELU_TANH_FACTOR 0.7978845608028654f
#define GELU_TANH_CUBE 0.044715f
#define SQRT_HALF 0.7071067811865476f
#define NORMAL_DENSITY 0.3989422804014327f

INLINE vfloat elu16(vfloat x, float alpha) {
  return select16(x > 0.0f, x, alpha * (exp16(min16(x, splat(0))) - 1.0f));
}

INLINE vfloat gelu16(vfloat x) { return 0.5f * x * (1.0f + erf16(x * SQRT_HALF)); }

INLINE vfloat gelu_tanh_argument(vfloat x) {
  return GELU_TANH_FACTOR * fma16(x * x * x, splat(GELU_TANH_CUBE), x);
}

static void activation(int kind, float parameter, const float *x, float *y, long begin, long end) {
  switch (kind) {
  case FLEDGE_RELU: APPLY(select16(v <= 0.0f, splat(0), v));
  case FLEDGE_LEAKY_RELU: APPLY(select16(v > 0.0f, v, v * parameter));
  case FLEDGE_ELU: APPLY(elu16(v, parameter));
  case FLEDGE_SELU: APPLY(SELU_SCALE * elu16(v, SELU_ALPHA));
  case FLEDGE_GELU: APPLY(gelu16(v));
  case FLEDGE_GELU_TANH: APPLY(0.5f * v * (1.0f + tanh16(gelu_tanh_argument(v))));
  case FLEDGE_SILU: APPLY(v * sigmoid16(v));
  case FLEDGE_SIGMOID: APPLY(sigmoid16(v));
  case FLEDGE_TANH: APPLY(tanh16(v));
  case FLEDGE_SOFTPLUS: APPLY(softplus16(v));
  case FLEDGE_HARD_TANH: APPLY(select16(v < -1.0f, splat(-1), select16(v > 1.0f, splat(1), v)));
  }
}

// With u = sqrt(2 / pi) (x + 0.044715 x^3) and t = tanh(u): f' = (1 + t) / 2 + x (1 - t^2) u' / 2.
INLINE vfloat gelu_tanh_derivative(vfloat x) {
  vfloat t = tanh16(gelu_tanh_argument(x));
  vfloat inner = GELU_TANH_FACTOR * fma16(x * x, splat(3 * GELU_TANH_CUBE), splat(1));
  return 0.5f * (1.0f + t) + 0.5f * x * (1.0f - t * t) * inner;
}

INLINE vfloat gelu_derivative(vfloat x) {
  vfloat density = NORMAL_DENSITY * exp16(-0.5f * x * x);
  return 0.5f * (1.0f + erf16(x * SQRT_HALF)) + x * density;
}

INLINE vfloat silu_derivative(vfloat x) {
  vfloat s = sigmoid16(x);
  return s * (1.0f + x * (1.0f - s));
}

#define APPLY_GRADIENT(derivative) \
  FOR_VECTORS(i, n, begin, end) { \
    vfloat g = load_first(dy + i, n), v = load_first(x + i, n), f = load_first(y + i, n); \
    (void)v, (void)f; \
    store_first(dx + i, derivative, n); \
  } \
  break

// Gradients of saturated units would be denormal: they are flushed to 0.
static void activation_gradient(int kind, float parameter, const float *x, const float *y, const float *dy,
                                float *dx, long begin, long end) {
  switch (kind) {
  case FLEDGE_RELU: APPLY_GRADIENT(select16(v > 0.0f, g, splat(0)));
  case FLEDGE_LEAKY_RELU: APPLY_GRADIENT(select16(v > 0.0f, g, g * parameter));
  case FLEDGE_ELU: APPLY_GRADIENT(select16(v > 0.0f, g, flush_tiny(g * (f + parameter))));
  case FLEDGE_SELU:
    APPLY_GRADIENT(select16(v > 0.0f, g * SELU_SCALE, flush_tiny(g * (f + SELU_SCALE * SELU_ALPHA))));
  case FLEDGE_GELU: APPLY_GRADIENT(flush_tiny(g * gelu_derivative(v)));
  case FLEDGE_GELU_TANH: APPLY_GRADIENT(flush_tiny(g * gelu_tanh_derivative(v)));
  case FLEDGE_SILU: APPLY_GRADIENT(flush_tiny(g * silu_derivative(v)));
  case FLEDGE_SIGMOID: APPLY_GRADIENT(flush_tiny(g * (f * (1.0f - f))));
  case FLEDGE_TANH: APPLY_GRADIENT(flush_tiny(g * fma16(-f, f, splat(1))));
  case FLEDGE_SOFTPLUS: APPLY_GRADIENT(flush_tiny(g * sigmoid16(v)));
  case FLEDGE_HARD_TANH: APPLY_GRADIENT(select16((v > -1.0f) & (v < 1.0f), g, splat(0)));
  }
}

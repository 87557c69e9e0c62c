// exp, log, tanh, sigmoid, softplus, erf, sin and cos on sixteen lanes: the same bits on every processor.
// The errors stated here were measured over all, or a dense sweep of, single-precision arguments;
// Tests/KernelsTests/ElementaryFunctionTests.swift checks them.

#include "polynomials.h"

#define POLYNOMIAL(coefficients, t) \
  polynomial(coefficients, sizeof(coefficients) / sizeof(float), t)

INLINE vfloat polynomial(const float *coefficients, int count, vfloat t) {
  vfloat sum = splat(coefficients[count - 1]);
#pragma clang loop unroll(full)
  for (int i = count - 2; i >= 0; i--) sum = fma16(sum, t, splat(coefficients[i]));
  return sum;
}

// e^x = 2^n e^r with n = round(x / ln 2); error at most 1.02 ulp. 0 below -87.33654 (where the result would be
// denormal), infinity above 88.72283.
INLINE vfloat exp16(vfloat x) {
  const float shift = 0x1.8p23f;
  vfloat t = fma16(x, splat(0x1.715476p0f), splat(shift));
  vfloat n = t - shift;
  vfloat r = fma16(n, splat(-0x1.62e400p-1f), x);
  r = fma16(n, splat(-0x1.7f7d1cp-20f), r);
  vfloat p = fma16(POLYNOMIAL(EXP_COEFFICIENTS, r), r * r, r) + 1.0f;
  vint power = ((vint)t - 0x4b400000) << 23;
  vfloat y = (vfloat)((vint)p + power);
  y = select16(x > 88.72283f, splat(INFINITY), y);
  y = select16(x < -87.33654f, splat(0), y);
  return select16(x != x, x, y);
}

// The natural logarithm, error at most 1 ulp. log(0) = -infinity, log of a negative number is NaN.
INLINE vfloat log16(vfloat x) {
  vint tiny = x < 0x1p-126f;
  vfloat scaled = select16(tiny, x * 0x1p24f, x);
  // Split off the exponent so that the fraction is in [sqrt(1/2), sqrt(2)).
  vint bits = (vint)scaled - 0x3f3504f3;
  vint exponent = bits >> 23;
  vfloat fraction = (vfloat)((bits & 0x7fffff) + 0x3f3504f3);
  vfloat e = __builtin_convertvector(exponent, vfloat) - select16(tiny, splat(24), splat(0));
  vfloat f = fraction - 1.0f, f2 = f * f;
  vfloat p = POLYNOMIAL(LOG_COEFFICIENTS, f) * f * f2;
  p = fma16(e, splat(-0x1.bd0106p-13f), p);
  p = fma16(f2, splat(-0.5f), p);
  vfloat y = fma16(e, splat(0x1.63p-1f), f + p);
  y = select16(x == 0.0f, splat(-INFINITY), y);
  y = select16(x == INFINITY, x, y);
  return select16((x < 0.0f) | (x != x), splat(NAN), y);
}

// log(1 + u) for 0 <= u <= 1, error at most 2 ulp.
INLINE vfloat log_one_plus16(vfloat u) {
  vfloat sum = 1.0f + u;
  return log16(sum) + (u - (sum - 1.0f)) / sum;
}

// The hyperbolic tangent, error at most 2 ulp.
INLINE vfloat tanh16(vfloat x) {
  vfloat a = abs16(x), s = x * x;
  vfloat small = fma16(POLYNOMIAL(TANH_COEFFICIENTS, s) * s, x, x);
  vfloat large = 1.0f - 2.0f / (exp16(a + a) + 1.0f);
  vfloat y = select16(a < 0.625f, small, copysign16(large, x));
  return select16(x != x, x, y);
}

// 1 / (1 + e^-x), error at most 3 ulp. Exactly 0 below -88.72283.
INLINE vfloat sigmoid16(vfloat x) { return 1.0f / (1.0f + exp16(-x)); }

// log(1 + e^x) = max(x, 0) + log(1 + e^-|x|), error at most 2 ulp.
INLINE vfloat softplus16(vfloat x) {
  vfloat y = max16(x, splat(0)) + log_one_plus16(exp16(-abs16(x)));
  return select16(x != x, x, y);
}

// The error function, error at most 2 ulp.
INLINE vfloat erf16(vfloat x) {
  vfloat a = abs16(x);
  vfloat small = fma16(POLYNOMIAL(ERF_COEFFICIENTS, x * x), x, x);
  vfloat clamped = min16(a, splat(4));
  vfloat large = 1.0f - exp16(-POLYNOMIAL(ERFC_COEFFICIENTS, clamped));
  vfloat y = select16(a < 0.921875f, small, copysign16(large, x));
  return select16(x != x, x, y);
}

// sin(pi x) and cos(pi x) for |x| <= 2, absolute error at most 1e-7.
INLINE void sincospi16(vfloat x, vfloat *sine, vfloat *cosine) {
  const float shift = 0x1.8p23f;
  vfloat t = fma16(x, splat(2), splat(shift));
  vint quarter = (vint)t;
  vfloat r = fma16(t - shift, splat(-0.5f), x), s = r * r;
  vfloat sin_r = r * POLYNOMIAL(SINE_COEFFICIENTS, s);
  vfloat cos_r = fma16(POLYNOMIAL(COSINE_COEFFICIENTS, s), s, splat(1));
  vint swap = (quarter & 1) != 0;
  vfloat a = select16(swap, cos_r, sin_r), b = select16(swap, sin_r, cos_r);
  *sine = (vfloat)((vint)a ^ ((quarter & 2) << 30));
  *cosine = (vfloat)((vint)b ^ (((quarter + 1) & 2) << 30));
}

// Written by Scripts/fit_polynomials.py; do not edit. Lowest degree first.
#ifndef FLEDGE_POLYNOMIALS_H
#define FLEDGE_POLYNOMIALS_H

// e^r = 1 + r + r^2 P(r), |r| <= ln(2) / 2; largest error of the fit 3.2e-09.
static const float EXP_COEFFICIENTS[] = {0x1.fffffcp-2f, 0x1.555492p-3f, 0x1.5558bep-5f, 0x1.1239ep-7f,
    0x1.6a3fb8p-10f};

// log(1 + f) = f - f^2 / 2 + f^3 P(f), sqrt(1/2) <= 1 + f <= sqrt(2); largest error of the fit 7.3e-10.
static const float LOG_COEFFICIENTS[] = {0x1.555546p-2f, -0x1.ffffeep-3f, 0x1.99a544p-3f, -0x1.5562e2p-3f,
    0x1.2332cep-3f, -0x1.fb438ap-4f, 0x1.e6512p-4f, -0x1.e2e676p-4f, 0x1.1b3b06p-4f};

// tanh(x) = x + x^3 P(x^2), |x| <= 0.625; largest error of the fit 1.8e-10.
static const float TANH_COEFFICIENTS[] = {-0x1.555554p-2f, 0x1.11107ap-3f, -0x1.b9f188p-5f, 0x1.63a55p-6f,
    -0x1.0c5edp-7f, 0x1.1a2816p-9f};

// erf(x) = x + x P(x^2), |x| <= 0.921875; largest error of the fit 9.7e-10.
static const float ERF_COEFFICIENTS[] = {0x1.06eba8p-3f, -0x1.812742p-2f, 0x1.ce2df2p-4f, -0x1.b80dbp-6f,
    0x1.54c58p-8f, -0x1.aa4cc4p-11f, 0x1.5d5558p-14f};

// erf(x) = 1 - exp(-P(x)), 0.921875 <= x <= 4; largest error of the fit 3.3e-11.
static const float ERFC_COEFFICIENTS[] = {-0x1.56006ap-13f, 0x1.21238cp+0f, 0x1.445b5ep-1f, 0x1.ba991cp-4f,
    -0x1.98762p-6f, 0x1.0acd9ep-8f, -0x1.a59d58p-12f, 0x1.ff00fcp-17f, 0x1.e86ce8p-22f};

// sin(pi r) = r P(r^2), |r| <= 1/4; largest error of the fit 2.5e-09.
static const float SINE_COEFFICIENTS[] = {0x1.921fb6p+1f, -0x1.4abc1cp+2f, 0x1.468e52p+1f, -0x1.3e319p-1f,
    0x1.e67d08p-3f};

// cos(pi r) = 1 + r^2 P(r^2), |r| <= 1/4; largest error of the fit 2.9e-10.
static const float COSINE_COEFFICIENTS[] = {-0x1.3bd3ccp+2f, 0x1.03c192p+2f, -0x1.558c86p+0f, 0x1.b7957cp-3f,
    0x1.c2df98p-4f};

#endif

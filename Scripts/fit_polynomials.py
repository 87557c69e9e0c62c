"""Fits the polynomials behind Fledge's own exp, log, tanh, erf, sin and cos.

Usage: python3 Scripts/fit_polynomials.py > Sources/CKernels/simd/polynomials.h

Each fit minimises the largest weighted error over a dense grid (Lawson's iteration: least squares
whose weights grow where the error is large). The coefficients are then rounded to single precision one
after the other, lowest degree first, and the remaining ones are fitted again, so that later
coefficients make up for the rounding of earlier ones.
"""

import math
import re

import numpy

POINTS = 3000


def lawson(basis, target, weight):
    """Coefficients that minimise max |weight * (basis @ c - target)|."""
    importance = numpy.full(len(target), 1.0 / len(target))
    best, smallest = None, math.inf
    for _ in range(200):
        scale = weight * numpy.sqrt(importance)
        coefficients = numpy.linalg.lstsq(basis * scale[:, None], target * scale, rcond=None)[0]
        error = numpy.abs(weight * (basis @ coefficients - target))
        if error.max() < smallest:
            best, smallest = coefficients, error.max()
        importance *= error + 1e-30
        importance /= importance.sum()
    return best


def fit(target, weight, low, high, degree):
    """Single-precision coefficients of a polynomial in t on [low, high], lowest degree first."""
    t = (low + high) / 2 - (high - low) / 2 * numpy.cos(numpy.linspace(0, math.pi, POINTS))
    values = numpy.array([target(v) for v in t])
    weights = numpy.array([weight(v) for v in t])
    powers = numpy.stack([t**i for i in range(degree + 1)], axis=1)
    rounded = []
    for first in range(degree + 1):
        coefficients = lawson(powers[:, first:], values, weights)
        rounded.append(numpy.float32(coefficients[0]))
        values = values - powers[:, first] * float(rounded[-1])
    return rounded, numpy.abs(weights * values).max()


def series(function, divisor, zero):
    """function(t) / divisor(t), with its limit at 0."""
    return lambda t: zero if abs(t) < 1e-12 else function(t) / divisor(t)


def exp_rest(r):
    """(e^r - 1 - r) / r^2."""
    if abs(r) < 0.02:
        return sum(r**i / math.factorial(i + 2) for i in range(8))
    return (math.expm1(r) - r) / r**2


def log_rest(f):
    """(log(1 + f) - f + f^2 / 2) / f^3."""
    if abs(f) < 0.03:
        return sum((-f) ** i / (i + 3) for i in range(16))
    return (math.log1p(f) - f + f * f / 2) / f**3


def tanh_rest(s):
    """(tanh(x) - x) / x^3 as a function of s = x^2."""
    if s < 0.01:
        return -1 / 3 + s * (2 / 15 + s * (-17 / 315 + s * (62 / 2835 - s * 1382 / 155925)))
    x = math.sqrt(s)
    return (math.tanh(x) - x) / (x * s)


def erf_rest(s):
    """erf(x) / x - 1 as a function of s = x^2."""
    x = math.sqrt(s)
    return 2 / math.sqrt(math.pi) - 1 if x < 1e-9 else math.erf(x) / x - 1


def erfc_exponent(x):
    """-log(erfc(x))."""
    return -math.log(math.erfc(x))


def sine(s):
    """sin(pi r) / r as a function of s = r^2."""
    r = math.sqrt(max(s, 0))
    return math.pi if r < 1e-9 else math.sin(math.pi * r) / r


def cosine(s):
    """(cos(pi r) - 1) / r^2 as a function of s = r^2."""
    r = math.sqrt(max(s, 0))
    return -math.pi**2 / 2 if r < 1e-6 else -2 * math.sin(math.pi * r / 2) ** 2 / s


def tanh_weight(s):
    """The error relative to tanh: x^3 / tanh(x)."""
    x = math.sqrt(s)
    return 0.0 if s == 0 else x * s / math.tanh(x)


FITS = [
    ("EXP", "e^r = 1 + r + r^2 P(r), |r| <= ln(2) / 2",
     exp_rest, lambda r: r * r / math.exp(r), -0.3475, 0.3475, 4),
    ("LOG", "log(1 + f) = f - f^2 / 2 + f^3 P(f), sqrt(1/2) <= 1 + f <= sqrt(2)",
     log_rest, lambda f: f * f + 1e-4, math.sqrt(0.5) - 1, math.sqrt(2) - 1, 8),
    ("TANH", "tanh(x) = x + x^3 P(x^2), |x| <= 0.625", tanh_rest, tanh_weight, 0.0, 0.625**2, 5),
    ("ERF", "erf(x) = x + x P(x^2), |x| <= 0.921875",
     erf_rest, lambda s: 1.0, 0.0, 0.921875**2, 6),
    ("ERFC", "erf(x) = 1 - exp(-P(x)), 0.921875 <= x <= 4", erfc_exponent, math.erfc, 0.92, 4.0, 8),
    ("SINE", "sin(pi r) = r P(r^2), |r| <= 1/4", sine, lambda s: math.sqrt(s) + 1e-3, 0.0, 0.0625, 4),
    ("COSINE", "cos(pi r) = 1 + r^2 P(r^2), |r| <= 1/4", cosine, lambda s: max(s, 1e-4), 0.0, 0.0625, 4),
]


def main():
    print("// Written by Scripts/fit_polynomials.py; do not edit. Lowest degree first.")
    print("#ifndef FLEDGE_POLYNOMIALS_H\n#define FLEDGE_POLYNOMIALS_H")
    for name, formula, target, weight, low, high, degree in FITS:
        coefficients, error = fit(target, weight, low, high, degree)
        print(f"\n// {formula}; largest error of the fit {error:.1e}.")
        text = ", ".join(re.sub(r"0+p", "p", float(c).hex()) + "f" for c in coefficients)
        lines, line = [], f"static const float {name}_COEFFICIENTS[] = {{"
        for part in text.split(", "):
            if len(line) + len(part) > 108:
                lines.append(line.rstrip())
                line = "    "
            line += part + ", "
        print("\n".join(lines + [line.rstrip(", ") + "};"]))
    print("\n#endif")


if __name__ == "__main__":
    main()

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

// Statistics feed no training bits, so that the platform's own functions serve here.

/// ln x.
func naturalLogarithm(_ x: Double) -> Double { log(x) }

/// eˣ.
func exponential(_ x: Double) -> Double { exp(x) }

/// 1 − erf(x), accurate far into the tail.
func complementaryErrorFunction(_ x: Double) -> Double { erfc(x) }

/// ln(1 + x), accurate near 0.
func naturalLogarithmOfOnePlus(_ x: Double) -> Double { log1p(x) }

/// ln Γ(x) for x > 0, by Stirling's series after shifting the argument to 15 or more.
///
/// ln Γ(x) = (x − ½) ln x − x + ½ ln 2π + 1/(12x) − 1/(360x³) + 1/(1260x⁵) − …; the error stays below
/// 1e−14·max(1, |ln Γ|).
/// The platform's `lgamma` writes a global sign and is therefore not used.
package func logGamma(_ x: Double) -> Double {
  precondition(x > 0, "ln Γ is taken for positive arguments only")
  var shifted = x
  var product = 1.0
  while shifted < 15 {
    product *= shifted
    shifted += 1
  }
  let inverse = 1 / shifted
  let square = inverse * inverse
  // Bernoulli numbers: B₂ₖ / (2k(2k − 1)).
  let coefficients: [Double] = [1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188, -691.0 / 360_360, 1.0 / 156]
  var series = 0.0
  for coefficient in coefficients.reversed() { series = series * square + coefficient }
  series *= inverse
  let halfLogOfTwoPi = 0.918_938_533_204_672_741_78
  return (shifted - 0.5) * naturalLogarithm(shifted) - shifted + halfLogOfTwoPi + series - naturalLogarithm(product)
}

/// The regularised incomplete beta function Iₓ(a, b), given x and 1 − x apart so that neither loses digits.
///
/// Continued fraction DLMF 8.17.22, evaluated by Lentz's method in Thompson and Barnett's form (1986).
func regularizedIncompleteBeta(_ x: Double, complement: Double, _ a: Double, _ b: Double) -> Double {
  if x <= 0 { return 0 }
  if complement <= 0 { return 1 }
  if x > (a + 1) / (a + b + 2) {
    return 1 - regularizedIncompleteBeta(complement, complement: x, b, a)
  }
  let logX = x > 0.5 ? naturalLogarithmOfOnePlus(-complement) : naturalLogarithm(x)
  let logComplement = complement > 0.5 ? naturalLogarithmOfOnePlus(-x) : naturalLogarithm(complement)
  let logFactor = a * logX + b * logComplement + logGamma(a + b) - logGamma(a) - logGamma(b)
  let tiny = 1e-300
  func guarded(_ value: Double) -> Double { abs(value) < tiny ? tiny : value }
  var numerator = 1.0
  var denominator = 1 / guarded(1 - (a + b) * x / (a + 1))
  var result = denominator
  for index in 1...10_000 {
    let m = Double(index)
    let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
    denominator = 1 / guarded(1 + even * denominator)
    numerator = guarded(1 + even / numerator)
    result *= denominator * numerator
    let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
    denominator = 1 / guarded(1 + odd * denominator)
    numerator = guarded(1 + odd / numerator)
    let change = denominator * numerator
    result *= change
    if abs(change - 1) < 1e-16 { break }
  }
  return exponential(logFactor) * result / a
}

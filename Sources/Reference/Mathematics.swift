// The C library's functions under their usual names, imported once. They may differ in the last bit between platforms,
// which is harmless here: nothing in this module feeds a training run.

#if canImport(Glibc)
  import Glibc

  func exp(_ x: Double) -> Double { Glibc.exp(x) }
  func log(_ x: Double) -> Double { Glibc.log(x) }
  func log1p(_ x: Double) -> Double { Glibc.log1p(x) }
  func expm1(_ x: Double) -> Double { Glibc.expm1(x) }
  func tanh(_ x: Double) -> Double { Glibc.tanh(x) }
  func erf(_ x: Double) -> Double { Glibc.erf(x) }
  func pow(_ x: Double, _ y: Double) -> Double { Glibc.pow(x, y) }
#elseif canImport(Musl)
  import Musl

  func exp(_ x: Double) -> Double { Musl.exp(x) }
  func log(_ x: Double) -> Double { Musl.log(x) }
  func log1p(_ x: Double) -> Double { Musl.log1p(x) }
  func expm1(_ x: Double) -> Double { Musl.expm1(x) }
  func tanh(_ x: Double) -> Double { Musl.tanh(x) }
  func erf(_ x: Double) -> Double { Musl.erf(x) }
  func pow(_ x: Double, _ y: Double) -> Double { Musl.pow(x, y) }
#elseif canImport(Darwin)
  import Darwin

  func exp(_ x: Double) -> Double { Darwin.exp(x) }
  func log(_ x: Double) -> Double { Darwin.log(x) }
  func log1p(_ x: Double) -> Double { Darwin.log1p(x) }
  func expm1(_ x: Double) -> Double { Darwin.expm1(x) }
  func tanh(_ x: Double) -> Double { Darwin.tanh(x) }
  func erf(_ x: Double) -> Double { Darwin.erf(x) }
  func pow(_ x: Double, _ y: Double) -> Double { Darwin.pow(x, y) }
#endif

/// The logistic function 1 / (1 + e^−x), written so that the exponential never overflows.
func logistic(_ x: Double) -> Double {
  if x >= 0 { return 1 / (1 + exp(-x)) }
  let e = exp(x)
  return e / (1 + e)
}

/// The sign of x: −1, 0 or +1.
func sign(_ x: Double) -> Double {
  if x > 0 { return 1 }
  return x < 0 ? -1 : 0
}

/// log(1 + e^x) = max(x, 0) + log(1 + e^−|x|), which neither overflows nor loses small values.
func logOnePlusExp(_ x: Double) -> Double {
  max(x, 0) + log1p(exp(-abs(x)))
}

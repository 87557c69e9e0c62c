import FledgeKernels
import Foundation
import Testing

private func ulp(of value: Double) -> Double { Double(max(abs(Float(value)), 0x1p-126).ulp) }

/// The largest error in ulps over a sweep of all bit patterns, not counting results below 2⁻¹²⁶ that are 0.
private func largestError(
  stride: UInt32 = 50_021, _ kernel: (Span<Float>, inout MutableSpan<Float>) -> Void, _ exact: (Double) -> Double
) -> Double {
  var arguments: [Float] = []
  for bits in Swift.stride(from: UInt32(0), to: 0xFFFF_0000, by: Int(stride)) {
    arguments.append(Float(bitPattern: bits))
  }
  // Most bit patterns are very small or very large: more of those between.
  arguments += (-20_000...20_000).map { Float($0) * 0.005_1 }
  var results = [Float](repeating: 0, count: arguments.count)
  var span = results.mutableSpan
  kernel(arguments.span, &span)
  var largest = 0.0
  for (argument, result) in zip(arguments, results) {
    let expected = exact(Double(argument))
    if expected.isNaN {
      if !result.isNaN { return .infinity }
    } else if Float(expected).isInfinite {
      if result != Float(expected) { return .infinity }
    } else if !(abs(expected) < 0x1p-126 && result == 0) {
      let error = abs(Double(result) - expected) / ulp(of: expected)
      if error.isNaN { return .infinity }
      largest = max(largest, error)
    }
  }
  return largest
}

@Test func `known values`() {
  let x: [Float] = [0, 1, -.infinity, .infinity, .nan, -100, 100]
  let e = onEveryTeam { threads in guarded(count: 7) { apply(.exp, to: x.span, into: &$0, threads: threads) } }
  #expect(e[0] == 1 && e[1] == 2.718_281_8 && e[2] == 0 && e[3] == .infinity && e[4].isNaN)
  #expect(e[5] == 0 && e[6] == .infinity)
  let y: [Float] = [1, 0, .infinity, -1, .nan, 0x1p-149, 8]
  let l = onEveryTeam { threads in guarded(count: 7) { apply(.log, to: y.span, into: &$0, threads: threads) } }
  #expect(l[0] == 0 && l[1] == -.infinity && l[2] == .infinity && l[3].isNaN && l[4].isNaN)
  #expect(l[5] == -103.278_93 && l[6] == 2.079_441_5)
  let z: [Float] = [0, 0.5, 1, 1.5, 2, -0.5, 0.25]
  let s = onEveryTeam { threads in guarded(count: 7) { apply(.sinPi, to: z.span, into: &$0, threads: threads) } }
  #expect(s[0] == 0 && s[1] == 1 && s[2] == 0 && s[3] == -1 && s[4] == 0 && s[5] == -1)
  let c = onEveryTeam { threads in guarded(count: 7) { apply(.cosPi, to: z.span, into: &$0, threads: threads) } }
  #expect(c[0] == 1 && c[1] == 0 && c[2] == -1 && c[3] == 0 && c[4] == 1 && c[5] == 0)
  #expect(abs(s[6] - c[6]) < 1e-7)
}

@Test func `exp is at most one and a fiftieth ulp off`() {
  #expect(largestError({ apply(.exp, to: $0, into: &$1) }, { Foundation.exp($0) }) <= 1.02)
}

@Test func `log is at most 1 ulp off`() {
  #expect(largestError({ apply(.log, to: $0, into: &$1) }, { Foundation.log($0) }) <= 1)
}

@Test func `erf is at most 2 ulp off`() {
  #expect(largestError({ apply(.erf, to: $0, into: &$1) }, { Foundation.erf($0) }) <= 2)
}

@Test func `tanh is at most 2 ulp off`() {
  #expect(largestError({ applyActivation(.tanh, to: $0, into: &$1) }, { Foundation.tanh($0) }) <= 2)
}

@Test func `sigmoid is at most 3 ulp off`() {
  #expect(largestError({ applyActivation(.sigmoid, to: $0, into: &$1) }, { 1 / (1 + Foundation.exp(-$0)) }) <= 3)
}

@Test func `softplus is at most 2 ulp off`() {
  let error = largestError(
    { applyActivation(.softplus, to: $0, into: &$1) },
    { $0.isNaN ? .nan : max($0, 0) + log1p(Foundation.exp(-abs($0))) })
  #expect(error <= 2)
}

@Test func `sine and cosine of pi x are within 1e-7`() {
  let x = (-8000...8000).map { Float($0) * 0x1p-12 }
  for (function, exact) in [
    (ElementaryFunction.sinPi, { Foundation.sin($0) }), (.cosPi, { Foundation.cos($0) }),
  ] as [(ElementaryFunction, (Double) -> Double)] {
    let y = guarded(count: x.count) { apply(function, to: x.span, into: &$0) }
    #expect(largestDifference(y, x.map { exact(Double($0) * .pi) }) <= 1e-7)
  }
}

@Test func `every function has the same bits on every threads`() {
  let x = values(999, scale: 30) + [.nan, .infinity, -.infinity, 0, -0.0, 0x1p-149, 88.722_83, -87.336_54]
  for function in ElementaryFunction.allCases {
    _ = onEveryTeam { threads in guarded(count: x.count) { apply(function, to: x.span, into: &$0, threads: threads) } }
  }
}

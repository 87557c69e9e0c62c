import FledgeKernels
import Foundation
import Testing

private struct Case: Sendable, CustomStringConvertible {
  let function: Activation
  let exact: @Sendable (Double) -> Double
  var description: String { "\(function)" }
}

private func sigmoid(_ x: Double) -> Double { 1 / (1 + Foundation.exp(-x)) }

private let cases: [Case] = [
  Case(function: .relu) { max(0, $0) },
  Case(function: .leakyReLU(slope: 0.25)) { $0 > 0 ? $0 : 0.25 * $0 },
  Case(function: .elu(alpha: 1.5)) { $0 > 0 ? $0 : 1.5 * Foundation.expm1($0) },
  Case(function: .selu) {
    1.050_700_987_355_480_5 * ($0 > 0 ? $0 : 1.673_263_242_354_377_2 * Foundation.expm1($0))
  },
  Case(function: .gelu) { 0.5 * $0 * Foundation.erfc(-$0 / 2.0.squareRoot()) },
  Case(function: .geluTanh) {
    0.5 * $0 * (1 + Foundation.tanh((2 / Double.pi).squareRoot() * ($0 + 0.044_715 * $0 * $0 * $0)))
  },
  Case(function: .silu) { $0 * sigmoid($0) },
  Case(function: .sigmoid, exact: sigmoid),
  Case(function: .tanh) { Foundation.tanh($0) },
  Case(function: .softplus) { max($0, 0) + Foundation.log1p(Foundation.exp(-abs($0))) },
  Case(function: .hardTanh) { max(-1, min(1, $0)) },
]

@Test func `the rectifier on paper`() {
  let x: [Float] = [-2, 0, 3]
  let y = guarded(count: 3) { applyActivation(.relu, to: x.span, into: &$0) }
  #expect(y == [0, 0, 3])
  let dx = guarded(count: 3) {
    activationGradient(.relu, input: x.span, output: y.span, outputGradient: [5, 6, 7].span, into: &$0)
  }
  #expect(dx == [0, 0, 7])
}

@Test(arguments: cases)
private func `values agree with double precision`(test: Case) {
  let x = values(1003, scale: 12) + values(500, seed: 2)
  let y = onEveryTeam { threads in
    guarded(count: x.count) { applyActivation(test.function, to: x.span, into: &$0, threads: threads) }
  }
  #expect(largestDifference(y, x.map { test.exact(Double($0)) }) < 4e-7)
}

@Test(arguments: cases)
private func `gradients agree with finite differences in double precision`(test: Case) {
  // Avoids the corners, where finite differences are wrong.
  let x = (values(503, scale: 8) + values(500, seed: 2)).filter { abs($0) > 1e-3 && abs(abs($0) - 1) > 1e-3 }
  let dy = values(x.count, seed: 3)
  let y = guarded(count: x.count) { applyActivation(test.function, to: x.span, into: &$0) }
  let dx = onEveryTeam { threads in
    guarded(count: x.count) {
      activationGradient(
        test.function, input: x.span, output: y.span, outputGradient: dy.span, into: &$0, threads: threads)
    }
  }
  let expected = zip(x, dy).map { x, dy in
    let (x, h) = (Double(x), 1e-5)
    return Double(dy) * (test.exact(x + h) - test.exact(x - h)) / (2 * h)
  }
  #expect(largestDifference(dx, expected) < 1e-6)
}

@Test(arguments: cases)
private func `every length up to 40 is done, in position too`(test: Case) {
  for count in 1...40 {
    let (x, dy) = (values(count, scale: 3), values(count, seed: 2))
    let apart = guarded(count: count) { applyActivation(test.function, to: x.span, into: &$0) }
    let position = onEveryTeam { threads in
      let arena = AlignedBuffer<Float>(count: count)
      var memory = arena.mutableSpan(0..<count)
      copy(x.span, into: &memory)
      applyActivation(test.function, to: arena.span(0..<count), into: &memory, threads: threads)
      return (0..<count).map { arena.span(0..<count)[$0] }
    }
    #expect(haveSameBits(apart, position))
    _ = onEveryTeam { threads in
      guarded(count: count) {
        activationGradient(
          test.function, input: x.span, output: apart.span, outputGradient: dy.span, into: &$0, threads: threads)
      }
    }
  }
}

@Test func `saturated functions leave no denormal gradient behind`() {
  let x: [Float] = [-86, -87, -88, 44, 45]
  for function in [Activation.sigmoid, .tanh, .silu, .softplus, .gelu] {
    let y = guarded(count: 5) { applyActivation(function, to: x.span, into: &$0) }
    let dx = guarded(count: 5) {
      activationGradient(
        function, input: x.span, output: y.span, outputGradient: [1e-3, 1e-3, 1e-3, 1e-30, 1e-38].span, into: &$0)
    }
    #expect(dx.allSatisfy { $0 == 0 || abs($0) >= 0x1p-100 }, "\(function): \(dx)")
  }
}

import FledgeKernels
import Foundation
import Testing

/// A rule's coefficients by step, and its reference on one weight with two values of state.
private struct Rule: Sendable, CustomStringConvertible {
  let name: String
  let coefficients: @Sendable (_ step: Int) -> UpdateCoefficients
  let textbook: @Sendable (inout Double, Double, inout Double, inout Double, Int) -> Void
  var description: String { name }
}

private let rate = 0.1
private let (beta1, beta2, epsilon) = (0.8, 0.95, 1e-3)

private let rules: [Rule] = [
  Rule(name: "sgd") {
    _ in
    .sgd(learningRate: rate)
  } textbook: { w, g, _, _, _ in
    w -= rate * g
  },
  Rule(name: "classical momentum") {
    _ in
    .classicalMomentum(learningRate: rate, momentum: 0.9)
  } textbook: { w, g, v, _, _ in
    v = 0.9 * v + g
    w -= rate * v
  },
  Rule(name: "damped momentum") {
    _ in
    .dampedMomentum(learningRate: rate, momentum: 0.9)
  } textbook: { w, g, d, _, _ in
    d = 0.9 * d + 0.1 * rate * g
    w -= d
  },
  Rule(name: "nesterov") {
    _ in
    .nesterov(learningRate: rate, momentum: 0.9)
  } textbook: { w, g, v, _, _ in
    v = 0.9 * v + g
    w -= rate * (g + 0.9 * v)
  },
  Rule(name: "lion") {
    _ in
    .lion(learningRate: rate, beta1: beta1, beta2: beta2)
  } textbook: { w, g, m, _, _ in
    let direction = beta1 * m + (1 - beta1) * g
    w -= direction == 0 ? 0 : direction > 0 ? rate : -rate
    m = beta2 * m + (1 - beta2) * g
  },
  Rule(name: "rmsprop") {
    _ in
    .rmsProp(learningRate: rate, decay: 0.9, epsilon: epsilon)
  } textbook: { w, g, s, _, _ in
    s = 0.9 * s + 0.1 * g * g
    w -= rate * g / (s.squareRoot() + epsilon)
  },
  Rule(name: "adagrad") {
    _ in
    .adaGrad(learningRate: rate, epsilon: epsilon)
  } textbook: { w, g, s, _, _ in
    s += g * g
    w -= rate * g / (s.squareRoot() + epsilon)
  },
  Rule(name: "adadelta") {
    _ in
    .adaDelta(learningRate: 1, decay: 0.9, epsilon: epsilon)
  } textbook: { w, g, s, u, _ in
    s = 0.9 * s + 0.1 * g * g
    let d = (u + epsilon).squareRoot() / (s + epsilon).squareRoot() * g
    u = 0.9 * u + 0.1 * d * d
    w -= d
  },
  Rule(name: "adam") {
    .adam(learningRate: rate, beta1: beta1, beta2: beta2, epsilon: epsilon, step: $0)
  } textbook: { w, g, m, v, step in
    (m, v) = (beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g * g)
    let t = Double(step)
    w -= rate * m / (1 - pow(beta1, t)) / ((v / (1 - pow(beta2, t))).squareRoot() + epsilon)
  },
  Rule(name: "adamax") {
    .adaMax(learningRate: rate, beta1: beta1, beta2: beta2, epsilon: epsilon, step: $0)
  } textbook: { w, g, m, u, step in
    (m, u) = (beta1 * m + (1 - beta1) * g, max(beta2 * u, abs(g) + epsilon))
    w -= rate / (1 - pow(beta1, Double(step))) * m / u
  },
  Rule(name: "nadam") {
    .nAdam(learningRate: rate, beta1: beta1, beta2: beta2, epsilon: epsilon, step: $0)
  } textbook: { w, g, m, v, step in
    (m, v) = (beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g * g)
    let mu = (0...step).map { beta1 * (1 - 0.5 * pow(0.96, Double($0 + 1) * 0.004)) }
    let product = mu[..<step].reduce(1, *)
    let standardDeviation = (v / (1 - pow(beta2, Double(step)))).squareRoot() + epsilon
    w -= rate * (1 - mu[step - 1]) / (1 - product) * g / standardDeviation
    w -= rate * mu[step] / (1 - product * mu[step]) * m / standardDeviation
  },
  Rule(name: "radam") {
    .rAdam(learningRate: rate, beta1: beta1, beta2: beta2, epsilon: epsilon, step: $0)
  } textbook: { w, g, m, v, step in
    (m, v) = (beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g * g)
    let (t, limit) = (Double(step), 2 / (1 - beta2) - 1)
    let corrected = m / (1 - pow(beta1, t))
    let length = limit - 2 * t * pow(beta2, t) / (1 - pow(beta2, t))
    guard length > 5 else {
      w -= rate * corrected
      return
    }
    let r = ((length - 4) * (length - 2) * limit / ((limit - 4) * (limit - 2) * length)).squareRoot()
    w -= rate * corrected * r * (1 - pow(beta2, t)).squareRoot() / (v.squareRoot() + epsilon)
  },
]

/// Some steps of a rule: the weights, then both buffers.
private func run(
  _ rule: Rule, weights: [Float], gradients: [[Float]],
  transform: GradientTransform = GradientTransform()
) -> [Float] {
  onEveryTeam { threads in
    let zeros = [Float](repeating: 0, count: weights.count)
    var (w, s, u) = (weights, zeros, zeros)
    for (index, g) in gradients.enumerated() {
      let before = (w, s, u)
      u = guarded(before.2) { u in
        s = guarded(before.1) { s in
          w = guarded(before.0) { w in
            rule.coefficients(index + 1).update(
              &w, gradients: g.span, first: &s, second: &u, transform: transform, threads: threads)
          }
        }
      }
    }
    return w + s + u
  }
}

@Test func `one step on paper`() {
  // w = 1, g = 2, η = 0.1
  func first(_ name: String) -> Float { run(rules.first { $0.name == name }!, weights: [1], gradients: [[2]])[0] }
  #expect(abs(first("sgd") - 0.8) < 1e-7)
  #expect(abs(first("classical momentum") - 0.8) < 1e-7)
  #expect(abs(first("damped momentum") - 0.98) < 1e-7)
  #expect(abs(first("nesterov") - 0.62) < 1e-7)
  #expect(abs(first("lion") - 0.9) < 1e-7)
  // m̂ = 2, √v̂ = 2
  #expect(abs(first("adam") - Float(1 - 0.2 / 2.001)) < 1e-7)
}

@Test(arguments: rules)
private func `eight steps agree with the textbook`(rule: Rule) {
  for count in [1, 15, 16, 17, 40, 100] {
    let weights = values(count)
    let gradients = (0..<8).map { values(count, seed: UInt64($0 + 10), scale: 2) }
    let transform = GradientTransform(scale: 0.5, l1: 0.01, l2: 0.1, weightFactor: 0.99)
    let found = run(rule, weights: weights, gradients: gradients, transform: transform)
    var (w, s, u) = (
      weights.map(Double.init), [Double](repeating: 0, count: count), [Double](repeating: 0, count: count)
    )
    for (index, gradient) in gradients.enumerated() {
      for i in 0..<count {
        let sign: Double = w[i] == 0 ? 0 : w[i] > 0 ? 1 : -1
        let g = 0.5 * Double(gradient[i]) + 0.1 * w[i] + 0.01 * sign
        w[i] *= 0.99
        rule.textbook(&w[i], g, &s[i], &u[i], index + 1)
      }
    }
    #expect(largestDifference(found, w + s + u) < 2e-5)
  }
}

@Test(arguments: rules)
private func `moments become 0 instead of denormal`(rule: Rule) {
  let gradients = [[Float(1e-18), 1e-3, -1e-25]] + [[Float]](repeating: [0, 0, 0], count: 300)
  let state = run(rule, weights: [1, 1, 1], gradients: gradients).dropFirst(3)
  #expect(state.allSatisfy { $0 == 0 || abs($0) >= 0x1p-100 })
}

@Test func `columns and rows that are too long are cut to the limit`() {
  // Columns (3, 4) and (0, 1): lengths 5 and 1.
  let w: [Float] = [3, 0, 4, 1]
  let columns = guarded(w) { limitNorms(&$0, of: .columns, to: 2.5, rows: 2, columns: 2, layout: .rowMajor) }
  #expect(columns == [1.5, 0, 2, 1])
  let rows = guarded(w) { limitNorms(&$0, of: .rows, to: 3, rows: 2, columns: 2, layout: .rowMajor) }
  #expect(rows[0] == 3 && abs(rows[2] - 4 * 3 / 17.0.squareRoot().asFloat) < 1e-6)
}

@Test func `limits hold in panels as row by row`() {
  for (k, n) in [(3, 5), (20, 32), (7, 33), (10, 70)] {
    let w = values(k * n)
    for axis in [NormLimitAxis.columns, .rows] {
      let plain = onEveryTeam { t in
        guarded(w) { limitNorms(&$0, of: axis, to: 1, rows: k, columns: n, layout: .rowMajor, threads: t) }
      }
      let panels = onEveryTeam { t in
        guarded(inPanels(w, k, n)) { limitNorms(&$0, of: axis, to: 1, rows: k, columns: n, threads: t) }
      }
      #expect(haveSameBits(inPanels(plain, k, n), panels))
      for row in 0..<k where axis == .rows {
        let length = plain[row * n..<(row + 1) * n].reduce(0) { $0 + $1 * $1 }.squareRoot()
        #expect(length < 1.000_001)
      }
    }
  }
}

extension Double {
  fileprivate var asFloat: Float { Float(self) }
}

import FledgeKernels
import Foundation
import Testing

private struct Outcome {
  var losses: [Float]
  var gradient: [Float]
}

/// Losses and gradient, with the same bits on every thread pool.
private func evaluate(
  _ rows: Int, _ columns: Int,
  _ body: (inout MutableSpan<Float>, inout MutableSpan<Float>, ThreadPool) -> Void
) -> Outcome {
  let both = onEveryTeam { threads in
    var losses: [Float] = []
    let gradient = guarded(count: rows * columns) { gradient in
      losses = guarded(count: rows) { losses in body(&losses, &gradient, threads) }
    }
    return losses + gradient
  }
  return Outcome(losses: Array(both[..<rows]), gradient: Array(both[rows...]))
}

private func logSoftmax(_ row: [Double]) -> [Double] {
  let largest = row.max() ?? 0
  let sum = row.reduce(0) { $0 + exp($1 - largest) }
  return row.map { $0 - largest - log(sum) }
}

@Test func `two equal scores cost ln 2`() {
  let result = evaluate(1, 2) { losses, gradient, threads in
    softmaxCrossEntropy(
      logits: [3, 3].span, labels: [1].span, gradientScale: 2, losses: &losses, gradient: &gradient, rows: 1,
      columns: 2, threads: threads)
  }
  #expect(abs(result.losses[0] - 0.693_147_2) < 1e-7)
  #expect(result.gradient == [1, -1])
}

@Test(arguments: [Float(0), 0.1])
func `softmax cross-entropy agrees with double precision, by labels and by targets`(smoothing: Float) {
  for (m, n) in [(1, 2), (3, 10), (2, 16), (5, 17), (2, 40)] {
    let x = values(m * n, scale: 5)
    let weights = values(m, seed: 4).map { abs($0) + 0.5 }
    let labels = (0..<m).map { Int32($0 * 7 % n) }
    var oneHot = [Float](repeating: 0, count: m * n)
    for row in 0..<m { oneHot[row * n + Int(labels[row])] = 1 }
    var (losses, gradient): ([Double], [Double]) = ([], [])
    for row in 0..<m {
      let log = logSoftmax(x[row * n..<(row + 1) * n].map(Double.init))
      let q = (0..<n).map { Double(1 - smoothing) * Double(oneHot[row * n + $0]) + Double(smoothing) / Double(n) }
      losses.append(-Double(weights[row]) * zip(q, log).reduce(0) { $0 + $1.0 * $1.1 })
      gradient += zip(q, log).map { 0.25 * Double(weights[row]) * (exp($1) - $0) }
    }
    let byLabel = evaluate(m, n) {
      softmaxCrossEntropy(
        logits: x.span, labels: labels.span, smoothing: smoothing, weights: weights.span, gradientScale: 0.25,
        losses: &$0, gradient: &$1, rows: m, columns: n, threads: $2)
    }
    let byTarget = evaluate(m, n) {
      softmaxCrossEntropy(
        logits: x.span, targets: oneHot.span, smoothing: smoothing, weights: weights.span, gradientScale: 0.25,
        losses: &$0, gradient: &$1, rows: m, columns: n, threads: $2)
    }
    for result in [byLabel, byTarget] {
      #expect(largestDifference(result.losses, losses) < 1e-6)
      #expect(largestDifference(result.gradient, gradient) < 3e-7)
    }
  }
}

@Test func `targets that sum to two count twice`() {
  // 2 ln 2, and 2 · (½, ½) − (2, 0)
  let result = evaluate(1, 2) {
    softmaxCrossEntropy(
      logits: [5, 5].span, targets: [2, 0].span, gradientScale: 1, losses: &$0, gradient: &$1, rows: 1, columns: 2,
      threads: $2)
  }
  #expect(abs(result.losses[0] - 1.386_294_4) < 2e-7)
  #expect(result.gradient == [-1, 1])
}

@Test func `the loss is the same without a gradient`() {
  let x = values(30, scale: 4)
  let with = evaluate(3, 10) {
    softmaxCrossEntropy(
      logits: x.span, labels: [1, 2, 3].span, gradientScale: 1, losses: &$0, gradient: &$1, rows: 3, columns: 10,
      threads: $2)
  }
  let without = guarded(count: 3) {
    var none = MutableSpan<Float>()
    softmaxCrossEntropy(
      logits: x.span, labels: [1, 2, 3].span, gradientScale: 1, losses: &$0, gradient: &none, rows: 3, columns: 10)
  }
  #expect(haveSameBits(with.losses, without))
}

@Test func `element losses on paper`() {
  // d = 3, −1, 0
  let (p, t): ([Float], [Float]) = ([4, 1, 5], [1, 2, 5])
  func run(_ function: ElementLossFunction) -> Outcome {
    evaluate(1, 3) {
      elementLoss(
        function, predictions: p.span, targets: t.span, gradientScale: 1, losses: &$0, gradient: &$1, rows: 1,
        columns: 3, threads: $2)
    }
  }
  #expect(run(.squaredError).losses == [10] && run(.squaredError).gradient == [6, -2, 0])
  #expect(run(.absoluteError).losses == [4] && run(.absoluteError).gradient == [1, -1, 0])
  // 2 · (3 − 1) + ½
  #expect(run(.huber(delta: 2)).losses == [4.5] && run(.huber(delta: 2)).gradient == [2, -1, 0])
}

@Test func `sigmoid cross-entropy agrees with double precision`() {
  for (m, n) in [(1, 1), (3, 10), (2, 33)] {
    let (p, t) = (values(m * n, scale: 20), values(m * n, seed: 2).map { ($0 + 1) / 2 })
    let weights = values(m, seed: 3)
    let result = evaluate(m, n) {
      elementLoss(
        .sigmoidBinaryCrossEntropy, predictions: p.span, targets: t.span, weights: weights.span, gradientScale: 0.5,
        losses: &$0, gradient: &$1, rows: m, columns: n, threads: $2)
    }
    var losses = [Double](repeating: 0, count: m)
    var gradient: [Double] = []
    for i in 0..<m * n {
      let (p, t, weight) = (Double(p[i]), Double(t[i]), Double(weights[i / n]))
      losses[i / n] += weight * (max(p, 0) - p * t + log1p(exp(-abs(p))))
      gradient.append(0.5 * weight * (1 / (1 + exp(-p)) - t))
    }
    #expect(largestDifference(result.losses, losses) < 1e-6)
    #expect(largestDifference(result.gradient, gradient) < 2e-7)
  }
}

@Test func `a NaN in a prediction reaches loss and gradient`() {
  for function in [ElementLossFunction.squaredError, .absoluteError, .huber(delta: 1), .sigmoidBinaryCrossEntropy] {
    let result = evaluate(1, 2) {
      elementLoss(
        function, predictions: [1, .nan].span, targets: [0, 0].span, gradientScale: 1, losses: &$0, gradient: &$1,
        rows: 1, columns: 2, threads: $2)
    }
    #expect(result.losses[0].isNaN && result.gradient[1].isNaN && !result.gradient[0].isNaN, "\(function)")
  }
}

import FledgeKernels
import Testing

/// A rule's coefficients by step.
private struct Rule: Sendable, CustomStringConvertible {
  let description: String
  let coefficients: @Sendable (_ step: Int) -> UpdateCoefficients

  init(_ description: String, _ coefficients: @escaping @Sendable (_ step: Int) -> UpdateCoefficients) {
    (self.description, self.coefficients) = (description, coefficients)
  }

  static let all = [
    Rule("sgd") { _ in .sgd(learningRate: 0.1) },
    Rule("classical momentum") { _ in .classicalMomentum(learningRate: 0.1, momentum: 0.9) },
    Rule("damped momentum") { _ in .dampedMomentum(learningRate: 0.1, momentum: 0.9) },
    Rule("nesterov") { _ in .nesterov(learningRate: 0.1, momentum: 0.9) },
    Rule("lion") { _ in .lion(learningRate: 0.1, beta1: 0.8, beta2: 0.95) },
    Rule("rmsprop") { _ in .rmsProp(learningRate: 0.1, decay: 0.9, epsilon: 1e-3) },
    Rule("adagrad") { _ in .adaGrad(learningRate: 0.1, epsilon: 1e-3) },
    Rule("adadelta") { _ in .adaDelta(learningRate: 1, decay: 0.9, epsilon: 1e-3) },
    Rule("adam") { .adam(learningRate: 0.1, beta1: 0.8, beta2: 0.95, epsilon: 1e-3, step: $0) },
    Rule("adamax") { .adaMax(learningRate: 0.1, beta1: 0.8, beta2: 0.95, epsilon: 1e-3, step: $0) },
    Rule("nadam") { .nAdam(learningRate: 0.1, beta1: 0.8, beta2: 0.95, epsilon: 1e-3, step: $0) },
    Rule("radam") { .rAdam(learningRate: 0.1, beta1: 0.8, beta2: 0.95, epsilon: 1e-3, step: $0) },
  ]
}

private typealias TensorShape = (examples: Int, inputs: Int, outputs: Int)

/// Sizes around the largest batch, rows and columns of the fused small-batch update.
private let shapes: [TensorShape] =
  [4, 49, 100].flatMap { inputs in [10, 32, 45, 96].map { (8, inputs, $0) } } + [(1, 1, 32), (7, 49, 45), (9, 49, 45)]

/// Four batches of images: pixels that are never seen, that are seen once at first, now and then, always.
private func batches(_ shape: TensorShape) -> [[Float]] {
  (0..<4).map { batch in
    let x = values(shape.examples * shape.inputs, seed: UInt64(batch + 1))
    return x.indices.map { position in
      switch position % shape.inputs % 5 {
      case 0, 1: 0
      case 2: batch == 0 ? x[position] : -0.0
      case 3: x[position] < 0.6 ? 0 : x[position]
      default: x[position]
      }
    }
  }
}

private func outputGradients(_ shape: TensorShape) -> [[Float]] {
  (0..<4).map { values(shape.examples * shape.outputs, seed: UInt64($0 + 20)) }
}

/// Moments that have died away, in rows and in halves of rows, and weights that are −0.
private func start(_ shape: TensorShape) -> (weights: [Float], state: [Float]) {
  let (count, inPanel) = ((shape.inputs + 1) * shape.outputs, min(shape.outputs, 32))
  let weights = values(count, seed: 7).map { abs($0) < 0.1 ? -0.0 : $0 }
  let state = values(2 * count, seed: 8).enumerated().map { position, value in
    let (row, column) = (position / inPanel % 5, position % inPanel)
    return position < count && (row == 0 || row == 1 && column < 16) ? 0 : abs(value)
  }
  return (weights, state)
}

private func zeroMask(_ x: [Float], _ shape: TensorShape, _ threads: ThreadPool) -> ZeroMask {
  let found = ZeroMask(capacity: shape.examples, columns: shape.inputs, neighborsAreAlike: true)
  found.find(in: x.span, rows: shape.examples, threads: threads)
  found.transpose(threads: threads)
  return found
}

/// Weights and biases, then the state, after four updates within products.
private func updated(
  _ rule: Rule, _ shape: TensorShape, knowsZeros: Bool, _ transform: GradientTransform,
  _ threads: ThreadPool
) -> [Float] {
  let (first, count) = (start(shape), shape.inputs * shape.outputs)
  let (weights, state) = (
    AlignedBuffer<Float>(count: count + shape.outputs), AlignedBuffer<Float>(count: 2 * (count + shape.outputs))
  )
  var w = weights.mutableSpan(0..<weights.count)
  var s = state.mutableSpan(0..<state.count)
  copy(first.weights.span, into: &w)
  copy(first.state.span, into: &s)
  for (step, (x, dy)) in zip(batches(shape), outputGradients(shape)).enumerated() {
    let update = BufferUpdate(
      rule.coefficients(step + 1), weights: weights, state: state, transform: transform)
    _ = guarded(count: shape.outputs) { db in
      denseUpdate(
        x.span, dy.span, weights: update, at: 0, bias: update, at: count, biasGradient: &db, rows: shape.examples,
        inner: shape.inputs, columns: shape.outputs, zeroMask: knowsZeros ? zeroMask(x, shape, threads) : nil,
        threads: threads)
    }
  }
  return w.indices.map { w[$0] } + s.indices.map { s[$0] }
}

/// The same with gradients that are written first and then applied.
private func updatedApart(
  _ rule: Rule, _ shape: TensorShape, _ transform: GradientTransform, _ threads: ThreadPool
) -> [Float] {
  let (first, count) = (start(shape), shape.inputs * shape.outputs)
  var (w, m) = (first.weights, [Float](first.state.prefix(first.weights.count)))
  var v = [Float](first.state.suffix(first.weights.count))
  for (step, (x, dy)) in zip(batches(shape), outputGradients(shape)).enumerated() {
    var db = [Float]()
    let dw = guarded(count: count) { dw in
      db = guarded(count: shape.outputs) { db in
        denseWeightGradient(
          x.span, dy.span, into: &dw, bias: &db, rows: shape.examples, inner: shape.inputs, columns: shape.outputs,
          threads: threads)
      }
    }
    let gradients = dw + db
    var weights = w.mutableSpan
    var first = m.mutableSpan
    var second = v.mutableSpan
    rule.coefficients(step + 1).update(
      &weights, gradients: gradients.span, first: &first, second: &second, transform: transform, threads: threads)
  }
  return w + m + v
}

@Test(arguments: Rule.all, [false, true])
private func `an update within a product has the bits of gradient and rule apart`(rule: Rule, knowsZeros: Bool) {
  for shape in shapes {
    for transform in [
      GradientTransform(), GradientTransform(scale: 0.5, l1: 0.01, l2: 0.1, weightFactor: 0.99),
    ] {
      let within = onEveryTeam { updated(rule, shape, knowsZeros: knowsZeros, transform, $0) }
      let apart = updatedApart(rule, shape, transform, .serial)
      #expect(haveSameBits(within, apart), "\(shape)")
    }
  }
}

/// Weights that were 1, after Adam's first update without bias.
private func updatedOnce(
  _ x: [Float], _ dy: [Float], _ shape: TensorShape, epsilon: Double = 1e-3, _ threads: ThreadPool
) -> [Float] {
  let count = shape.inputs * shape.outputs
  let (weights, state) = (AlignedBuffer<Float>(count: count), AlignedBuffer<Float>(count: 2 * count))
  var w = weights.mutableSpan(0..<count)
  fill(&w, with: 1)
  let coefficients = UpdateCoefficients.adam(learningRate: 0.1, beta1: 0.8, beta2: 0.95, epsilon: epsilon, step: 1)
  let update = BufferUpdate(coefficients, weights: weights, state: state, transform: GradientTransform())
  var none = MutableSpan<Float>()
  denseUpdate(
    x.span, dy.span, weights: update, at: 0, bias: update, at: 0, biasGradient: &none, rows: shape.examples,
    inner: shape.inputs, columns: shape.outputs, zeroMask: zeroMask(x, shape, threads), threads: threads)
  return w.indices.map { w[$0] }
}

@Test(arguments: [1e-3, 0])
private func `a weight without gradient and moment stays, unless that is 0 by 0`(epsilon: Double) {
  let shape = (examples: 8, inputs: 5, outputs: 32)
  let (x, dy) = (batches(shape)[1], outputGradients(shape)[1])
  let weights = onEveryTeam { updatedOnce(x, dy, shape, epsilon: epsilon, $0) }
  #expect(weights[..<96].allSatisfy { epsilon > 0 ? $0 == 1 : $0.isNaN })
  #expect(weights[128...].allSatisfy { $0 != 1 && $0.isFinite })
}

@Test(arguments: [8, 9])
private func `an update meets an infinite gradient on every threads alike`(examples: Int) {
  let shape = (examples: examples, inputs: 50, outputs: 33)
  let x = batches(shape)[1]
  var dy = outputGradients(shape)[1]
  for position in stride(from: 0, to: dy.count, by: 7) { dy[position] = .infinity }
  let weights = onEveryTeam { updatedOnce(x, dy, shape, $0) }
  #expect(weights.contains { $0.isFinite } && weights.contains { !$0.isFinite })
}

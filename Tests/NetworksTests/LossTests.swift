import FledgeKernels
import FledgeNetworks
import FledgeReference
import FledgeTensors
import Testing

struct LossTests {
  @Test func `equal scores of four classes cost ln 4`() {
    let result = evaluate(SoftmaxCrossEntropy(), [1, 1, 1, 1], labels: [2], batch: 1)
    #expect(abs(result.losses[0] - 1.386_294_4) < 1e-6)
    #expect(result.gradient == [0.25, 0.25, -0.75, 0.25])
  }

  @Test func `an error of (1, 2) costs 2.5 as a mean and 5 as a sum`() {
    let mean = evaluate(SquaredError(.meanOverElements), [1, 2], targets: [0, 4], batch: 1)
    #expect(mean.losses == [2.5] && mean.gradient == [1, -2])
    let sum = evaluate(SquaredError(.sumOverFeatures), [1, 2], targets: [0, 4], batch: 1)
    #expect(sum.losses == [5] && sum.gradient == [2, -4])
  }

  static let more: [any Loss] = [
    SoftmaxCrossEntropy(labelSmoothing: 0.1), SquaredError(.sumOverFeatures), AbsoluteError(.sumOverFeatures),
    HuberLoss(delta: 0.3, .sumOverFeatures), SigmoidBinaryCrossEntropy(.sumOverFeatures),
  ]

  @Test(arguments: LossCatalogue.all + more)
  func `every loss is the textbook's, and the textbook's gradient its derivative`(_ loss: any Loss) throws {
    for (batch, classes) in [(1, 2), (3, 5), (8, 10), (5, 33)] {
      let output = predictions(for: loss, batch: batch, classes: classes)
      let labels = (0..<batch).map { ($0 * 7 + 1) % classes }
      var rows = [Float](repeating: 0, count: loss.needsOneHot ? batch * classes : 0)
      if loss.needsOneHot { for example in 0..<batch { rows[example * classes + labels[example]] = 1 } }
      try compare(loss, output, labels: labels, targets: rows, batch: batch)
      guard !loss.needsLabels else { continue }
      let targets = values(batch * classes, seed: 9).map { abs($0) }
      try compare(loss, output, labels: [], targets: targets, batch: batch)
    }
  }

  @Test(arguments: LossCatalogue.all + more)
  func `a weight multiplies its example's loss and gradient`(_ loss: any Loss) {
    let (batch, classes) = (3, 4)
    let output = predictions(for: loss, batch: batch, classes: classes)
    let targets = loss.needsOneHot ? values(batch * classes, seed: 9).map { abs($0) } : []
    let labels = loss.needsOneHot ? [] : [1, 3, 0]
    let weights: [Float] = [1, 2, 0]
    let plain = evaluate(loss, output, labels: labels, targets: targets, batch: batch)
    let weighted = evaluate(loss, output, labels: labels, targets: targets, weights: weights, batch: batch)
    for example in 0..<batch {
      #expect(weighted.losses[example] == weights[example] * plain.losses[example])
      for position in example * classes..<(example + 1) * classes {
        #expect(weighted.gradient[position] == weights[example] * plain.gradient[position])
      }
    }
  }

  @Test(arguments: LossCatalogue.all + more)
  func `an empty gradient changes no loss`(_ loss: any Loss) {
    let output = predictions(for: loss, batch: 3, classes: 4)
    let targets = loss.needsOneHot ? values(12, seed: 9).map { abs($0) } : []
    let labels = loss.needsOneHot ? [] : [1, 3, 0]
    let with = evaluate(loss, output, labels: labels, targets: targets, batch: 3)
    let without = evaluate(loss, output, labels: labels, targets: targets, batch: 3, wantsGradient: false)
    #expect(with.losses == without.losses && without.gradient.isEmpty)
  }

  @Test func `one-hot rows say the same as labels`() {
    let output = values(12, scale: 3)
    let byLabel = evaluate(SoftmaxCrossEntropy(labelSmoothing: 0.2), output, labels: [1, 3, 0], batch: 3)
    let rows: [Float] = [0, 1, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0]
    let byRow = evaluate(SoftmaxCrossEntropy(labelSmoothing: 0.2), output, targets: rows, batch: 3)
    for (a, b) in zip(byLabel.losses + byLabel.gradient, byRow.losses + byRow.gradient) { #expect(abs(a - b) < 1e-6) }
  }

  /// The kernels against the reference, and the reference against its own finite differences.
  private func compare(_ loss: any Loss, _ output: [Float], labels: [Int], targets: [Float], batch: Int) throws {
    let textbook = try #require(loss.reference(labels: labels, targets: targets.map { Double($0) }))
    let found = evaluate(
      loss, output, labels: targets.isEmpty ? labels : [], targets: targets, gradientScale: 1 / Float(batch),
      batch: batch)
    let exact = output.map { Double($0) }
    let value = textbook.value(exact, batch: batch)
    let mean = found.losses.reduce(0) { $0 + Double($1) } / Double(batch)
    #expect(FiniteDifference.relativeError(mean, value, floor: 0.01) <= 1e-5, "\(loss.name): \(mean), \(value)")
    let gradient = textbook.gradient(exact, batch: batch)
    for (a, b) in zip(found.gradient, gradient) {
      #expect(FiniteDifference.relativeError(Double(a), b, floor: 0.01) <= 1e-5, "\(loss.name): \(a), \(b)")
    }
    for index in exact.indices {
      let numerical = FiniteDifference(step: loss.outputMeaning == .probabilities ? 1e-6 : 1e-4).derivative(
        of: { textbook.value($0, batch: batch) }, at: exact, index: index)
      #expect(FiniteDifference.relativeError(numerical, gradient[index], floor: 0.01) <= 1e-7, "\(loss.name)")
    }
  }

  /// Outputs of the kind that the loss takes.
  private func predictions(for loss: any Loss, batch: Int, classes: Int) -> [Float] {
    let scores = values(batch * classes, seed: 4, scale: 2).map { Double($0) }
    let exact: [Double]
    switch loss.outputMeaning {
    case .probabilities: exact = ReferenceSoftmax().forward(scores, batch: batch, parameters: [])
    case .logProbabilities: exact = ReferenceLogSoftmax().forward(scores, batch: batch, parameters: [])
    default: exact = scores
    }
    return exact.map { Float($0) }
  }

  private func evaluate(
    _ loss: any Loss, _ output: [Float], labels: [Int] = [], targets: [Float] = [], weights: [Float] = [],
    gradientScale: Float = 1, batch: Int, wantsGradient: Bool = true
  ) -> (losses: [Float], gradient: [Float]) {
    let labels = labels.map { Int32($0) }
    var losses = [Float](repeating: .nan, count: batch)
    var gradient = [Float](repeating: .nan, count: wantsGradient ? output.count : 0)
    var lossSpan = losses.mutableSpan
    var gradientSpan = gradient.mutableSpan
    loss.evaluate(
      output.span, labels: labels.span, targets: targets.span, weights: weights.span, gradientScale: gradientScale,
      losses: &lossSpan, gradient: &gradientSpan, batch: batch, threads: .serial)
    return (losses, gradient)
  }
}

import FledgeReference
import Testing

struct LossTests {
  @Test func `two equal logits cost ln 2 and pull by a half`() {
    let loss = ReferenceSoftmaxCrossEntropy(labels: [0])
    #expect(abs(loss.value([5, 5], batch: 1) - 0.6931471805599453) < 1e-15)
    #expect(loss.gradient([5, 5], batch: 1) == [-0.5, 0.5])
  }

  @Test func `class weights give the weighted mean`() {
    // Softmax of [0, ln 3] is [1/4, 3/4]: l = ln 4 with weight 3, and l = ln 4/3 with weight 1.
    let x = [0, 1.0986122886681098]
    let loss = ReferenceSoftmaxCrossEntropy(labels: [0, 1], classWeights: [3, 1])
    let expected = (3 * 1.3862943611198906 + 0.28768207245178085) / 4
    #expect(abs(loss.value(x + x, batch: 2) - expected) < 1e-15)
  }

  @Test func `a zero logit costs ln 2 under the sigmoid`() {
    let loss = ReferenceSigmoidBinaryCrossEntropy(targets: [1, 0], reduction: .meanOverElements)
    #expect(abs(loss.value([0, 0], batch: 1) - 0.6931471805599453) < 1e-15)
    #expect(loss.gradient([0, 0], batch: 1) == [-0.25, 0.25])
    #expect(loss.value([1000, -1000], batch: 1) == 0)
    #expect(loss.value([-1000, 1000], batch: 1) == 1000)
  }

  @Test func `the two squared errors differ by the number of features`() {
    let mean = ReferenceMeanSquaredError(targets: [0, 0, 0, 0], reduction: .meanOverElements)
    let sum = ReferenceMeanSquaredError(targets: [0, 0, 0, 0], reduction: .sumOverFeaturesMeanOverBatch)
    #expect(mean.value([1, 2, 3, 4], batch: 2) == 7.5)
    #expect(sum.value([1, 2, 3, 4], batch: 2) == 15)
    #expect(mean.gradient([1, 2, 3, 4], batch: 2) == [0.5, 1, 1.5, 2])
  }

  @Test func `Huber is half a square, then a line`() {
    let loss = ReferenceHuber(targets: [0, 0], delta: 2, reduction: .sumOverFeaturesMeanOverBatch)
    // 1²/2 = 0.5, and 2 · (5 − 1) = 8.
    #expect(loss.value([1, -5], batch: 1) == 8.5)
    #expect(loss.gradient([1, -5], batch: 1) == [1, -2])
  }

  @Test func `the hinge counts classes within the margin`() {
    let loss = ReferenceHinge(labels: [0])
    // Class 1 is 0.5 below: costs 0.5. Class 2 is 2 below: costs nothing. Three classes.
    #expect(loss.value([2, 1.5, 0], batch: 1) == 0.5 / 3)
    let third = 1.0 / 3
    #expect(loss.gradient([2, 1.5, 0], batch: 1) == [-third, third, 0])
  }

  @Test func `a distribution diverges from itself by nothing, and a zero target costs nothing`() {
    let logProbabilities = ReferenceLogSoftmax().forward([0.3, -1, 2], batch: 1, parameters: [])
    let probabilities = ReferenceSoftmax().forward([0.3, -1, 2], batch: 1, parameters: [])
    let same = ReferenceKullbackLeiblerDivergence(targets: probabilities, reduction: .sumOverFeaturesMeanOverBatch)
    #expect(abs(same.value(logProbabilities, batch: 1)) < 1e-15)
    let certain = ReferenceKullbackLeiblerDivergence(targets: [0, 1], reduction: .sumOverFeaturesMeanOverBatch)
    #expect(certain.value([-5, -0.25], batch: 1) == 0.25)
  }

  @Test func `cross-entropy is log-softmax and negative log likelihood`() {
    let logits = LossCase.numbers
    let logProbabilities = ReferenceLogSoftmax().forward(logits, batch: 3, parameters: [])
    let fused = ReferenceSoftmaxCrossEntropy(labels: [2, 0, 2], classWeights: LossCase.classWeights)
    let apart = ReferenceNegativeLogLikelihood(labels: [2, 0, 2], classWeights: LossCase.classWeights)
    #expect(abs(fused.value(logits, batch: 3) - apart.value(logProbabilities, batch: 3)) < 1e-14)
  }

  @Test func `dense targets that are one-hot and smoothed are label smoothing`() {
    let labels = ReferenceSoftmaxCrossEntropy(labels: [1, 3], labelSmoothing: 0.2)
    let dense = ReferenceDenseSoftmaxCrossEntropy(targets: [0.05, 0.85, 0.05, 0.05, 0.05, 0.05, 0.05, 0.85])
    let logits = Array(LossCase.numbers.prefix(8))
    #expect(abs(labels.value(logits, batch: 2) - dense.value(logits, batch: 2)) < 1e-14)
    for (a, b) in zip(labels.gradient(logits, batch: 2), dense.gradient(logits, batch: 2)) {
      #expect(abs(a - b) < 1e-15)
    }
  }

  @Test func `an example with weight 0 does not count`() {
    let weighted = ReferenceSoftmaxCrossEntropy(labels: [1, 0], exampleWeights: [1, 0])
    let alone = ReferenceSoftmaxCrossEntropy(labels: [1])
    #expect(weighted.value([1, 2, 7, -7], batch: 2) == alone.value([1, 2], batch: 1))
    #expect(weighted.gradient([1, 2, 7, -7], batch: 2) == alone.gradient([1, 2], batch: 1) + [0, 0])
  }

  @Test(arguments: LossCase.all)
  func `the gradient is the finite difference`(_ test: LossCase) throws {
    var random = RandomNumbers(seed: 4)
    var predictions = random.values(LossCase.batch * LossCase.outputs, from: -2, to: 2)
    if test.predictions == .logProbabilities {
      predictions = ReferenceLogSoftmax().forward(predictions, batch: LossCase.batch, parameters: [])
    }
    var table = GradientTable()
    table.add(
      test.name, at: predictions, backprop: test.loss.gradient(predictions, batch: LossCase.batch)
    ) { test.loss.value($0, batch: LossCase.batch) }
    let worst = try #require(table.worst)
    #expect(worst.difference <= 1e-7, "\(worst)")
    #expect(table.rows.contains { abs($0.backprop) > 0.01 })
  }
}

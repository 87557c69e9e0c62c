import BrowserKernels
import FledgeKernels

/// The examples of one part in memory: features `[count, width]`, and labels or targets.
struct DenseExamples {
  var features: UnsafePointer<Float>
  /// One class for each example; `nil` for real values.
  var labels: UnsafePointer<Int32>?
  /// `[count, outputs]`.
  var targets: UnsafePointer<Float>?
  var count: Int
}

/// A training of a dense network, step by step as `Trainer` takes them.
final class DenseTraining {
  let inputs: Int
  let batchSize: Int
  let seed: UInt64
  let noise: Float
  var layers: [DenseLayer] = []
  var optimizer: DenseOptimizer
  /// `nil` for softmax and cross-entropy.
  var loss: ElementLossFunction?
  var training: DenseExamples
  var step = 0
  var stepInEpoch = 0
  var epoch = 0
  /// Σ ℓ of the last batch.
  var lossSum = 0.0
  /// The share of right answers in the last evaluation.
  var accuracy = 0.0

  // Memory for the largest batch.
  let capacity: Int
  let input: UnsafeMutablePointer<Float>
  let transposed: UnsafeMutablePointer<Float>
  let order: UnsafeMutablePointer<Int32>
  let labels: UnsafeMutablePointer<Int32>
  let predicted: UnsafeMutablePointer<Int32>
  let targets: UnsafeMutablePointer<Float>
  let losses: UnsafeMutablePointer<Float>

  /// The rows of an evaluation's batches.
  static let evaluationRows = 250

  init?(
    inputs: Int, outputs: Int, widest: Int, batchSize: Int, seed: UInt64, noise: Float, optimizer: DenseOptimizer,
    training: DenseExamples
  ) {
    (self.inputs, self.batchSize, self.seed, self.noise) = (inputs, batchSize, seed, noise)
    (self.optimizer, self.training) = (optimizer, training)
    capacity = max(batchSize, DenseTraining.evaluationRows)
    guard let input = floats(capacity * inputs), let transposed = floats(max(batchSize * widest, 1)),
      let order = integers(training.count), let labels = integers(capacity), let predicted = integers(capacity),
      let targets = floats(capacity * outputs), let losses = floats(capacity)
    else { return nil }
    (self.input, self.transposed, self.order, self.labels) = (input, transposed, order, labels)
    (self.predicted, self.targets, self.losses) = (predicted, targets, losses)
  }

  var outputs: Int { layers[layers.count - 1].outputs }

  /// The steps of one epoch.
  var stepsPerEpoch: Int { (training.count + batchSize - 1) / batchSize }

  private func key(_ randomIndex: Int) -> RandomKey {
    RandomKey(seed: seed, stream: .dropout, layer: randomIndex, step: step)
  }

  /// The order of the present epoch; the array that it is made from is freed.
  func beginEpoch() {
    let mark = fledge_mark()
    let indices = shuffledIndices(training.count, RandomKey(seed: seed, stream: .shuffle, step: epoch))
    for index in 0..<training.count { order[index] = indices[index] }
    fledge_release(mark)
  }

  /// Batch, forward, loss, backward, optimizer; returns the mean loss of the batch before the update.
  ///
  /// A loss that is not finite changes nothing: `Trainer` ends there.
  func takeStep() -> Double {
    if stepInEpoch == stepsPerEpoch {
      epoch += 1
      stepInEpoch = 0
    }
    if stepInEpoch == 0 { beginEpoch() }
    let start = stepInEpoch * batchSize
    let rows = min(batchSize, training.count - start)
    read(training, order + start, rows: rows)
    if noise > 0 {
      var noisy = span(input, rows * inputs)
      addGaussianNoise(elements(input, rows * inputs), standardDeviation: noise, key: key(0), into: &noisy)
    }
    forward(rows: rows, isTraining: true)
    lossSum = evaluateLoss(rows: rows, gradientScale: Float(1 / max(Double(rows), 1e-30)), wantsGradient: true)
    guard lossSum.isFinite else { return lossSum }
    backward(rows: rows)
    step += 1
    stepInEpoch += 1
    return lossSum / Double(rows)
  }

  private func backward(rows: Int) {
    var index = layers.count - 1
    while index >= 0 {
      let layer = layers[index]
      layer.backwardActivation(rows: rows, key: key(layer.randomIndex))
      if index > 0 { layer.inputGradient(into: layers[index - 1].gradient, rows: rows) }
      let x = index == 0 ? input : layers[index - 1].values
      layer.parameterGradients(x, rows: rows, transposed: transposed)
      optimizer.update(layer, step: step + 1)
      index -= 1
    }
  }

  private func read(_ examples: DenseExamples, _ chosen: UnsafePointer<Int32>?, rows: Int, from first: Int = 0) {
    let width = inputs
    for row in 0..<rows {
      let example = chosen.map { Int($0[row]) } ?? first + row
      (input + row * width).update(from: examples.features + example * width, count: width)
      if let all = examples.labels { labels[row] = all[example] }
      if let all = examples.targets {
        (targets + row * outputs).update(from: all + example * outputs, count: outputs)
      }
    }
  }

  /// Computes the values of all layers from `input`.
  func forward(rows: Int, isTraining: Bool) {
    var x = UnsafePointer(input)
    for index in 0..<layers.count {
      let layer = layers[index]
      layer.forward(x, rows: rows, key: isTraining ? key(layer.randomIndex) : nil)
      x = UnsafePointer(layer.values)
    }
  }

  private func evaluateLoss(rows: Int, gradientScale: Float, wantsGradient: Bool) -> Double {
    let last = layers[layers.count - 1]
    let columns = last.outputs
    var losses = span(losses, rows)
    var gradient = wantsGradient ? span(last.gradient, rows * columns) : MutableSpan<Float>()
    let output = elements(last.values, rows * columns)
    if let loss {
      // As `ElementLoss.evaluate` with the mean over elements.
      let share = 1 / Float(columns)
      elementLoss(
        loss, predictions: output, targets: elements(targets, rows * columns),
        gradientScale: gradientScale * share, losses: &losses, gradient: &gradient, rows: rows, columns: columns)
      if share != 1 { for example in 0..<rows { self.losses[example] *= share } }
    } else {
      let known = Span(_unsafeStart: UnsafePointer(labels), count: rows)
      softmaxCrossEntropy(
        logits: output, labels: known, gradientScale: gradientScale, losses: &losses, gradient: &gradient,
        rows: rows, columns: columns)
    }
    return sum(elements(self.losses, rows))
  }

  /// The mean loss of a part, without noise and dropout; sets `accuracy` where there are labels.
  func evaluate(_ examples: DenseExamples) -> Double {
    var (total, correct, first) = (0.0, 0, 0)
    while first < examples.count {
      let rows = min(DenseTraining.evaluationRows, examples.count - first)
      read(examples, nil, rows: rows, from: first)
      forward(rows: rows, isTraining: false)
      _ = evaluateLoss(rows: rows, gradientScale: 1, wantsGradient: false)
      for row in 0..<rows { total += Double(losses[row]) }
      if examples.labels != nil {
        let last = layers[layers.count - 1]
        browser_largest_columns(last.values, predicted, rows, last.outputs)
        for row in 0..<rows where predicted[row] == labels[row] { correct += 1 }
      }
      first += rows
    }
    accuracy = Double(correct) / Double(max(1, examples.count))
    return total / Double(max(1, examples.count))
  }
}

/// Zeroed floats, aligned to 64 bytes; `nil` where the browser gives no more memory.
func floats(_ count: Int) -> UnsafeMutablePointer<Float>? {
  guard count <= 1 << 29 else { return nil }
  return UnsafeMutablePointer(bitPattern: UInt(fledge_allocate(UInt32(max(count, 1) * 4))))
}

func integers(_ count: Int) -> UnsafeMutablePointer<Int32>? {
  guard count <= 1 << 29 else { return nil }
  return UnsafeMutablePointer(bitPattern: UInt(fledge_allocate(UInt32(max(count, 1) * 4))))
}

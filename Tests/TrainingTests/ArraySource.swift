import FledgeKernels
import FledgeTensors

/// Examples from arrays.
struct ArraySource: ExampleSource {
  let featureShape: TensorShape
  let targetKind: TargetKind
  let features: [Float]
  var labels: [Int32] = []
  var targets: [Float] = []

  /// Examples of classes.
  init(features: [[Float]], labels: [Int], classes: Int) {
    featureShape = [features[0].count]
    targetKind = .labels(classes: classes)
    self.features = features.flatMap { $0 }
    self.labels = labels.map { Int32($0) }
  }

  /// Examples of values.
  init(features: [[Float]], targets: [[Float]]) {
    featureShape = [features[0].count]
    targetKind = .values([targets[0].count])
    self.features = features.flatMap { $0 }
    self.targets = targets.flatMap { $0 }
  }

  var count: Int { features.count / featureShape.count }

  func readFeatures(
    of examples: Span<Int32>, into features: inout MutableSpan<Float>, key: RandomKey?, threads: ThreadPool
  ) {
    copyRows(examples, self.features.span, width: featureShape.count, into: &features)
  }

  func readLabels(of examples: Span<Int32>, into labels: inout MutableSpan<Int32>) {
    let all = self.labels.span
    for position in examples.indices { labels[position] = all[Int(examples[position])] }
  }

  func readTargets(of examples: Span<Int32>, into targets: inout MutableSpan<Float>) {
    copyRows(examples, self.targets.span, width: self.targets.count / count, into: &targets)
  }

  private func copyRows(
    _ examples: Span<Int32>, _ all: Span<Float>, width: Int, into rows: inout MutableSpan<Float>
  ) {
    for position in examples.indices {
      let first = Int(examples[position]) * width
      for column in 0..<width { rows[position * width + column] = all[first + column] }
    }
  }
}

/// Numbers in [−1, 1) that look random and do not come from a kernel.
func values(_ count: Int, seed: UInt64 = 1, scale: Float = 1) -> [Float] {
  var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
  return (0..<count).map { _ in
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return scale * (Float(state >> 40) * 0x1p-23 - 1)
  }
}

/// Rows of such numbers.
func rows(_ count: Int, width: Int, seed: UInt64 = 1, scale: Float = 1) -> [[Float]] {
  let all = values(count * width, seed: seed, scale: scale)
  return (0..<count).map { Array(all[$0 * width..<($0 + 1) * width]) }
}

/// Random examples in three classes.
func threeClasses(_ count: Int, width: Int = 6, seed: UInt64 = 1) -> ArraySource {
  let features = rows(count, width: width, seed: seed)
  return ArraySource(
    features: features, labels: features.map { $0[0] > 0.3 ? 0 : $0[1] > 0 ? 1 : 2 }, classes: 3)
}

import FledgeKernels
public import FledgeNetworks
public import FledgeTensors

/// Proves a layer right: its kernels against its reference, its derivative, and the contract of `Layer`.
///
/// Every layer that one writes belongs through this check, for each shape that it is meant for:
/// ```swift
/// #expect(try checkLayer(MyLayer(6), input: [6]).isPassed)
/// ```
///
/// Inputs are random in [−2, 2], parameters random about their first values; each of the batches 1, 3, 7 and
/// `batch` is tried. Errors are shares of the largest magnitude in the array that is looked at.
///
/// - Parameters:
///   - batch: the largest batch.
///   - differences: how many elements of each array finite differences are taken at.
///   - tolerance: of single against double precision.
///   - smoothTolerance: of the reference's derivative against finite differences in double precision.
///   - differenceTolerance: of the layer's derivative against finite differences in single precision.
/// - Throws: `NetworkError` where the layer cannot take the input.
public func checkLayer(
  _ layer: any Layer, input: TensorShape, batch: Int = 9, seed: UInt64 = 0, differences: Int = 24,
  tolerance: Double = 1e-5,
  smoothTolerance: Double = 1e-7, differenceTolerance: Double = 2e-3
) throws(NetworkError) -> LayerCheckReport {
  precondition(batch >= 1, "checkLayer: expected a batch of 1 or more, found \(batch)")
  var check = try LayerCheck(layer, input: input, capacity: max(batch, 7), seed: seed, differences: differences)
  for count in Set([1, 3, 7, batch]).sorted() {
    check.compareWithReference(batch: count, tolerance: tolerance, smoothTolerance: smoothTolerance)
    check.compareWithDifferences(batch: count, mode: .training, tolerance: differenceTolerance)
    check.compareWithDifferences(batch: count, mode: .evaluation, tolerance: differenceTolerance)
    check.checkMemory(batch: count, tolerance: tolerance)
    try check.checkTeams(batch: count)
  }
  try check.checkIndependence(batch: batch)
  return check.report
}

/// The single properties of `checkLayer`.
struct LayerCheck {
  var report: LayerCheckReport
  let layer: any Layer
  let input: TensorShape
  let capacity: Int
  let bench: LayerBench
  let parameters: [[Float]]
  let seed: UInt64
  let differences: Int
  let key: RandomKey

  init(_ layer: any Layer, input: TensorShape, capacity: Int, seed: UInt64, differences: Int) throws(NetworkError) {
    self.layer = layer.fitted(to: input)
    self.input = input
    self.capacity = capacity
    self.seed = seed
    self.differences = differences
    key = RandomKey(RandomStream(seed: seed, .dropout), layer: 3, step: 5)
    report = LayerCheckReport(layer: layer)
    bench = try LayerBench(layer, input: input, capacity: capacity, threads: .serial)
    parameters = bench.specs.enumerated().map { slot, spec in
      let key = RandomKey(RandomStream(seed: seed, .initialization), layer: UInt32(slot))
      let first = (spec.initializer ?? Initializer.heNormal.forRole(spec.role)).values(for: spec, key: key)
      let shift = LayerCheck.uniform(spec.shape.count, seed: seed, number: 100 + slot)
      return zip(first.elements, shift).map { $0 + $1 / 8 }
    }
    prepare(bench)
  }

  func prepare(_ bench: LayerBench) {
    bench.reset()
    for (slot, values) in parameters.enumerated() { bench.setParameter(slot, to: values) }
  }

  /// The elements of an array that finite differences are taken at: all, or a random share of many.
  func sampled(_ count: Int) -> [Int] {
    shuffledIndices(count, RandomKey(RandomStream(seed: seed, .analysis), layer: 50)).prefix(differences).map {
      Int($0)
    }
  }

  func batchValues(_ batch: Int) -> (input: [Float], outputGradient: [Float]) {
    (
      Self.uniform(batch * bench.inputs, seed: seed, number: batch),
      Self.uniform(batch * bench.outputs, seed: seed, number: 1000 + batch)
    )
  }

  /// Random numbers in [−2, 2].
  static func uniform(_ count: Int, seed: UInt64, number: Int) -> [Float] {
    var values = [Float](repeating: 0, count: count)
    var span = values.mutableSpan
    fillUniform(&span, key: RandomKey(RandomStream(seed: seed, .analysis), layer: UInt32(number)))
    return values.map { 4 * $0 - 2 }
  }

  func distance(_ found: [Float], _ expected: [Double]) -> Double {
    guard found.count == expected.count else { return .infinity }
    let scale = max(expected.reduce(0) { max($0, abs($1)) }, 0.1)
    var worst = 0.0
    for (a, b) in zip(found, expected) {
      let error = abs(Double(a) - b) / scale
      worst = error.isNaN ? .infinity : max(worst, error)
    }
    return worst
  }

  func magnitude(_ values: [Float]) -> Double { values.reduce(0.1) { max($0, Double(abs($1))) } }

  func sameBits(_ a: [Float], _ b: [Float]) -> Bool { a.map(\.bitPattern) == b.map(\.bitPattern) }
}

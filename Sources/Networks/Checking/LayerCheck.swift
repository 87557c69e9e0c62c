import FledgeKernels
import FledgeReference
public import FledgeTensors

/// Proves a layer right: its kernels against its textbook form, its derivative, and the contract of `Layer`.
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
///   - smoothTolerance: of the textbook's derivative against finite differences in double precision.
///   - differenceTolerance: of the layer's derivative against finite differences in single precision.
/// - Throws: `NetworkError` where the layer cannot take the input.
public func checkLayer(
  _ layer: any Layer, input: Shape, batch: Int = 9, seed: UInt64 = 0, differences: Int = 24, tolerance: Double = 1e-5,
  smoothTolerance: Double = 1e-7, differenceTolerance: Double = 2e-3
) throws(NetworkError) -> LayerCheckReport {
  precondition(batch >= 1, "checkLayer: expected a batch of 1 or more, found \(batch)")
  var check = try LayerCheck(layer, input: input, capacity: max(batch, 7), seed: seed, differences: differences)
  for count in Set([1, 3, 7, batch]).sorted() {
    check.compareWithTextbook(batch: count, tolerance: tolerance, smoothTolerance: smoothTolerance)
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
  private(set) var report: LayerCheckReport
  private let layer: any Layer
  private let input: Shape
  private let capacity: Int
  private let bench: LayerBench
  private let parameters: [[Float]]
  private let seed: UInt64
  private let differences: Int
  private let draw: Draw

  init(_ layer: any Layer, input: Shape, capacity: Int, seed: UInt64, differences: Int) throws(NetworkError) {
    self.layer = layer
    self.input = input
    self.capacity = capacity
    self.seed = seed
    self.differences = differences
    draw = Draw(RandomStream(seed: seed, .dropout), layer: 3, step: 5)
    report = LayerCheckReport(layer: layer)
    bench = try LayerBench(layer, input: input, capacity: capacity, team: .single)
    parameters = bench.specs.enumerated().map { slot, spec in
      let draw = Draw(RandomStream(seed: seed, .initialization), layer: UInt32(slot))
      let first = (spec.initializer ?? Initializer.heNormal.forRole(spec.role)).values(for: spec, draw: draw)
      let shift = LayerCheck.uniform(spec.shape.count, seed: seed, number: 100 + slot)
      return zip(first.elements, shift).map { $0 + $1 / 8 }
    }
    prepare(bench)
  }

  /// Kernels against the textbook, and the textbook against finite differences.
  mutating func compareWithTextbook(batch: Int, tolerance: Double, smoothTolerance: Double) {
    guard let textbook = layer.reference else { return }
    let (input, outputGradient) = batchValues(batch)
    let output = bench.forward(input, batch: batch, mode: .training, draw: draw)
    let gradients = bench.backward(outputGradient, batch: batch, mode: .training, draw: draw)
    prepare(bench)
    let exactInput = input.map { Double($0) }
    let exactOutputGradient = outputGradient.map { Double($0) }
    let exactParameters = parameters.map { $0.map { Double($0) } }
    let exactOutput = textbook.forward(exactInput, batch: batch, parameters: exactParameters)
    let exact = textbook.backward(exactOutputGradient, input: exactInput, batch: batch, parameters: exactParameters)
    report.note("forward is the textbook's", error: distance(output, exactOutput), tolerance: tolerance)
    report.note(
      "the input's gradient is the textbook's", error: distance(gradients.input, exact.input), tolerance: tolerance)
    for (slot, spec) in bench.specs.enumerated() {
      report.note(
        "the gradient of \(spec.name) is the textbook's",
        error: distance(gradients.parameters[slot], exact.parameters[slot]), tolerance: tolerance)
    }

    func difference(at point: [Double], index: Int, backprop: Double, _ output: ([Double]) -> [Double]) -> Double {
      var changed = point
      let numerical = GradientCheck.closest(to: backprop, step: 1e-4, tolerance: smoothTolerance, floor: 1) { h in
        FiniteDifference(step: h).derivative(
          of: {
            changed[index] = $0[0]
            return zip(output(changed), exactOutputGradient).reduce(0) { $0 + $1.0 * $1.1 }
          }, at: [point[index]], index: 0)
      }
      return FiniteDifference.relativeError(numerical, backprop, floor: 1)
    }
    let name = "the textbook's derivative is that of its function"
    for index in sampled(exactInput.count) {
      let error = difference(at: exactInput, index: index, backprop: exact.input[index]) {
        textbook.forward($0, batch: batch, parameters: exactParameters)
      }
      report.note(name, error: error, tolerance: smoothTolerance)
    }
    for slot in exactParameters.indices {
      for index in sampled(exactParameters[slot].count) {
        let error = difference(at: exactParameters[slot], index: index, backprop: exact.parameters[slot][index]) {
          var changed = exactParameters
          changed[slot] = $0
          return textbook.forward(exactInput, batch: batch, parameters: changed)
        }
        report.note(name, error: error, tolerance: smoothTolerance)
      }
    }
  }

  /// The layer's own derivative, by differences of Σ g·y that are summed in double precision; random layers draw the
  /// same numbers each time.
  mutating func compareWithDifferences(batch: Int, mode: Mode, tolerance: Double) {
    prepare(bench)
    let (input, outputGradient) = batchValues(batch)
    _ = bench.forward(input, batch: batch, mode: mode, draw: draw)
    let gradients = bench.backward(outputGradient, batch: batch, mode: mode, draw: draw)
    func loss(_ input: [Float]) -> Double {
      let output = bench.forward(input, batch: batch, mode: mode, draw: draw)
      return zip(output, outputGradient).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }
    func error(at point: [Float], index: Int, backprop: Float, scale: Double, _ loss: ([Float]) -> Double) -> Double {
      func central(_ h: Double) -> Double {
        var (left, right) = (point, point)
        left[index] -= Float(h)
        right[index] += Float(h)
        return (loss(right) - loss(left)) / (Double(right[index]) - Double(left[index]))
      }
      let numerical = GradientCheck.closest(to: Double(backprop), step: 0x1p-6, tolerance: tolerance, floor: scale) {
        h in
        (4 * central(h / 2) - central(h)) / 3
      }
      return abs(numerical - Double(backprop)) / scale
    }
    let inputScale = magnitude(gradients.input)
    for index in sampled(input.count) {
      let error = error(at: input, index: index, backprop: gradients.input[index], scale: inputScale, loss)
      report.note("the input's gradient is the derivative of forward", error: error, tolerance: tolerance)
    }
    for (slot, spec) in bench.specs.enumerated() {
      let scale = magnitude(gradients.parameters[slot])
      for index in sampled(parameters[slot].count) {
        let backprop = gradients.parameters[slot][index]
        let error = error(at: parameters[slot], index: index, backprop: backprop, scale: scale) {
          bench.setParameter(slot, to: $0)
          return loss(input)
        }
        report.note("the gradient of \(spec.name) is the derivative of forward", error: error, tolerance: tolerance)
      }
      bench.setParameter(slot, to: parameters[slot])
    }
    prepare(bench)
  }

  /// What `backward` may and must write.
  mutating func checkMemory(batch: Int, tolerance: Double) {
    let (input, outputGradient) = batchValues(batch)
    for mode in [Mode.training, .evaluation] {
      prepare(bench)
      let before = bench.statisticValues()
      let output = bench.forward(input, batch: batch, mode: mode, draw: draw)
      report.note("forward writes every value of its output", holds: output.allSatisfy(\.isFinite))
      if mode == .evaluation {
        report.note("evaluation leaves the statistics alone", holds: bench.statisticValues() == before)
        let other = bench.forward(input, batch: batch, mode: mode, draw: Draw(RandomStream(seed: ~seed, .dropout)))
        report.note("evaluation is not random", holds: sameBits(output, other))
      }
      let gradients = bench.backward(outputGradient, batch: batch, mode: mode, draw: draw)
      report.note("backward writes every value of the input's gradient", holds: gradients.input.allSatisfy(\.isFinite))
      report.note("nothing is written outside of the layer's slots", holds: bench.isIntact(batch: batch))

      let starts = bench.specs.enumerated().map { slot, spec in
        Self.uniform(spec.shape.count, seed: seed, number: 200 + slot)
      }
      for slot in starts.indices { bench.setGradient(slot, to: starts[slot]) }
      let added = bench.backward(outputGradient, batch: batch, mode: mode, draw: draw)
      for slot in starts.indices {
        let sum = zip(starts[slot], gradients.parameters[slot]).map { Double($0) + Double($1) }
        report.note(
          "backward adds to the parameters' gradients", error: distance(added.parameters[slot], sum),
          tolerance: tolerance)
      }
      report.note(
        "the input's gradient does not depend on the parameters'", holds: sameBits(added.input, gradients.input))
      for slot in starts.indices { bench.setGradient(slot, to: starts[slot]) }
      let without = bench.backward(
        outputGradient, batch: batch, mode: mode, draw: draw, wantsInputGradient: false)
      report.note(
        "backward takes an empty input gradient",
        holds: sameBits(without.parameters.flatMap { $0 }, added.parameters.flatMap { $0 }))
    }
    prepare(bench)
  }

  /// Two and three threads, and every instruction set, compute the same bits as one thread.
  mutating func checkTeams(batch: Int) throws(NetworkError) {
    let (input, outputGradient) = batchValues(batch)
    func results(_ team: ThreadTeam) throws(NetworkError) -> [UInt32] {
      let bench = try LayerBench(layer, input: self.input, capacity: capacity, team: team)
      prepare(bench)
      let output = bench.forward(input, batch: batch, mode: .training, draw: draw)
      let gradients = bench.backward(outputGradient, batch: batch, mode: .training, draw: draw)
      return output.map(\.bitPattern) + gradients.bits + bench.statisticValues().flatMap { $0 }.map(\.bitPattern)
    }
    let one = try results(.single)
    for threads in [2, 3] {
      let team = ThreadTeam(threads: threads, instructionSet: .current, splitsSmallWork: true)
      report.note("several threads make the same bits as one", holds: try results(team) == one)
    }
    for set in InstructionSet.available {
      let team = ThreadTeam(threads: 1, instructionSet: set)
      report.note("every instruction set makes the same bits", holds: try results(team) == one)
    }
  }

  /// Batches, and uses of the same layer, that do not disturb each other.
  mutating func checkIndependence(batch: Int) throws(NetworkError) {
    let (input, outputGradient) = batchValues(batch)
    _ = bench.forward(input, batch: batch, mode: .training, draw: draw)
    let alone = bench.backward(outputGradient, batch: batch, mode: .training, draw: draw)
    prepare(bench)

    let other = try LayerBench(layer, input: self.input, capacity: capacity, team: .single)
    prepare(other)
    _ = bench.forward(input, batch: batch, mode: .training, draw: draw)
    _ = other.forward(input.map { 1 - $0 }, batch: batch, mode: .training, draw: Draw(RandomStream(seed: 7, .dropout)))
    let between = bench.backward(outputGradient, batch: batch, mode: .training, draw: draw)
    report.note("two forwards before a backward are safe", holds: between.bits == alone.bits)

    prepare(bench)
    let whole = bench.forward(input, batch: batch, mode: .evaluation, draw: draw)
    for example in 0..<batch {
      let row = Array(input[example * bench.inputs..<(example + 1) * bench.inputs])
      let single = bench.forward(row, batch: 1, mode: .evaluation, draw: draw)
      report.note(
        "an example alone makes the same bits as in a batch",
        holds: sameBits(single, Array(whole[example * bench.outputs..<(example + 1) * bench.outputs])))
    }
    prepare(bench)
  }

  private func prepare(_ bench: LayerBench) {
    bench.reset()
    for (slot, values) in parameters.enumerated() { bench.setParameter(slot, to: values) }
  }

  /// The elements of an array that finite differences are taken at: all, or a random share of many.
  private func sampled(_ count: Int) -> [Int] {
    shuffledIndices(count, Draw(RandomStream(seed: seed, .analysis), layer: 50)).prefix(differences).map { Int($0) }
  }

  private func batchValues(_ batch: Int) -> (input: [Float], outputGradient: [Float]) {
    (
      Self.uniform(batch * bench.inputs, seed: seed, number: batch),
      Self.uniform(batch * bench.outputs, seed: seed, number: 1000 + batch)
    )
  }

  /// Random numbers in [−2, 2].
  private static func uniform(_ count: Int, seed: UInt64, number: Int) -> [Float] {
    var values = [Float](repeating: 0, count: count)
    var span = values.mutableSpan
    fillUniform(&span, draw: Draw(RandomStream(seed: seed, .analysis), layer: UInt32(number)))
    return values.map { 4 * $0 - 2 }
  }

  private func distance(_ found: [Float], _ expected: [Double]) -> Double {
    guard found.count == expected.count else { return .infinity }
    let scale = max(expected.reduce(0) { max($0, abs($1)) }, 0.1)
    var worst = 0.0
    for (a, b) in zip(found, expected) {
      let error = abs(Double(a) - b) / scale
      worst = error.isNaN ? .infinity : max(worst, error)
    }
    return worst
  }

  private func magnitude(_ values: [Float]) -> Double { values.reduce(0.1) { max($0, Double(abs($1))) } }

  private func sameBits(_ a: [Float], _ b: [Float]) -> Bool { a.map(\.bitPattern) == b.map(\.bitPattern) }
}

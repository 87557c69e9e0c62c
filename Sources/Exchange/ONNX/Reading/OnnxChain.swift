import FledgeFormats
import FledgeTensors

/// Finds the chain of layers in the steps of a graph: from the input to the output without branches, but those of
/// residual blocks and within composed layers.
struct OnnxChain {
  private let steps: [OnnxStep]
  /// The steps that read each value, once for each time.
  private var readers: [[Int]]
  /// How many numbers constants may still grow by, where one stands for many.
  private var room = 1 << 20

  /// How deep residual blocks may nest.
  private static let maximumDepth = 16

  init(_ steps: [OnnxStep]) {
    self.steps = steps
    readers = Array(repeating: [], count: steps.count + 1)
    for (index, step) in steps.enumerated() { for input in step.inputs { readers[input].append(index) } }
  }

  /// The layers from a value to another.
  ///
  /// - Parameter join: the addition behind a residual block, which also reads the block's input.
  mutating func layers(
    from start: Int, to end: Int, leaving join: Int? = nil, depth: Int = 0
  ) throws(FormatError) -> [OnnxLayer] {
    guard depth <= OnnxChain.maximumDepth else {
      throw FormatError(
        .tooLarge, expected: "at most \(OnnxChain.maximumDepth) residual blocks within each other", found: "more")
    }
    var layers: [OnnxLayer] = []
    var value = start
    while value != end {
      let next = readers[value].filter { $0 != join }
      guard let first = next.first else { throw notAChain(at: value) }
      if next.count == 1, let layer = simple(steps[first]) {
        if let layer { layers.append(layer) }
        value = first + 1
      } else if let region = region(from: value, leaving: join), let last = region.last {
        (layers, value) = try composed(region, from: value, last: last, behind: layers, depth: depth)
      } else {
        throw notAChain(at: value)
      }
    }
    return layers
  }

  /// The layer that a step is by itself, nothing for an identity; `nil` where it is a part of something.
  private func simple(_ step: OnnxStep) -> OnnxLayer?? {
    switch step.operation {
    case .identity: .some(nil)
    case .layer(let layer): .some(layer)
    default: nil
    }
  }

  /// The steps from a value to the first step where all its ways meet, which is the last one.
  private func region(from value: Int, leaving join: Int?) -> [Int]? {
    var known: Set<Int> = [value]
    var region: [Int] = []
    var open = readers[value].count { $0 != join }
    for (index, step) in steps.enumerated() where index != join {
      let edges = step.inputs.count { known.contains($0) }
      guard edges > 0 else { continue }
      guard edges == step.inputs.count else { return nil }
      region.append(index)
      open -= edges
      if open == 0 { return region }
      known.insert(index + 1)
      open += readers[index + 1].count
    }
    return nil
  }

  private mutating func composed(
    _ region: [Int], from value: Int, last: Int, behind layers: [OnnxLayer], depth: Int
  ) throws(FormatError) -> ([OnnxLayer], Int) {
    let step = steps[last]
    // Over one feature a bias is one number, too.
    let isBias = region.count == 1 && step.node.operation == "Add" && step.inputShape.count == 1
    if !isBias, let found = try known(region, from: value) { return (layers + found.layers, found.end) }
    switch step.operation {
    case .withConstant(let constant, let isFirst) where region.count == 1:
      return (layers + [try affine(step, constant, isFirst: isFirst)], last + 1)
    case .pair where step.node.operation == "Add" && step.inputs.contains(value):
      guard let end = step.inputs.first(where: { $0 != value }) else { break }
      let inner = try self.layers(from: value, to: end, leaving: last, depth: depth + 1)
      return (layers + [.residual(inner)], last + 1)
    default: break
    }
    if let norm = try norm(region, from: value) { return (layers + [norm], last + 1) }
    let titles = region.prefix(6).map { steps[$0].node.title }.joined(separator: ", ")
    throw FormatError(
      .unsupported, expected: "a layer that Fledge has", found: titles + (region.count > 6 ? ", …" : ""),
      advice: "nodes that make no layer together are not read; supported are \(OnnxOperator.names)")
  }

  /// The layer that a region computes, alone or with some of the steps behind it.
  private func known(_ region: [Int], from value: Int) throws(FormatError) -> (layers: [OnnxLayer], end: Int)? {
    let samples = [OnnxKnownFormula.points, OnnxKnownFormula.features, OnnxKnownFormula.smallFeatures]
    var formulas = samples.map { OnnxFormula(from: value, sample: $0) }
    var results: [[Double]] = []
    func compute(_ index: Int) -> Bool {
      results = formulas.indices.compactMap { formulas[$0].append(steps[index], index: index) }
      return results.count == formulas.count
    }
    for index in region { guard compute(index) else { return nil } }
    var last = region[region.count - 1]
    for _ in 0..<12 {
      if let name = OnnxKnownFormula.activation(results[0]) { return ([.activation(name)], last + 1) }
      if let norm = OnnxKnownFormula.norm(results[1], results[2]) {
        if let epsilon = norm.epsilon { try OnnxOperator.checkEpsilon(Float(epsilon), steps[last].node) }
        return (norm.layers, last + 1)
      }
      guard readers[last + 1].count == 1, let next = readers[last + 1].first, steps[next].inputs.count == 1,
        compute(next)
      else { return nil }
      last = next
    }
    return nil
  }

  /// The norm that a region computes with its factors and summands.
  private func norm(_ region: [Int], from value: Int) throws(FormatError) -> OnnxLayer? {
    let step = steps[region[0]]
    guard step.inputShape.rank == 1, (2...1 << 16).contains(step.inputShape.count), region.count < 64 else {
      return nil
    }
    let candidate = OnnxAffineNorm(width: step.inputShape.count)
    let found = candidate.samples.compactMap { sample in
      var formula = OnnxFormula(from: value, sample: sample)
      var result: [Double]?
      for index in region {
        result = formula.append(steps[index], index: index)
        if result == nil { return nil as [Double]? }
      }
      return result
    }
    guard let norm = candidate.norm(found) else { return nil }
    try OnnxOperator.checkEpsilon(Float(norm.epsilon), steps[region[region.count - 1]].node)
    return norm.layer
  }

  /// A factor or a summand for each feature.
  private mutating func affine(_ step: OnnxStep, _ constant: OnnxTensor, isFirst: Bool) throws(FormatError) -> OnnxLayer
  {
    let operation = step.node.operation
    guard operation == "Add" || operation == "Mul" || (!isFirst && (operation == "Sub" || operation == "Div")) else {
      throw OnnxFlow.unsupported(step.node, "an operator that is a layer or a part of one", operation)
    }
    let shape = step.inputShape
    let count = shape[0]
    let tensor = try constant.tensor()
    // One number for each of the features or channels: the other axes have one element.
    let axes = (Array(repeating: 1, count: max(0, shape.rank + 1 - tensor.shape.rank)) + tensor.shape.dimensions)
    let isVector =
      axes.count == shape.rank + 1
      && axes.enumerated().allSatisfy { $0.element == 1 || ($0.offset == 1 && $0.element == count) }
    guard isVector, shape.rank == 1 || shape.rank == 3 else {
      throw OnnxFlow.unsupported(
        step.node, "one number, or one for each of \(count) features or channels", "a constant of shape \(tensor.shape)"
      )
    }
    var numbers = tensor.elements
    if numbers.count == 1, count > 1 {
      room -= count
      guard room >= 0 else {
        throw FormatError(
          .tooLarge, expected: "at most \(1 << 20) numbers that are spread", found: "more at \(step.node.title)")
      }
      numbers = Array(repeating: numbers[0], count: count)
    }
    switch operation {
    case "Add": return .shift(numbers)
    case "Sub": return .shift(numbers.map { -$0 })
    case "Mul": return .scale(numbers)
    default: return .scale(numbers.map { 1 / $0 })
    }
  }

  private func notAChain(at value: Int) -> FormatError {
    let reading = readers[value].prefix(3).map { steps[$0].node.title }.joined(separator: ", ")
    let name = value == 0 ? "the input" : "the output of \(steps[value - 1].node.title)"
    return FormatError(
      .unsupported, expected: "a chain of layers with residual blocks",
      found: reading.isEmpty ? "\(name), which no layer reads" : "\(name), which \(reading) reads",
      advice: "other graphs are not read")
  }
}

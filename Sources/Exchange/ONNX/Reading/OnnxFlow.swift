import FledgeFormats
import FledgeTensors

/// The nodes of a graph sorted into constants, sizes and steps over examples, with every shape.
struct OnnxFlow {
  enum Value {
    case constant(OnnxTensor)
    /// The elements of a shape; `nil` for the number of examples.
    case sizes([Int?])
    /// Values of examples: their index and the shape of one.
    case examples(Int, TensorShape)
  }

  /// The most values that one example may have.
  static let maximumCount = 1 << 24

  let inputShape: TensorShape
  /// The number of examples where the file fixes it.
  let batch: Int?
  let operatorSet: Int
  /// Whether Fledge wrote the file, whose layers come back as they were.
  let isOwn: Bool
  private(set) var steps: [OnnxStep] = []
  private(set) var values: [String: Value] = [:]

  init(_ nodes: [OnnxNode], _ graph: OnnxGraph, input: OnnxValueInfo, operatorSet: Int, isOwn: Bool) throws(FormatError)
  {
    (self.operatorSet, self.isOwn) = (operatorSet, isOwn)
    (inputShape, batch) = try OnnxFlow.shape(of: input)
    for initializer in graph.initializers { values[initializer.name] = .constant(initializer) }
    values[input.name] = .examples(0, inputShape)
    for node in nodes { try append(node) }
  }

  private static func shape(of input: OnnxValueInfo) throws(FormatError) -> (TensorShape, Int?) {
    guard let type = OnnxType(rawValue: input.type), type.isFloatingPoint else {
      throw FormatError(
        .unsupported, expected: "numbers with fractions as input \(quoted(input.name))",
        found: OnnxType.name(input.type))
    }
    guard let dimensions = input.shape, dimensions.count >= 2 else {
      throw FormatError(
        .unsupported, expected: "a shape of input \(quoted(input.name)) that begins with the number of examples",
        found: input.shape == nil ? "none" : "\(input.shape?.count ?? 0) dimensions")
    }
    var sizes: [Int] = []
    for (axis, dimension) in dimensions.enumerated().dropFirst() {
      guard case .value(let size) = dimension, size > 0 else {
        throw FormatError(
          .unsupported, expected: "known sizes of input \(quoted(input.name)) beside the number of examples",
          found: "a free one as dimension \(axis + 1)", advice: "export the model with fixed sizes")
      }
      sizes.append(size)
    }
    guard let shape = TensorShape(checking: sizes), shape.count <= maximumCount else {
      throw FormatError(
        .tooLarge, expected: "at most \(maximumCount) features in input \(quoted(input.name))",
        found: "[\(sizes.prefix(8).map(String.init).joined(separator: ", "))]")
    }
    if case .value(let count) = dimensions[0] { return (shape, count) }
    return (shape, nil)
  }

  private mutating func append(_ node: OnnxNode) throws(FormatError) {
    guard node.domain.isEmpty || node.domain == "ai.onnx" else {
      throw OnnxFlow.unsupported(node, "an operator of ONNX's own", "one of \(quoted(node.domain))")
    }
    guard let output = node.outputs.first, !output.isEmpty else {
      throw FormatError(.malformed, expected: "an output of \(node.title)", found: "none")
    }
    if let constant = try folded(node) {
      values[output] = constant
      return
    }
    let inputs = try examples(node)
    guard let first = inputs.first?.shape else {
      throw OnnxFlow.unsupported(node, "values of examples", "constants alone")
    }
    let (operation, shape) = try OnnxOperator(node, flow: self, input: first).read()
    guard shape.count <= OnnxFlow.maximumCount else {
      throw FormatError(
        .tooLarge, expected: "at most \(OnnxFlow.maximumCount) values behind \(node.title)", found: "\(shape.count)")
    }
    if case .pair = operation, inputs[0].shape != inputs[1].shape, !isMean(inputs[1].index), !isMean(inputs[0].index) {
      throw OnnxFlow.unsupported(
        node, "two values of one shape", "\(inputs[0].shape) and \(inputs[1].shape)")
    }
    // A mean stands for one number beside values of the shape that it was taken over.
    let outputShape = inputs.map(\.shape).max { $0.count < $1.count } ?? first
    var result = shape
    if case .pair = operation { result = outputShape }
    steps.append(
      OnnxStep(
        node: node, operation: operation, inputs: inputs.map(\.index), inputShape: first, outputShape: result))
    values[output] = .examples(steps.count, result)
  }

  private func isMean(_ value: Int) -> Bool {
    guard value > 0 else { return false }
    return steps[value - 1].outputShape.count == 1
  }

  /// The values of examples among a node's inputs.
  private func examples(_ node: OnnxNode) throws(FormatError) -> [(index: Int, shape: TensorShape)] {
    var found: [(index: Int, shape: TensorShape)] = []
    for input in node.inputs where !input.isEmpty {
      switch values[input] {
      case .examples(let index, let shape): found.append((index, shape))
      case .constant, .sizes: break
      case nil:
        throw OnnxFlow.unsupported(
          node, "the first outputs of nodes alone", "value \(quoted(input)), which is a further one")
      }
    }
    return found
  }

  /// The constant that stands as an input of a node; `nil` where there is none.
  func constant(_ node: OnnxNode, _ index: Int) -> OnnxTensor? {
    guard node.inputs.indices.contains(index), case .constant(let tensor) = values[node.inputs[index]] else {
      return nil
    }
    return tensor
  }

  /// The sizes that stand as an input of a node; `nil` for the number of examples.
  func sizes(_ node: OnnxNode, _ index: Int) throws(FormatError) -> [Int?]? {
    guard node.inputs.indices.contains(index) else { return nil }
    switch values[node.inputs[index]] {
    case .sizes(let sizes): return sizes
    case .constant(let tensor): return try tensor.integers().map { $0 }
    default: return nil
    }
  }

  static func unsupported(_ node: OnnxNode, _ expected: String, _ found: String, advice: String? = nil) -> FormatError {
    FormatError(.unsupported, expected: "\(expected) in node \(node.title)", found: found, advice: advice)
  }
}

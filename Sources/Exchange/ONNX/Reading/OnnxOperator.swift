import FledgeFormats
import FledgeTensors

/// Reads one node over values of examples: what it does, and the shape that comes out.
struct OnnxOperator {
  typealias Result = (operation: OnnxStep.Operation, shape: TensorShape)

  let node: OnnxNode
  let flow: OnnxFlow
  /// The shape of one example of the first input.
  let input: TensorShape

  init(_ node: OnnxNode, flow: OnnxFlow, input: TensorShape) {
    (self.node, self.flow, self.input) = (node, flow, input)
  }

  func read() throws(FormatError) -> Result {
    switch node.operation {
    case "Identity": return (.identity, input)
    case "Cast": return (try cast(), input)
    case "Dropout": return (try dropout(), input)
    case "Gemm": return try gemm()
    case "MatMul": return try matMul()
    case "Conv": return try convolution()
    case "MaxPool", "AveragePool": return try pool()
    case "GlobalAveragePool": return try globalPool()
    case "BatchNormalization": return (.layer(try batchNorm()), input)
    case "LayerNormalization": return (.layer(try layerNorm()), input)
    case "RMSNormalization": return (.layer(try rmsNorm()), input)
    case "PRelu": return (.layer(try slopes()), input)
    case "Softmax", "LogSoftmax": return (.layer(try softmax()), input)
    case "Flatten": return try flatten()
    case "Reshape", "Squeeze", "Unsqueeze": return try reshape()
    case "Transpose": return try transpose()
    case "ReduceMean": return try mean()
    case "Add", "Sub", "Mul", "Div", "Pow", "Max", "Min", "Greater", "Less", "GreaterOrEqual", "LessOrEqual":
      return (try binary(), input)
    case "Where": return (try choice(), input)
    case "Erf", "Erfc", "Exp", "Log", "Sqrt", "Reciprocal", "Neg", "Abs": return (.function, input)
    default:
      guard let text = try activation() else {
        throw FormatError(
          .unsupported, expected: "operators of layers that Fledge has", found: node.title,
          advice: "supported are \(OnnxOperator.names)")
      }
      return (.layer(.activation(text)), input)
    }
  }

  static let names =
    "Gemm, MatMul, Add, Conv, MaxPool, AveragePool, GlobalAveragePool, BatchNormalization, LayerNormalization, "
    + "RMSNormalization, Relu, LeakyRelu, PRelu, Elu, Selu, Gelu, Swish, Sigmoid, Tanh, Softplus, Clip, Softmax, LogSoftmax, Dropout, "
    + "Flatten, Reshape, Squeeze, Unsqueeze, Transpose, Identity, Cast, Constant, ReduceMean, and Sub, Mul, Div, Pow, Sqrt, Erf, "
    + "Exp, Log, Max, Min and Where within a layer"

  // MARK: - Attributes and constants

  func integer(_ name: String, _ usual: Int) throws(FormatError) -> Int {
    switch node[attribute: name] {
    case nil: return usual
    case .integer(let value): return value
    default: throw wrongAttribute(name)
    }
  }

  func float(_ name: String, _ usual: Float) throws(FormatError) -> Float {
    switch node[attribute: name] {
    case nil: return usual
    case .float(let value): return value
    default: throw wrongAttribute(name)
    }
  }

  func integers(_ name: String) throws(FormatError) -> [Int]? {
    switch node[attribute: name] {
    case nil: return nil
    case .integers(let values): return values
    default: throw wrongAttribute(name)
    }
  }

  func text(_ name: String) throws(FormatError) -> String? {
    switch node[attribute: name] {
    case nil: return nil
    case .text(let bytes): return String(decoding: bytes, as: UTF8.self)
    default: throw wrongAttribute(name)
    }
  }

  private func wrongAttribute(_ name: String) -> FormatError {
    FormatError(
      .malformed, expected: "another type of attribute \(name) in \(node.title)", found: "one of a wrong type")
  }

  /// The numbers of a constant input, all of which are finite.
  func weights(_ index: Int, _ what: String) throws(FormatError) -> Tensor {
    guard let constant = flow.constant(node, index) else {
      throw unsupported("constant \(what)", "values that the graph computes or lacks")
    }
    return try OnnxOperator.finite(constant)
  }

  static func finite(_ constant: OnnxTensor) throws(FormatError) -> Tensor {
    let tensor = try constant.tensor()
    if let index = tensor.elements.firstIndex(where: { !$0.isFinite }) {
      throw FormatError(
        .malformed, expected: "finite numbers in tensor \(quoted(constant.name))",
        found: "\(tensor.elements[index]) at element \(index)",
        advice: "the file is damaged, or its training diverged; train again or copy it again")
    }
    return tensor
  }

  /// A constant vector of a known length.
  func vector(_ index: Int, _ what: String, count: Int) throws(FormatError) -> [Float] {
    let tensor = try weights(index, what)
    guard tensor.shape.count == count, tensor.shape.dimensions.count(where: { $0 != 1 }) <= 1 else {
      throw malformed("\(what) of \(count) numbers", "shape \(tensor.shape)")
    }
    return tensor.elements
  }

  func unsupported(_ expected: String, _ found: String, advice: String? = nil) -> FormatError {
    OnnxFlow.unsupported(node, expected, found, advice: advice)
  }

  func malformed(_ expected: String, _ found: String) -> FormatError {
    FormatError(.malformed, expected: "\(expected) in node \(node.title)", found: found)
  }

  /// A number as layers are written with it.
  static func text(_ value: Float) -> String {
    let text = "\(value)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}

import FledgeFormats
import FledgeTensors

/// Operators without weights that keep the shape.
extension OnnxOperator {
  /// The text of an activation that is one operator; `nil` where it is none.
  func activation() throws(FormatError) -> String? {
    switch node.operation {
    case "Relu": return "relu"
    case "LeakyRelu": return try named("leaky-relu", try float("alpha", 0.01), usual: 0.01)
    case "Elu": return try named("elu", try float("alpha", 1), usual: 1)
    case "Selu":
      guard abs(try float("alpha", 1.6732632) - 1.6732632) < 1e-5, abs(try float("gamma", 1.050701) - 1.050701) < 1e-5
      else { throw unsupported("alpha 1.67326 and gamma 1.0507", "others") }
      return "selu"
    case "Gelu":
      switch try text("approximate") ?? "none" {
      case "none": return "gelu"
      case "tanh": return "gelu-tanh"
      case let other: throw unsupported("approximate none or tanh", quoted(other))
      }
    case "Swish":
      guard try float("alpha", 1) == 1 else { throw unsupported("alpha 1", "\(try float("alpha", 1))") }
      return "silu"
    case "Sigmoid": return "sigmoid"
    case "Tanh": return "tanh"
    case "Softplus": return "softplus"
    case "Clip":
      let bounds = [try bound("min", 1), try bound("max", 2)]
      guard bounds == [-1, 1] else {
        throw unsupported(
          "bounds -1 and 1", bounds.map { $0.map(OnnxOperator.text) ?? "none" }.joined(separator: " and "))
      }
      return "hard-tanh"
    default: return nil
    }
  }

  private func named(_ name: String, _ value: Float, usual: Float) throws(FormatError) -> String {
    guard value.isFinite else { throw malformed("a finite alpha", "\(value)") }
    return value == usual ? name : "\(name) \(OnnxOperator.text(value))"
  }

  private func bound(_ name: String, _ index: Int) throws(FormatError) -> Float? {
    if node[attribute: name] != nil { return try float(name, 0) }
    guard node.inputs.indices.contains(index), !node.inputs[index].isEmpty else { return nil }
    let tensor = try weights(index, "bounds")
    return tensor.shape.count == 1 ? tensor.elements[0] : nil
  }

  func cast() throws(FormatError) -> OnnxStep.Operation {
    guard let type = OnnxType(rawValue: try integer("to", 1)), type.isFloatingPoint else {
      throw unsupported("a cast to numbers with fractions", OnnxType.name(try integer("to", 1)))
    }
    return .identity
  }

  func dropout() throws(FormatError) -> OnnxStep.Operation {
    var ratio = try float("ratio", 0.5)
    if node.inputs.count > 1, !node.inputs[1].isEmpty {
      let tensor = try weights(1, "ratio")
      guard tensor.shape.count == 1 else { throw malformed("one ratio", "\(tensor.shape.count)") }
      ratio = tensor.elements[0]
    }
    guard ratio >= 0, ratio < 1 else { throw malformed("a ratio from 0 to 1", "\(ratio)") }
    return ratio == 0 ? .identity : .layer(.activation("dropout \(OnnxOperator.text(ratio))"))
  }

  /// Over all features of an example.
  func softmax() throws(FormatError) -> OnnxLayer {
    // Before operator set 13 all axes from the given one on were one row.
    let isRow = flow.operatorSet < 13
    let axis = try integer("axis", isRow ? 1 : -1)
    guard input.rank == 1 ? axis == 1 || axis == -1 : isRow && axis == 1 else {
      throw unsupported("an axis over all features", "axis \(axis) of examples of shape \(input)")
    }
    return .plain(node.operation == "Softmax" ? "softmax" : "log-softmax", isElementwise: false)
  }

  func binary() throws(FormatError) -> OnnxStep.Operation {
    guard node.inputs.count == 2 else { throw unsupported("two inputs", "\(node.inputs.count)") }
    for index in 0...1 {
      if let constant = flow.constant(node, index) {
        _ = try OnnxOperator.finite(constant)
        return .withConstant(constant, isFirst: index == 0)
      }
      if case .sizes = flow.values[node.inputs[index]] {
        throw unsupported("values of examples and constants", "sizes")
      }
    }
    return .pair
  }

  /// One of two values of examples, by a third.
  func choice() throws(FormatError) -> OnnxStep.Operation {
    for index in node.inputs.indices {
      guard case .examples(_, let shape) = flow.values[node.inputs[index]], shape == input else {
        throw unsupported("three values of examples of shape \(input)", "others")
      }
    }
    guard node.inputs.count == 3 else { throw unsupported("three inputs", "\(node.inputs.count)") }
    return .choice
  }
}

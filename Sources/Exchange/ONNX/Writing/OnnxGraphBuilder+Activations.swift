import FledgeKernels

extension OnnxGraphBuilder {
  /// Adds an activation: one operator, or several where opset 13 has none for it.
  mutating func activation(_ function: Activation, _ input: String, _ path: String) -> String {
    switch function {
    case .relu: return node("Relu", [input], name: path)
    case .leakyReLU(let slope): return node("LeakyRelu", [input], name: path, [OnnxAttribute("alpha", .float(slope))])
    case .elu(let alpha): return node("Elu", [input], name: path, [OnnxAttribute("alpha", .float(alpha))])
    case .selu: return node("Selu", [input], name: path)
    case .sigmoid: return node("Sigmoid", [input], name: path)
    case .tanh: return node("Tanh", [input], name: path)
    case .softplus: return node("Softplus", [input], name: path)
    case .hardTanh:
      return node("Clip", [input, scalar("\(path).least", -1), scalar("\(path).greatest", 1)], name: path)
    case .silu:
      let gate = node("Sigmoid", [input], name: "\(path).sigmoid")
      return node("Mul", [input, gate], name: path)
    case .gelu: return gelu(input, path)
    case .geluTanh: return geluTanh(input, path)
    }
  }

  /// ½·x·(1 + erf(x / √2)).
  private mutating func gelu(_ input: String, _ path: String) -> String {
    let scaled = node("Mul", [input, scalar("\(path).rootHalf", Float(0.5).squareRoot())], name: "\(path).scaled")
    return halfOf(input, node("Erf", [scaled], name: "\(path).erf"), path)
  }

  /// ½·x·(1 + tanh(√(2/π)·(x + 0.044715·x³))).
  private mutating func geluTanh(_ input: String, _ path: String) -> String {
    let square = node("Mul", [input, input], name: "\(path).square")
    let cube = node("Mul", [square, input], name: "\(path).cube")
    let term = node("Mul", [cube, scalar("\(path).cubeFactor", 0.044715)], name: "\(path).term")
    let sum = node("Add", [input, term], name: "\(path).sum")
    let argument = node("Mul", [sum, scalar("\(path).factor", 0.7978845608028654)], name: "\(path).argument")
    return halfOf(input, node("Tanh", [argument], name: "\(path).tanh"), path)
  }

  /// ½·x·(1 + f).
  private mutating func halfOf(_ input: String, _ function: String, _ path: String) -> String {
    let shifted = node("Add", [function, scalar("\(path).one", 1)], name: "\(path).shifted")
    let product = node("Mul", [input, shifted], name: "\(path).product")
    return node("Mul", [product, scalar("\(path).half", 0.5)], name: path)
  }
}

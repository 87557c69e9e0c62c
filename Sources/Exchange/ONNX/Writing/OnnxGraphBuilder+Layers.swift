import FledgeFormats
import FledgeNetworks
import FledgeTensors

extension OnnxGraphBuilder {
  /// Adds all nodes of a network behind a value, named by their paths, and returns the output's name.
  ///
  /// - Throws: `FormatError` where a layer is none of Fledge's.
  mutating func append(_ network: Network, from input: String) throws(FormatError) -> String {
    var values = [input]
    for node in network.nodes {
      switch node.operation {
      case .add: values.append(self.node("Add", node.inputs.map { values[$0] }, name: node.path))
      case .layer(let layer):
        values.append(try append(layer, node, network: network, from: values[node.inputs[0]]))
      }
    }
    return values[values.count - 1]
  }

  private mutating func append(
    _ layer: any Layer, _ node: Node, network: Network, from input: String
  ) throws(FormatError) -> String {
    let path = node.path
    let parameters = node.parameters.map { network.parameterLayout.entries[$0].path }
    let statistics = node.statistics.map { network.statisticsLayout.entries[$0].path }
    let values = [input] + parameters
    switch layer {
    case is Linear: return self.node("Gemm", values, name: path, [OnnxAttribute("transB", .integer(1))])
    // The shared weight [in, out] is multiplied as it stands.
    case is TiedLinear: return self.node("Gemm", values, name: path)
    case let conv as Conv2d: return self.node("Conv", values, name: path, window(conv.window))
    case let pool as MaxPool2d: return self.node("MaxPool", values, name: path, window(pool.settingsOfWindow))
    case let pool as AveragePool2d:
      let attributes = window(pool.settingsOfWindow) + [OnnxAttribute("count_include_pad", .integer(1))]
      return self.node("AveragePool", values, name: path, attributes)
    case let norm as BatchNorm:
      return self.node(
        "BatchNormalization", values + statistics, name: path, [OnnxAttribute("epsilon", .float(norm.epsilon))])
    case let norm as LayerNorm: return layerNorm(values, epsilon: norm.epsilon, path)
    case let norm as RMSNorm: return rmsNorm(values, epsilon: norm.epsilon, path)
    case is PReLU: return self.node("PRelu", values, name: path)
    case let layer as any ElementwiseLayer: return activation(layer.activation, input, path)
    case is Softmax: return overFeatures("Softmax", input, path, node.inputShape)
    case is LogSoftmax: return overFeatures("LogSoftmax", input, path, node.inputShape)
    // Both change nothing outside of training.
    case is Dropout, is GaussianNoise: return input
    case is Flatten: return self.node("Flatten", values, name: path, [OnnxAttribute("axis", .integer(1))])
    case let layer as Reshape: return reshape(input, to: layer.shape, path)
    default:
      throw FormatError(
        .unsupported, expected: "layers of Fledge's catalogue to write as ONNX", found: "\(layer.name) at \(path)")
    }
  }

  private func window(_ settings: WindowSettings) -> [OnnxAttribute] {
    func attribute(_ name: String, _ value: Int, _ count: Int) -> OnnxAttribute {
      OnnxAttribute(name, .integers(Array(repeating: value, count: count)))
    }
    return [
      attribute("kernel_shape", settings.kernel, 2), attribute("strides", settings.stride, 2),
      attribute("pads", settings.padding, 4),
    ]
  }

  /// A 0 in the shape copies the number of examples.
  private mutating func reshape(_ input: String, to shape: TensorShape, _ path: String) -> String {
    let target = constant(OnnxTensor("\(path).shape", integers: [0] + shape.dimensions))
    return node("Reshape", [input, target], name: path)
  }

  /// Fledge's softmax runs over all features of an example, whatever their shape.
  private mutating func overFeatures(
    _ operation: String, _ input: String, _ path: String, _ shape: TensorShape
  ) -> String {
    let axis = [OnnxAttribute("axis", .integer(-1))]
    guard shape.rank != 1 else { return node(operation, [input], name: path, axis) }
    let flat = node("Flatten", [input], name: "\(path).flatten", [OnnxAttribute("axis", .integer(1))])
    let result = node(operation, [flat], name: "\(path).rows", axis)
    return reshape(result, to: shape, path)
  }

  /// y = γ·(x − μ) / √(σ² + ε) + β; opset 13 has no operator for it.
  private mutating func layerNorm(_ values: [String], epsilon: Float, _ path: String) -> String {
    let mean = node("ReduceMean", [values[0]], name: "\(path).mean", lastAxis)
    let centered = node("Sub", [values[0], mean], name: "\(path).centered")
    let normal = divided(centered, epsilon: epsilon, path)
    let scaled = node("Mul", [normal, values[1]], name: "\(path).scaled")
    return node("Add", [scaled, values[2]], name: path)
  }

  /// y = γ·x / √(mean x² + ε).
  private mutating func rmsNorm(_ values: [String], epsilon: Float, _ path: String) -> String {
    let normal = divided(values[0], epsilon: epsilon, path)
    return node("Mul", [normal, values[1]], name: path)
  }

  /// x / √(mean x² + ε).
  private mutating func divided(_ input: String, epsilon: Float, _ path: String) -> String {
    let squares = node("Mul", [input, input], name: "\(path).squares")
    let mean = node("ReduceMean", [squares], name: "\(path).meanSquare", lastAxis)
    let shifted = node("Add", [mean, scalar("\(path).epsilon", epsilon)], name: "\(path).shifted")
    let root = node("Sqrt", [shifted], name: "\(path).root")
    return node("Div", [input, root], name: "\(path).normal")
  }

  var lastAxis: [OnnxAttribute] {
    [OnnxAttribute("axes", .integers([-1])), OnnxAttribute("keepdims", .integer(1))]
  }
}

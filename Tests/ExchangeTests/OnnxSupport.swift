import FledgeExchange
import FledgeFormats
import FledgeNetworks
import FledgeTensors

/// A network with parameters from a seed and statistics that are not those of the start.
func exported(_ network: Network, seed: UInt64 = 3) throws -> OnnxExport {
  let (parameters, statistics) = try weights(network, seed: seed)
  return try OnnxExport(network, parameters, statistics, version: "0")
}

func weights(_ network: Network, seed: UInt64 = 3) throws -> (parameters: Parameters, statistics: Parameters) {
  var parameters = network.initialized(with: .heNormal, seed: seed)
  // Biases and scales start equal: unequal ones show where they are mixed up.
  for (index, entry) in network.parameterLayout.entries.enumerated() where entry.spec.role != .weight {
    let count = entry.spec.shape.count
    try parameters.set(
      entry.path,
      to: Tensor(shape: entry.spec.shape, elements: (0..<count).map { Float($0 + 1) / Float(count + index + 1) }))
  }
  var statistics = network.initialStatistics()
  for (index, path) in network.statisticsLayout.paths.enumerated() {
    let shape = try statistics.tensor(path).shape
    try statistics.set(
      path,
      to: Tensor(shape: shape, elements: (0..<shape.count).map { 0.5 + Float($0 + index) / Float(shape.count + 3) }))
  }
  return (parameters, statistics)
}

/// A model of nodes that another program could write.
struct GraphText {
  var model = OnnxModel()

  init(shape: [Int] = [4], operatorSet: Int = 17) {
    model.irVersion = 8
    model.producer = "test"
    model.operatorSets = [OnnxModel.OperatorSet(domain: "", version: operatorSet)]
    model.graph.inputs = [GraphText.value("x", shape)]
    model.graph.outputs = [GraphText.value("y", shape)]
  }

  static func value(_ name: String, _ shape: [Int]) -> OnnxValueInfo {
    var value = OnnxValueInfo()
    (value.name, value.type, value.shape) = (name, 1, [.named("batch")] + shape.map { .value($0) })
    return value
  }

  /// Adds a node; an output `y` is the graph's.
  mutating func node(
    _ operation: String, _ inputs: [String], _ output: String, _ attributes: [OnnxAttribute] = []
  ) {
    var node = OnnxNode()
    (node.operation, node.inputs, node.outputs, node.attributes) = (operation, inputs, [output], attributes)
    node.name = "n\(model.graph.nodes.count)"
    model.graph.nodes.append(node)
  }

  mutating func floats(_ name: String, _ values: [Float], _ shape: [Int]) {
    model.graph.initializers.append(OnnxTensor(name, floats: values, shape: shape))
  }

  mutating func integers(_ name: String, _ values: [Int]) {
    model.graph.initializers.append(OnnxTensor(name, integers: values))
  }

  func read() throws(FormatError) -> ImportedNetwork { try OnnxImport.read(model.bytes, path: "a.onnx") }

  /// The one line that says why the model is refused.
  func refusal() -> String {
    do throws(FormatError) {
      let network = try read()
      return "read as \(network.layers)"
    } catch {
      return "\(error)"
    }
  }
}

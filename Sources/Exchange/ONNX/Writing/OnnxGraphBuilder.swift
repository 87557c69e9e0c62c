import FledgeTensors

/// Collects the nodes and constants of a graph that is written.
struct OnnxGraphBuilder {
  private(set) var nodes: [OnnxNode] = []
  private(set) var initializers: [OnnxTensor] = []

  /// Adds a node with one output and returns the name of the output, which is the node's name with `.output`.
  mutating func node(
    _ operation: String, _ inputs: [String], name: String, _ attributes: [OnnxAttribute] = []
  ) -> String {
    let output = "\(name).output"
    var node = OnnxNode()
    (node.name, node.operation, node.inputs, node.outputs) = (name, operation, inputs, [output])
    node.attributes = attributes
    nodes.append(node)
    return output
  }

  /// Adds a constant and returns its name.
  mutating func constant(_ tensor: OnnxTensor) -> String {
    precondition(!initializers.contains { $0.name == tensor.name }, "OnnxGraphBuilder: two constants \(tensor.name)")
    initializers.append(tensor)
    return tensor.name
  }

  /// Adds one number and returns its name.
  mutating func scalar(_ name: String, _ value: Float) -> String {
    constant(OnnxTensor(name, floats: [value], shape: []))
  }

  /// Names a value `output`, as the last one of the graph; the input itself goes through an `Identity`.
  mutating func finish(_ value: String, input: String, output: String) {
    if value == input {
      _ = node("Identity", [value], name: "identity")
      return finish("identity.output", input: input, output: output)
    }
    for index in nodes.indices {
      nodes[index].inputs = nodes[index].inputs.map { $0 == value ? output : $0 }
      nodes[index].outputs = nodes[index].outputs.map { $0 == value ? output : $0 }
    }
  }
}

import FledgeExchange
import FledgeTensors
import Testing

/// Models that are refused, each with one line that names the node.
struct OnnxRefusalTests {
  @Test func `a cycle is refused`() {
    var graph = GraphText()
    graph.node("Add", ["x", "b"], "a")
    graph.node("Relu", ["a"], "b")
    graph.node("Tanh", ["b"], "y")
    #expect(graph.refusal() == #"a.onnx: expected nodes that follow on each other, found a cycle through Add "n0""#)
  }

  @Test func `a value that nothing makes is refused`() {
    var graph = GraphText()
    graph.node("Relu", ["nothing"], "y")
    #expect(graph.refusal().hasPrefix(#"a.onnx: expected a value "nothing", which Relu "n0" reads, found"#))
  }

  @Test func `two nodes that make one value are refused`() {
    var graph = GraphText()
    graph.node("Relu", ["x"], "y")
    graph.node("Tanh", ["x"], "y")
    #expect(graph.refusal().contains(#"found value "y" a second time in Tanh "n1""#))
  }

  @Test func `external data are refused and no path is followed`() {
    var graph = GraphText()
    var weight = OnnxTensor("w", floats: [], shape: [0])
    (weight.dimensions, weight.contents) = ([2, 4], .external)
    graph.model.graph.initializers = [weight]
    graph.node("Gemm", ["x", "w"], "y", [OnnxAttribute("transB", .integer(1))])
    #expect(
      graph.refusal()
        == #"a.onnx: expected the numbers of tensor "w" in the file, found external data: no path in a file is followed; save the model in one file"#
    )
  }

  @Test func `an unknown operator is named with its node`() {
    var graph = GraphText()
    graph.node("Resize", ["x"], "y")
    #expect(
      graph.refusal().hasPrefix(
        #"a.onnx: expected operators of layers that Fledge has, found Resize "n0": supported are Gemm"#))
    graph.model.graph.nodes[0].domain = "com.example"
    #expect(graph.refusal().contains(#"in node Resize "n0", found one of "com.example""#))
  }

  @Test(arguments: [0, 10, 24, -1, .max]) func `operator sets out of range are refused`(version: Int) {
    var graph = GraphText(operatorSet: version)
    graph.node("Relu", ["x"], "y")
    #expect(
      graph.refusal() == "a.onnx: expected operator set 11 to 23, found \(version): export the model with one of these")
  }

  @Test func `weights that are no numbers are refused`() {
    var graph = GraphText()
    graph.floats("w", [1, 2, .nan, 4], [1, 4])
    graph.node("Gemm", ["x", "w"], "y", [OnnxAttribute("transB", .integer(1))])
    #expect(graph.refusal().hasPrefix(#"a.onnx: expected finite numbers in tensor "w", found nan at element 2"#))
  }

  @Test(arguments: [[1 << 40], [1 << 62, 8], [.max], [-1, 4], [0], [1 << 12, 1 << 13]])
  func `inputs of absurd sizes are refused`(shape: [Int]) {
    var graph = GraphText(shape: shape)
    graph.node("Relu", ["x"], "y")
    #expect(graph.refusal().hasPrefix("a.onnx: expected "))
  }

  @Test(arguments: [[1 << 40, 4], [1 << 62, 1 << 62], [-2, 4], [2, 5], [2, 4, 1]])
  func `weights of wrong sizes are refused`(shape: [Int]) {
    var graph = GraphText()
    graph.floats("w", [1, 2, 3, 4, 5, 6, 7, 8], [2, 4])
    graph.model.graph.initializers[0].dimensions = shape
    graph.node("Gemm", ["x", "w"], "y", [OnnxAttribute("transB", .integer(1))])
    #expect(graph.refusal().hasPrefix("a.onnx: expected "))
  }

  @Test func `windows that Fledge does not have are refused`() {
    let refused: [(String, OnnxAttribute, String)] = [
      ("Conv", OnnxAttribute("pads", .integers([1, 1, 0, 0])), "pads"),
      ("Conv", OnnxAttribute("strides", .integers([1, 2])), "strides"),
      ("Conv", OnnxAttribute("dilations", .integers([2, 2])), "dilations"),
      ("Conv", OnnxAttribute("group", .integer(2)), "group"),
      ("Conv", OnnxAttribute("strides", .integers([0, 0])), "strides"),
      ("Conv", OnnxAttribute("auto_pad", .text(Array("SAME".utf8))), "auto_pad"),
      ("MaxPool", OnnxAttribute("ceil_mode", .integer(1)), "ceil_mode"),
      ("AveragePool", OnnxAttribute("pads", .integers([1, 1, 1, 1])), "count_include_pad"),
    ]
    for (operation, attribute, word) in refused {
      var graph = GraphText(shape: [1, 5, 6])
      graph.floats("k", [1, 2, 3, 4], [1, 1, 2, 2])
      let usual = [OnnxAttribute("kernel_shape", .integers([2, 2])), OnnxAttribute("strides", .integers([2, 2]))]
      graph.node(operation, operation == "Conv" ? ["x", "k"] : ["x"], "y", [attribute] + usual)
      #expect(graph.refusal().contains(word), "\(operation) \(attribute.name): \(graph.refusal())")
    }
  }

  @Test func `graphs that are no chain are refused`() {
    var graph = GraphText()
    graph.node("Relu", ["x"], "a")
    graph.node("Tanh", ["x"], "b")
    graph.node("Mul", ["a", "b"], "y")
    #expect(
      graph.refusal().hasPrefix(#"a.onnx: expected a layer that Fledge has, found Relu "n0", Tanh "n1", Mul "n2": "#))
    var projected = GraphText()
    projected.floats("w", [Float](repeating: 1, count: 16), [4, 4])
    projected.node("MatMul", ["x", "w"], "a")
    projected.node("MatMul", ["x", "w"], "b")
    projected.node("Add", ["a", "b"], "y")
    #expect(projected.refusal().hasPrefix("a.onnx: expected a layer that Fledge has"))
  }

  @Test func `a norm with another epsilon is refused`() {
    var graph = GraphText()
    graph.floats("scale", [1, 2, 3, 4], [4])
    graph.node("LayerNormalization", ["x", "scale"], "y", [OnnxAttribute("epsilon", .float(0.001))])
    #expect(
      graph.refusal()
        == #"a.onnx: expected epsilon 1e-05, as Fledge's norms have it, in node LayerNormalization "n0", found 0.001"#)
  }

  @Test func `more than a thousand nodes are refused, and a thousand are read`() throws {
    var graph = GraphText()
    for index in 0..<1000 { graph.node("Relu", [index == 0 ? "x" : "v\(index)"], index == 999 ? "y" : "v\(index + 1)") }
    #expect(try graph.read().layers.count == 1000)
    graph.node("Relu", ["y"], "z")
    #expect(graph.refusal() == "a.onnx: expected at most 1000 nodes, found more")
  }

  @Test func `several inputs or outputs are refused`() {
    var graph = GraphText()
    graph.node("Relu", ["x"], "y")
    graph.model.graph.inputs.append(GraphText.value("second", [4]))
    #expect(graph.refusal() == "a.onnx: expected a graph with one input and one output, found 2 inputs and 1 outputs")
  }

  @Test func `an empty file and a text are refused`() {
    for text in ["", "model", "{\"a\": 1}"] {
      #expect(throws: (any Error).self) { try OnnxImport.read(Array(text.utf8), path: "a.onnx") }
    }
  }
}

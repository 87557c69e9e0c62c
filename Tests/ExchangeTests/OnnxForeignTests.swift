import FledgeExchange
import FledgeTensors
import Testing

/// Forms in which other programs write layers.
struct OnnxForeignTests {
  private let weight: [Float] = [1, 2, 3, 4, 5, 6, 7, 8]

  @Test func `a product and a sum are a linear layer`() throws {
    var graph = GraphText()
    graph.floats("w", weight, [4, 2])
    graph.floats("b", [0.5, -1], [2])
    graph.node("MatMul", ["x", "w"], "h")
    graph.node("Add", ["b", "h"], "y")
    let network = try graph.read()
    #expect(network.layers == ["linear 2"])
    #expect(network.tensors["0.weight"] == Tensor(shape: [2, 4], elements: [1, 3, 5, 7, 2, 4, 6, 8]))
    #expect(network.tensors["0.bias"]?.elements == [0.5, -1])
  }

  @Test func `weights may come through constants and transpositions`() throws {
    var graph = GraphText()
    graph.node(
      "Constant", [], "stored", [OnnxAttribute("value", .tensor(OnnxTensor("", floats: weight, shape: [2, 4])))])
    graph.node("Transpose", ["stored"], "w", [OnnxAttribute("perm", .integers([1, 0]))])
    graph.node("Identity", ["w"], "same")
    graph.node("MatMul", ["x", "same"], "y")
    #expect(try graph.read().tensors["0.weight"] == Tensor(shape: [2, 4], elements: weight))
  }

  @Test func `gelu reads in PyTorch's order of operators`() throws {
    var graph = GraphText()
    graph.floats("root", [Float(2).squareRoot()], [])
    graph.floats("one", [1], [])
    graph.floats("half", [0.5], [])
    graph.node("Div", ["x", "root"], "a")
    graph.node("Erf", ["a"], "b")
    graph.node("Add", ["b", "one"], "c")
    graph.node("Mul", ["x", "c"], "d")
    graph.node("Mul", ["d", "half"], "y")
    #expect(try graph.read().layers == ["gelu"])
  }

  @Test func `the factor of gelu may stand first`() throws {
    var graph = GraphText()
    graph.floats("root", [Float(0.5).squareRoot()], [1])
    graph.floats("one", [1], [1])
    graph.floats("half", [0.5], [1])
    graph.node("Mul", ["half", "x"], "h")
    graph.node("Mul", ["x", "root"], "a")
    graph.node("Erf", ["a"], "b")
    graph.node("Add", ["one", "b"], "c")
    graph.node("Mul", ["h", "c"], "y")
    #expect(try graph.read().layers == ["gelu"])
  }

  @Test func `softplus and sigmoid read from exponentials`() throws {
    var graph = GraphText()
    graph.floats("one", [1], [])
    graph.node("Exp", ["x"], "a")
    graph.node("Add", ["a", "one"], "b")
    graph.node("Log", ["b"], "c")
    graph.node("Neg", ["c"], "d")
    graph.node("Exp", ["d"], "e")
    graph.node("Add", ["e", "one"], "f")
    graph.node("Div", ["one", "f"], "y")
    #expect(try graph.read().layers == ["softplus", "sigmoid"])
  }

  @Test(arguments: [13, 17, 18]) func `a layer norm of operators is one`(operatorSet: Int) throws {
    var graph = GraphText(operatorSet: operatorSet)
    graph.floats("two", [2], [])
    graph.floats("epsilon", [1e-5], [])
    graph.floats("scale", [1, 2, 3, 4], [4])
    graph.floats("shift", [5, 6, 7, 8], [4])
    graph.integers("axes", [-1])
    let attributes = operatorSet < 18 ? [OnnxAttribute("axes", .integers([-1]))] : []
    let axes = operatorSet < 18 ? [] : ["axes"]
    graph.node("ReduceMean", ["x"] + axes, "mean", attributes)
    graph.node("Sub", ["x", "mean"], "centered")
    graph.node("Pow", ["centered", "two"], "squares")
    graph.node("ReduceMean", ["squares"] + axes, "variance", attributes)
    graph.node("Add", ["variance", "epsilon"], "shifted")
    graph.node("Sqrt", ["shifted"], "root")
    graph.node("Div", ["centered", "root"], "normal")
    graph.node("Mul", ["normal", "scale"], "scaled")
    graph.node("Add", ["scaled", "shift"], "y")
    let network = try graph.read()
    #expect(network.layers == ["layer-norm"])
    #expect(network.tensors["0.weight"]?.elements == [1, 2, 3, 4])
    #expect(network.tensors["0.bias"]?.elements == [5, 6, 7, 8])
  }

  @Test func `a layer norm reads with its factors within, as Keras writes it`() throws {
    for epsilon in [Float(1e-5), 1e-3] {
      var graph = GraphText()
      graph.floats("epsilon", [epsilon], [])
      graph.floats("scale", [1, 2, 3, 4], [1, 4])
      graph.floats("shift", [5, 6, 7, 8], [4])
      let axes = [OnnxAttribute("axes", .integers([1]))]
      graph.node("ReduceMean", ["x"], "mean", axes)
      graph.node("Neg", ["mean"], "minus")
      graph.node("Sub", ["x", "mean"], "centered")
      graph.node("Mul", ["centered", "centered"], "squares")
      graph.node("ReduceMean", ["squares"], "variance", axes)
      graph.node("Add", ["variance", "epsilon"], "shifted")
      graph.node("Sqrt", ["shifted"], "root")
      graph.node("Reciprocal", ["root"], "inverse")
      graph.node("Mul", ["inverse", "scale"], "factor")
      graph.node("Mul", ["x", "factor"], "a")
      graph.node("Mul", ["minus", "factor"], "b")
      graph.node("Add", ["a", "b"], "scaled")
      graph.node("Add", ["scaled", "shift"], "y")
      guard epsilon == 1e-5 else {
        #expect(graph.refusal().contains(#"expected epsilon 1e-05, as Fledge's norms have it, in node Add "n11""#))
        continue
      }
      let network = try graph.read()
      #expect(network.layers == ["layer-norm"])
      let found = try #require(network.tensors["0.weight"]).elements + #require(network.tensors["0.bias"]).elements
      for (value, expected) in zip(found, [Float(1), 2, 3, 4, 5, 6, 7, 8]) { #expect(abs(value - expected) < 1e-5) }
    }
  }

  @Test func `softplus reads with the threshold that PyTorch gives it`() throws {
    var graph = GraphText(operatorSet: 20)
    graph.floats("twenty", [20], [])
    graph.node("Softplus", ["x"], "soft")
    graph.node("Greater", ["x", "twenty"], "large")
    graph.node("Where", ["large", "x", "soft"], "y")
    #expect(try graph.read().layers == ["softplus"])
  }

  @Test func `operators of later sets are layers`() throws {
    var graph = GraphText(operatorSet: 20)
    graph.floats("scale", [1, 2, 3, 4], [4])
    graph.node("LayerNormalization", ["x", "scale"], "a", [OnnxAttribute("epsilon", .float(1e-5))])
    graph.node("Gelu", ["a"], "b", [OnnxAttribute("approximate", .text(Array("tanh".utf8)))])
    graph.node("Gelu", ["b"], "y")
    #expect(try graph.read().layers == ["layer-norm", "gelu-tanh", "gelu"])
  }

  @Test func `a shape computed from the input's is known`() throws {
    var graph = GraphText(shape: [2, 3, 3])
    graph.integers("zero", [0])
    graph.integers("rest", [-1])
    graph.node("Shape", ["x"], "sizes")
    graph.node("Gather", ["sizes", "zero"], "count")
    graph.node("Concat", ["count", "rest"], "shape", [OnnxAttribute("axis", .integer(0))])
    graph.node("Reshape", ["x", "shape"], "y")
    #expect(try graph.read().layers == ["flatten"])
  }

  @Test func `channels last become channels first`() throws {
    var graph = GraphText(shape: [2, 2, 1])
    graph.floats("k", [1, 2], [2, 1, 1, 1])
    graph.floats("w", (0..<8).map { Float($0) }, [8, 1])
    graph.integers("shape", [-1, 8])
    graph.node("Transpose", ["x"], "first", [OnnxAttribute("perm", .integers([0, 3, 1, 2]))])
    graph.node("Conv", ["first", "k"], "conv")
    graph.node("Transpose", ["conv"], "last", [OnnxAttribute("perm", .integers([0, 2, 3, 1]))])
    graph.node("Relu", ["last"], "relu")
    graph.node("Reshape", ["relu", "shape"], "flat")
    graph.node("MatMul", ["flat", "w"], "y")
    let network = try graph.read()
    #expect(network.inputShape == [1, 2, 2])
    #expect(network.layers == ["conv 2 1 no-bias", "relu", "flatten", "linear 1 no-bias"])
    // Pixel by pixel the channels 0 and 1; then all of channel 0, all of channel 1.
    #expect(network.tensors["3.weight"]?.elements == [0, 2, 4, 6, 1, 3, 5, 7])
  }

  @Test func `a factor and a summand for each feature are a batch norm, which is said`() throws {
    var graph = GraphText()
    graph.floats("scale", [1, 2, 3, 4], [4])
    graph.floats("shift", [1], [1])
    graph.node("Mul", ["x", "scale"], "a")
    graph.node("Relu", ["a"], "b")
    graph.node("Sub", ["b", "shift"], "y")
    let network = try graph.read()
    #expect(network.layers == ["batch-norm", "relu", "batch-norm"])
    #expect(network.tensors["2.bias"]?.elements == [-1, -1, -1, -1])
    #expect(network.notes.count == 2)
  }

  @Test func `another epsilon of a batch norm moves into the variances`() throws {
    var graph = GraphText()
    graph.floats("one", [1, 1, 1, 1], [4])
    graph.floats("v", [0.5, 1, 2, 3], [4])
    graph.node("BatchNormalization", ["x", "one", "one", "one", "v"], "y", [OnnxAttribute("epsilon", .float(0.001))])
    let network = try graph.read()
    #expect(network.tensors["0.running_var"]?.elements == [0.50099, 1.00099, 2.00099, 3.00099])
    #expect(network.notes == ["layer 0: epsilon 0.001 of the file is within the variances"])
  }

  @Test func `nodes need not stand in order, and unused ones are left out`() throws {
    var graph = GraphText()
    graph.node("Relu", ["a"], "y")
    graph.node("Tanh", ["x"], "a")
    graph.node("Resize", ["x"], "unused")
    #expect(try graph.read().layers == ["tanh", "relu"])
  }

  @Test func `sixteen-bit and integer weights are widened`() throws {
    var graph = GraphText(shape: [2])
    var half = OnnxTensor("w", integers: [])
    (half.dimensions, half.type, half.contents) = ([2, 2], 10, .integers([0x3C00, 0xC000, 0x0001, 0x7BFF]))
    var whole = OnnxTensor("b", integers: [])
    (whole.dimensions, whole.type, whole.contents) = ([2], 6, .raw([1, 0, 0, 0, 0xFE, 0xFF, 0xFF, 0xFF]))
    graph.model.graph.initializers = [half, whole]
    graph.node("Gemm", ["x", "w", "b"], "y", [OnnxAttribute("transB", .integer(1))])
    let network = try graph.read()
    #expect(network.tensors["0.weight"]?.elements == [1, -2, 0x1p-24, 65504])
    #expect(network.tensors["0.bias"]?.elements == [1, -2])
    #expect(network.notes == ["weights of 16 bits are computed with in 32 bits"])
  }
}

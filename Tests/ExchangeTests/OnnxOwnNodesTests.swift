import FledgeExchange
import FledgeFormats
import FledgeTensors
import Testing

/// Scaling, probabilities and metadata that an export of Fledge has beside the network.
struct OnnxOwnNodesTests {
  private func graph(producer: String) -> GraphText {
    var graph = GraphText()
    graph.model.producer = producer
    graph.floats("scaling/levels", [0.5], [])
    graph.floats("w", [1, 2, 3, 4, 5, 6, 7, 8], [4, 2])
    graph.node("Mul", ["x", "scaling/levels"], "scaled")
    graph.node("MatMul", ["scaled", "w"], "logits")
    graph.node("Softmax", ["logits"], "y")
    graph.model.graph.nodes[0].name = "scaling/unit"
    graph.model.graph.nodes[2].name = "probabilities/softmax"
    return graph
  }

  @Test func `scaling and probabilities of Fledge's own are left out, which is said`() throws {
    let found = try graph(producer: "fledge").read()
    #expect(found.layers == ["linear 2 no-bias"])
    #expect(found.notes.count == 2)
  }

  @Test func `nodes of the same names by another program are layers`() throws {
    #expect(try graph(producer: "other").read().layers == ["batch-norm", "linear 2 no-bias", "softmax"])
  }

  @Test func `own nodes that were moved are refused`() {
    var graph = graph(producer: "fledge")
    graph.node("Add", ["y", "scaled"], "z")
    graph.model.graph.outputs[0].name = "z"
    #expect(graph.refusal().contains("the file was changed"))
  }

  @Test func `names, settings and contract come back, and damaged ones are refused`() throws {
    var graph = GraphText()
    graph.node("Relu", ["x"], "y")
    graph.model.metadata = [
      OnnxModel.Entry(key: "fledge.classes", value: #"["a","b \"c\", d"]"#),
      OnnxModel.Entry(key: "fledge.settings", value: #"{"layers":[3]}"#),
      OnnxModel.Entry(key: "fledge.contract", value: #"{"format":1}"#), OnnxModel.Entry(key: "other", value: "{"),
    ]
    let found = try graph.read()
    #expect(found.classNames == ["a", #"b "c", d"#])
    #expect(found.settings == ["layers": .array([.integer(3)])])
    #expect(found.contract == .object(["format": .integer(1)]))
    for (index, value) in ["[1]", "[", "{"].enumerated() {
      graph.model.metadata[index].value = value
      #expect(graph.refusal().contains("as metadata fledge."))
    }
  }
}

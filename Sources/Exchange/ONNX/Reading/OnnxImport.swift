public import FledgeFormats
import FledgeTensors

/// Reads models of ONNX that are chains of Fledge's layers with residual blocks.
///
/// Operators that make up one layer, such as those of a GELU or a layer norm, are found by what they compute. Nothing in
/// a file is run, and no path in it is followed.
public enum OnnxImport {
  /// The versions of ONNX's operator set that are read.
  static let operatorSets = 11...23

  /// Reads a file.
  ///
  /// - Throws: `FormatError` with the node or the byte at which it is something else.
  public static func read(contentsOf path: String) throws -> ImportedNetwork {
    try read(try FileBytes.read(path, limit: 1 << 31, copies: 4), path: path)
  }

  /// Reads the bytes of a file; `path` names it in errors.
  public static func read(_ bytes: [UInt8], path: String? = nil) throws(FormatError) -> ImportedNetwork {
    do throws(FormatError) {
      return try network(OnnxModel(reading: bytes))
    } catch {
      throw error.inFile(path)
    }
  }

  private static func network(_ model: OnnxModel) throws(FormatError) -> ImportedNetwork {
    let version = try operatorSet(model)
    var graph = model.graph
    let isOwn = model.producer == "fledge"
    var notes = isOwn ? try OnnxOwnNodes.remove(from: &graph) : []
    let constants = Set(graph.initializers.map(\.name))
    let inputs = graph.inputs.filter { !constants.contains($0.name) }
    guard let input = inputs.first, inputs.count == 1, let output = graph.outputs.first, graph.outputs.count == 1 else {
      throw FormatError(
        .unsupported, expected: "a graph with one input and one output",
        found: "\(inputs.count) inputs and \(graph.outputs.count) outputs")
    }
    let nodes = try OnnxNodeOrder.sorted(graph, to: output.name)
    let flow = try OnnxFlow(nodes, graph, input: input, operatorSet: version, isOwn: isOwn)
    guard case .examples(let end, _) = flow.values[output.name] else {
      throw FormatError(
        .malformed, expected: "an output \(quoted(output.name)) that depends on the input", found: "another value")
    }
    var chain = OnnxChain(flow.steps)
    let list = try OnnxLayerList(try chain.layers(from: 0, to: end))
    var network = ImportedNetwork(
      inputShape: list.inputShape ?? flow.inputShape, layers: list.texts, tensors: list.tensors)
    if let batch = flow.batch { notes.append("the file is for \(batch) examples at once; any number is taken") }
    if graph.initializers.contains(where: { [OnnxType.float16, .bfloat16].map(\.rawValue).contains($0.type) }) {
      notes.append("weights of 16 bits are computed with in 32 bits")
    }
    network.notes = notes + list.notes
    try OnnxMetadata.read(model, into: &network)
    return network
  }

  private static func operatorSet(_ model: OnnxModel) throws(FormatError) -> Int {
    let sets = model.operatorSets.filter { $0.domain.isEmpty || $0.domain == "ai.onnx" }
    guard let version = sets.first?.version, sets.count == 1 else {
      throw FormatError(
        .malformed, expected: "one version of ONNX's operator set", found: sets.isEmpty ? "none" : "\(sets.count)")
    }
    guard operatorSets.contains(version) else {
      throw FormatError(
        .unsupported, expected: "operator set \(operatorSets.lowerBound) to \(operatorSets.upperBound)",
        found: "\(version)",
        advice: "export the model with one of these")
    }
    return version
  }
}

import FledgeDatasets
public import FledgeFormats
public import FledgeModels
package import FledgeNetworks
public import FledgeTensors

/// A trained run as a model of ONNX: operator set 13, IR version 7, any number of examples at once.
///
/// The input is `input`, the output `output`; weights have Fledge's names and PyTorch's shapes. Equal runs give equal
/// bytes.
public struct OnnxExport: Sendable {
  /// The shape of one example.
  public let inputShape: TensorShape
  public let outputShape: TensorShape
  /// The type of the input: `float32`, or `float64` for raw columns of tables.
  public let inputType: String
  /// What the input is, such as `grey levels 0 to 255`.
  public let inputMeaning: String
  /// What the output is, such as `logits`.
  public let outputMeaning: String
  /// The number of the network's parameters and statistics.
  public let parameterCount: Int
  package let model: OnnxModel

  /// - Parameters:
  ///   - withScaling: whether the graph scales raw features as the run's data were scaled, and gives values back in the
  ///     unit of the data.
  ///   - withSoftmax: whether the output is probabilities.
  /// - Throws: `SettingError` where the run cannot have what is asked for, `FormatError` where a layer is unknown.
  public init(_ run: TrainedRun, withScaling: Bool = false, withSoftmax: Bool = false, version: String) throws {
    self = try OnnxExport(
      run.network, run.parameters, run.statistics,
      plan: OnnxExportPlan(run, withScaling: withScaling, withSoftmax: withSoftmax), version: version,
      metadata: OnnxExport.metadata(run))
  }

  /// A network as a model.
  package init(
    _ network: Network, _ parameters: Parameters, _ statistics: Parameters, plan: OnnxExportPlan = OnnxExportPlan(),
    version: String, metadata: [OnnxModel.Entry] = []
  ) throws {
    var builder = OnnxGraphBuilder()
    for path in network.parameterLayout.paths { _ = builder.constant(OnnxTensor(path, try parameters.tensor(path))) }
    for path in network.statisticsLayout.paths { _ = builder.constant(OnnxTensor(path, try statistics.tensor(path))) }
    var value = "input"
    if let raw = plan.raw { value = builder.scale(value, raw) }
    value = try builder.append(network, from: value)
    if let operation = plan.probabilities {
      let axis = operation == "Softmax" ? [OnnxAttribute("axis", .integer(-1))] : []
      value = builder.node(operation, [value], name: "probabilities/\(operation.lowercased())", axis)
    }
    if let scaler = plan.unscaling {
      value = builder.unscale(value, scales: scaler.scales, means: scaler.means, shape: network.outputShape.dimensions)
    }
    builder.finish(value, input: "input", output: "output")

    (inputShape, outputShape) = (network.inputShape, network.outputShape)
    let takesDoubles = plan.raw?.areDoubles == true
    inputType = takesDoubles ? "float64" : "float32"
    (inputMeaning, outputMeaning) = (plan.inputMeaning, plan.outputMeaning)
    parameterCount = network.parameterCount + network.statisticsLayout.parameterCount
    var model = OnnxModel()
    (model.irVersion, model.producer, model.producerVersion) = (7, "fledge", version)
    model.operatorSets = [OnnxModel.OperatorSet(domain: "", version: 13)]
    model.graph.name = "fledge"
    (model.graph.nodes, model.graph.initializers) = (builder.nodes, builder.initializers)
    model.graph.inputs = [OnnxExport.value("input", inputShape, takesDoubles ? .double : .float)]
    model.graph.outputs = [OnnxExport.value("output", outputShape, .float)]
    model.metadata = metadata
    self.model = model
  }

  /// The bytes of the file.
  public var bytes: [UInt8] { model.bytes }

  /// Saves the file.
  ///
  /// - Throws: `FormatError` where it cannot be written.
  public func write(to path: String) throws(FormatError) { try AtomicFile.write(bytes, to: path) }

  private static func value(_ name: String, _ shape: TensorShape, _ type: OnnxType) -> OnnxValueInfo {
    var value = OnnxValueInfo()
    (value.name, value.type) = (name, type.rawValue)
    value.shape = [.named("N")] + shape.dimensions.map { .value($0) }
    return value
  }

  /// Class names, settings and data contract, the contract without the folders of this machine.
  private static func metadata(_ run: TrainedRun) throws -> [OnnxModel.Entry] {
    var entries: [OnnxModel.Entry] = []
    let classes = run.settings.isAutoencoder ? [] : run.contract?.classNames ?? []
    if !classes.isEmpty {
      entries.append(OnnxModel.Entry(key: "fledge.classes", value: JSONValue.array(classes.map { .string($0) }).text()))
    }
    entries.append(OnnxModel.Entry(key: "fledge.settings", value: JSONValue.object(run.settings.values).text()))
    if var contract = run.contract {
      (contract.absolutePath, contract.absoluteTest, contract.absoluteLabelFile) = (nil, nil, nil)
      for index in contract.files.indices { contract.files[index].absolutePath = contract.files[index].path }
      entries.append(OnnxModel.Entry(key: "fledge.contract", value: try contract.json.text()))
    }
    return entries
  }
}

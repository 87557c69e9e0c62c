import FledgeDatasets
import FledgeModels
import FledgeNetworks
import FledgeTensors

/// What stands before and behind the network in a model that is written, and what goes in and out.
package struct OnnxExportPlan {
  /// The raw features that the graph scales; `nil` where it takes scaled ones.
  var raw: OnnxGraphBuilder.RawFeatures?
  /// The operator that makes probabilities; `nil` where the output stays as it is.
  var probabilities: String?
  /// What gives values back in the unit of the data.
  var unscaling: (scales: [Double], means: [Double])?
  var inputMeaning: String
  var outputMeaning: String

  /// The network as it is.
  package init() {
    inputMeaning = "features scaled as in training"
    outputMeaning = "the network's output"
  }

  init(_ run: TrainedRun, withScaling: Bool, withSoftmax: Bool) throws {
    let areValues = run.contract.map { $0.target.kind == .values } ?? (run.settings.dataset == "line")
    let meaning = run.settings.makeLoss(hasLabels: !run.settings.isAutoencoder && !areValues).outputMeaning
    inputMeaning = OnnxExportPlan.scaledMeaning(run.contract)
    outputMeaning = OnnxExportPlan.outputMeaning(run, meaning, areValues: areValues)
    if withSoftmax {
      switch meaning {
      case .logits, .logProbabilities: probabilities = "Softmax"
      case .independentLogits: probabilities = "Sigmoid"
      case .probabilities: break
      case .values:
        throw SettingError.conflict(
          "--with-softmax: expected a network whose outputs stand for probabilities, found \(outputMeaning) in \(run.path); "
            + "leave --with-softmax out")
      }
      outputMeaning = run.settings.isAutoencoder ? "reconstructed features" : "probabilities"
    }
    if withScaling { try addScaling(run, areValues: areValues, areLogits: meaning != .values && !withSoftmax) }
  }

  /// - Parameter areLogits: whether the output stands for values that a function must make of it, so that it has no unit.
  private mutating func addScaling(_ run: TrainedRun, areValues: Bool, areLogits: Bool) throws {
    guard let contract = run.contract else {
      throw SettingError.conflict(
        "--with-scaling: expected a run that says how its data were scaled, found none in \(run.path), which an earlier "
          + "version wrote; leave --with-scaling out")
    }
    let areLevels = OnnxExportPlan.areLevels(contract)
    var isPerFeature = false
    if case .perFeature = contract.normalization { isPerFeature = true }
    let raw = OnnxGraphBuilder.RawFeatures(
      areLevels: areLevels, areDoubles: !areLevels && isPerFeature && OnnxExportPlan.exceedsFloats(contract),
      normalization: contract.normalization,
      fill: areLevels ? nil : contract.fill, shape: run.network.inputShape.dimensions)
    self.raw = raw
    inputMeaning =
      areLevels
      ? "grey levels 0 to 255"
      : contract.table == nil ? "features as the data have them" : "columns as the table has them"
    if contract.table?.columns.contains(where: { $0.categories != nil }) == true {
      inputMeaning += ", one of 0 and 1 for each text"
    }
    if contract.fill != nil, !areLevels { inputMeaning += ", NaN where a value is missing" }
    if areValues, !run.settings.isAutoencoder, let scaler = contract.target.scaler {
      let width = run.network.outputShape.count
      unscaling = (Array(repeating: scaler.scale, count: width), Array(repeating: scaler.mean, count: width))
      outputMeaning = "values in the target's unit"
    }
    // Reconstructions of columns are given in the columns' units, as `fledge predict` gives them.
    if run.settings.isAutoencoder, !areLogits, contract.table?.arePixels == false,
      case .perFeature(let scaler) = contract.normalization
    {
      unscaling = (scaler.exactScales, scaler.exactMeans)
      outputMeaning = "reconstructed columns in their units"
    }
  }

  /// Whether the raw data are grey levels, which Fledge keeps as bytes.
  static func areLevels(_ contract: DataContract) -> Bool {
    switch contract.kind {
    case .images: contract.areLevels != false
    case .arrays: contract.areLevels == true
    case .table: contract.table?.arePixels == true
    case .generated: false
    }
  }

  /// Whether values beyond 2²⁴ were learned from, which Fledge keeps and scales as doubles.
  static func exceedsFloats(_ contract: DataContract) -> Bool {
    let columns = contract.table?.columns.flatMap { [$0.minimum, $0.maximum] } ?? []
    return (columns.compactMap { $0 } + (contract.range ?? [])).contains { $0.magnitude > 0x1p24 }
  }

  private static func scaledMeaning(_ contract: DataContract?) -> String {
    guard let contract else { return "features scaled as in training" }
    switch contract.scaling.rule {
    case .none: return "features as the data have them"
    case .unit: return areLevels(contract) ? "grey levels divided by 255" : "features as the data have them"
    case .perExample: return "features scaled by each example's mean and standard deviation"
    case .perFeature: return "features scaled by means and standard deviations of the training set"
    }
  }

  private static func outputMeaning(_ run: TrainedRun, _ meaning: OutputMeaning, areValues: Bool) -> String {
    if run.settings.isAutoencoder {
      return meaning == .values ? "reconstructed features" : "logits of reconstructed features"
    }
    switch meaning {
    case .logits: return "logits"
    case .independentLogits: return "logits, each of its own"
    case .logProbabilities: return "logarithms of probabilities"
    case .probabilities: return "probabilities"
    case .values where !areValues: return "scores"
    case .values:
      return run.contract?.target.scaler == nil
        ? "values" : "values scaled by the training set's mean and standard deviation"
    }
  }
}

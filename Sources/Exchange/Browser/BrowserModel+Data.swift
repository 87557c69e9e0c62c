import FledgeDatasets
import FledgeFormats
import FledgeModels
import FledgeNetworks
import FledgeTensors

// How a browser reads examples and answers as the command does.

extension BrowserModel {
  /// What the outputs are, in the words that engine.js knows.
  static func meaning(_ run: TrainedRun) -> String {
    let hasLabels = !run.settings.isAutoencoder && !run.predictsValues
    return switch run.settings.makeLoss(hasLabels: hasLabels).outputMeaning {
    case .logits: "logits"
    case .independentLogits: "independent-logits"
    case .logProbabilities: "log-probabilities"
    case .probabilities: "probabilities"
    case .values: "values"
    }
  }

  /// How features are scaled; per-feature rules have their numbers.
  static func scaling(_ run: TrainedRun) -> JSONObject {
    let rule = run.contract?.scaling.rule.rawValue ?? run.settings.scaling.rawValue
    var scaling: JSONObject = ["rule": .string(rule)]
    // Generated digits are bytes as pictures are.
    let areLevels = run.contract.map { OnnxExportPlan.areLevels($0) || $0.dataset == "digits" } ?? true
    scaling["levels"] = .bool(areLevels)
    guard let contract = run.contract else { return scaling }
    if contract.scaling.rule == .perFeature {
      scaling["means"] = .array((contract.scaling.means ?? []).map { .number($0) })
      scaling["scales"] = .array((contract.scaling.scales ?? []).map { .number($0) })
      scaling["doubles"] = .bool(!areLevels && OnnxExportPlan.exceedsFloats(contract))
    }
    if !areLevels, let fill = contract.fill { scaling["fill"] = .array(fill.map { .number($0) }) }
    return scaling
  }

  /// The scaling of real-valued targets; null where there is none.
  static func target(_ run: TrainedRun) -> JSONValue {
    guard run.predictsValues, let target = run.contract?.target else { return .null }
    var object = JSONObject()
    object["name"] = target.name.map { .string($0) } ?? .null
    if let scaler = target.scaler {
      object["mean"] = .number(scaler.mean)
      object["scale"] = .number(scaler.scale)
    }
    return .object(object)
  }

  /// The rows and columns of an example that is a picture, channels first where there are several.
  static func imageShape(_ run: TrainedRun) -> [Int]? {
    for shape in [run.network.inputShape.dimensions, run.contract?.shape ?? []] where (2...3).contains(shape.count) {
      return shape
    }
    let count = run.network.inputShape.count
    let side = Int(Double(count).squareRoot().rounded())
    guard run.contract?.table?.arePixels == true, side * side == count else { return nil }
    return [side, side]
  }
}

extension TrainedRun {
  /// The names of the classes; empty for values and for autoencoders.
  var classNames: [String] {
    guard !settings.isAutoencoder, !predictsValues else { return [] }
    let names = contract?.classNames ?? []
    let width = network.outputShape.count
    return names.count == width ? names : (0..<width).map { String($0) }
  }

  /// Whether the target is a real value.
  var predictsValues: Bool { contract.map { $0.target.kind == .values } ?? (settings.dataset == "line") }
}

import ArgumentParser
import Fledge
import Foundation

/// One flag for each training setting, equivalent to the setting of the same name in a YAML file.
struct SettingFlags: ParsableArguments {
  @Option(name: .customLong("recipe"), help: "Settings to start from: plain or numpy-mlp.")
  var recipe: String?
  @Option(
    name: .customLong("set"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp("Any setting, as KEY=VALUE; may be repeated.", valueName: "key=value"))
  var assignments: [String] = []

  @OptionGroup var data: DataFlags
  @Option(name: .customLong("augment"), help: settingHelp("augment")) var augment: String?
  @Option(name: .customLong("noise"), help: settingHelp("noise")) var noise: String?
  @Option(name: .customLong("network"), help: settingHelp("network")) var network: String?
  @Option(name: .customLong("convolutions"), help: settingHelp("convolutions")) var convolutions: String?
  @Option(name: .customLong("kernel-size"), help: settingHelp("kernel-size")) var kernelSize: String?
  @Option(name: .customLong("pooling"), help: settingHelp("pooling")) var pooling: String?
  @Option(name: .customLong("layers"), help: settingHelp("layers")) var layers: String?
  @Option(name: .customLong("autoencoder"), help: settingHelp("autoencoder")) var autoencoder: String?
  @Option(name: .customLong("tied"), help: settingHelp("tied")) var tied: String?
  @Option(name: .customLong("activation"), help: settingHelp("activation")) var activation: String?
  @Option(name: .customLong("code-activation"), help: settingHelp("code-activation")) var codeActivation: String?
  @Option(name: .customLong("output-activation"), help: settingHelp("output-activation")) var outputActivation: String?
  @Option(name: .customLong("dropout"), help: settingHelp("dropout")) var dropout: String?
  @Option(name: .customLong("norm"), help: settingHelp("norm")) var norm: String?
  @Option(name: .customLong("init"), help: settingHelp("init")) var initializer: String?
  @Option(name: .customLong("weights"), help: settingHelp("weights")) var weights: String?
  @Option(name: .customLong("weights-sha256"), help: settingHelp("weights-sha256")) var weightsDigest: String?
  @Option(name: .customLong("loss"), help: settingHelp("loss")) var loss: String?
  @Option(name: .customLong("reduction"), help: settingHelp("reduction")) var reduction: String?
  @Option(name: .customLong("label-smoothing"), help: settingHelp("label-smoothing")) var labelSmoothing: String?
  @Option(name: .customLong("balance-classes"), help: settingHelp("balance-classes")) var balanceClasses: String?
  @Option(name: .customLong("optimizer"), help: settingHelp("optimizer")) var optimizer: String?
  @Option(name: .customLong("learning-rate"), help: settingHelp("learning-rate")) var learningRate: String?
  @Option(name: .customLong("schedule"), help: settingHelp("schedule")) var schedule: String?
  @Option(name: .customLong("momentum"), help: settingHelp("momentum")) var momentum: String?
  @Option(name: .customLong("beta1"), help: settingHelp("beta1")) var beta1: String?
  @Option(name: .customLong("beta2"), help: settingHelp("beta2")) var beta2: String?
  @Option(name: .customLong("epsilon"), help: settingHelp("epsilon")) var epsilon: String?
  @Option(name: .customLong("decay"), help: settingHelp("decay")) var decay: String?
  @Option(name: .customLong("weight-decay"), help: settingHelp("weight-decay")) var weightDecay: String?
  @Option(name: .customLong("l1"), help: settingHelp("l1")) var l1: String?
  @Option(name: .customLong("decay-biases"), help: settingHelp("decay-biases")) var decayBiases: String?
  @Option(name: .customLong("clip-value"), help: settingHelp("clip-value")) var clipValue: String?
  @Option(name: .customLong("clip-norm"), help: settingHelp("clip-norm")) var clipNorm: String?
  @Option(name: .customLong("max-norm"), help: settingHelp("max-norm")) var maxNorm: String?
  @Option(name: .customLong("epochs"), help: settingHelp("epochs")) var epochs: String?
  @Option(name: .customLong("batch-size"), help: settingHelp("batch-size")) var batchSize: String?
  @Option(name: .customLong("shards"), help: settingHelp("shards")) var shards: String?
  @Option(name: .customLong("patience"), help: settingHelp("patience")) var patience: String?
  @Option(name: .customLong("monitor"), help: settingHelp("monitor")) var monitor: String?
  @Option(name: .customLong("minimal-change"), help: settingHelp("minimal-change")) var minDelta: String?
  @Option(name: .customLong("stop-rule"), help: settingHelp("stop-rule")) var stopRule: String?
  @Option(name: .customLong("order"), help: settingHelp("order")) var order: String?
  @Option(name: .customLong("drop-last"), help: settingHelp("drop-last")) var dropLast: String?
  @Option(name: .customLong("measure-training"), help: settingHelp("measure-training")) var measureTraining: String?
  @Option(name: .customLong("precision"), help: settingHelp("precision")) var precision: String?
  @Option(name: .customLong("seed"), help: settingHelp("seed")) var seed: String?
  @Option(name: .customLong("threads"), help: settingHelp("threads")) var threads: String?
  @Option(name: .customLong("checkpoint-every"), help: settingHelp("checkpoint-every")) var checkpointEvery: String?

  private var given: [(key: String, text: String)] {
    let all: [(String, String?)] = [
      ("augment", augment),
      ("noise", noise), ("network", network), ("weights", weights),
      ("weights-sha256", weightsDigest), ("convolutions", convolutions),
      ("kernel-size", kernelSize), ("pooling", pooling),
      ("layers", layers), ("autoencoder", autoencoder), ("tied", tied), ("activation", activation),
      ("code-activation", codeActivation), ("output-activation", outputActivation), ("dropout", dropout),
      ("norm", norm), ("init", initializer), ("loss", loss), ("reduction", reduction),
      ("label-smoothing", labelSmoothing), ("balance-classes", balanceClasses), ("optimizer", optimizer),
      ("learning-rate", learningRate), ("schedule", schedule), ("momentum", momentum), ("beta1", beta1),
      ("beta2", beta2), ("epsilon", epsilon), ("decay", decay), ("weight-decay", weightDecay), ("l1", l1),
      ("decay-biases", decayBiases), ("clip-value", clipValue), ("clip-norm", clipNorm), ("max-norm", maxNorm),
      ("epochs", epochs), ("batch-size", batchSize), ("shards", shards), ("patience", patience), ("monitor", monitor),
      ("minimal-change", minDelta), ("stop-rule", stopRule), ("order", order), ("drop-last", dropLast),
      ("measure-training", measureTraining), ("precision", precision), ("seed", seed), ("threads", threads),
      ("checkpoint-every", checkpointEvery),
    ]
    return data.given + all.compactMap { pair in pair.1.map { (pair.0, $0) } }
  }

  /// The settings: a recipe or the defaults, then the file, then the flags, then `--set`; later ones win.
  func settings(file: String?) throws -> TrainingSettings {
    let choosesNetwork = file != nil || describesNetwork
    var settings = try (chosenRecipe ?? (choosesNetwork ? .plain : .numpyMLP)).settings
    settings.threads = ProcessInfo.processInfo.activeProcessorCount
    try apply(to: &settings, file: file)
    try settings.checkHyperparameters()
    return settings
  }

  /// Whether no setting was given.
  var isEmpty: Bool { given.isEmpty && assignments.isEmpty && recipe == nil }

  /// Whether a flag says which layers the network has.
  var describesNetwork: Bool {
    layers != nil || autoencoder != nil || convolutions != nil || network != nil
      || assignments.contains { item in
        ["layers=", "autoencoder=", "convolutions=", "network="].contains(where: item.hasPrefix)
      }
  }

  /// Changes settings by the file, then the flags, then `--set`.
  func apply(to settings: inout TrainingSettings, file: String?) throws {
    if let file { try settings.apply(fileAt: file) }
    let shortForms = [("--layers", layers), ("--autoencoder", autoencoder), ("--convolutions", convolutions)]
    if let (flag, _) = shortForms.first(where: { $0.1 != nil }) {
      guard network == nil else {
        throw SettingError.conflict("--network and \(flag) describe two networks; give one of them")
      }
      settings.layerList = []
    }
    if layers != nil {
      guard autoencoder == nil else {
        throw SettingError.conflict("--layers and --autoencoder describe two networks; give one of them")
      }
      settings.autoencoder = []
    }
    for (key, text) in given { try settings.set(key, to: SettingValue(flag: text, of: key), location: "--") }
    for assignment in assignments {
      guard let equals = assignment.firstIndex(of: "=") else {
        throw SettingError.invalidValue(key: "--set", expected: "KEY=VALUE", found: "'\(assignment)'")
      }
      let value = String(assignment[assignment.index(after: equals)...])
      let key = String(assignment[..<equals])
      try settings.set(key, to: SettingValue(flag: value, of: key), location: "--set: ")
    }
  }

  private var chosenRecipe: Recipe? {
    get throws {
      guard let recipe else { return nil }
      guard let chosen = Recipe(rawValue: recipe) else {
        let names = Recipe.allCases.map(\.rawValue)
        let nearest = suggestion(to: recipe, among: names).map { "; did you mean '\($0)'?" } ?? ""
        throw SettingError.invalidValue(
          key: "--recipe", expected: "one of \(names.joined(separator: ", "))", found: "'\(recipe)'\(nearest)")
      }
      return chosen
    }
  }
}

/// The help of one setting, from the schema.
func settingHelp(_ key: String) -> ArgumentHelp {
  guard let setting = TrainingSettings.setting(key) else { preconditionFailure("no setting \(key)") }
  // A form that is too long for the value's name goes into the text.
  let isLong = setting.form.count > 30
  let forms = setting.form.split(separator: "|")
  var text = setting.help
  if isLong { text += forms.count > 1 ? " One of \(forms.joined(separator: ", "))." : " Of the form \(setting.form)." }
  switch setting.read(TrainingSettings()) {
  case _ where setting.defaultText != nil: text += " (default: \(setting.defaultText ?? ""))"
  case .null, .array([]), .string(""): break
  case .array(let items): text += " (default: \(items.map { $0.text() }.joined(separator: ",")))"
  case .bool(let isSet): text += " (default: \(isSet ? "yes" : "no"))"
  case .string(let name): text += " (default: \(name))"
  case _ where key == "threads": text += " (default: all processors)"
  case .number(let number): text += " (default: \(Int(exactly: number).map { "\($0)" } ?? "\(number)"))"
  case let value: text += " (default: \(value.text()))"
  }
  return ArgumentHelp("\(text)", valueName: isLong ? "value" : setting.form)
}

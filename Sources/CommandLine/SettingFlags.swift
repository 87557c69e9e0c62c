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

  @Option(name: .customLong("dataset"), help: help("dataset")) var dataset: String?
  @Option(name: .customLong("data"), help: help("data")) var data: String?
  @Option(name: .customLong("test"), help: help("test")) var test: String?
  @Option(name: .customLong("label"), help: help("label")) var label: String?
  @Option(name: .customLong("features"), help: help("features")) var features: String?
  @Option(name: .customLong("id"), help: help("id")) var id: String?
  @Option(name: .customLong("task"), help: help("task")) var task: String?
  @Option(name: .customLong("missing"), help: help("missing")) var missing: String?
  @Option(name: .customLong("header"), help: help("header")) var header: String?
  @Option(name: .customLong("delimiter"), help: help("delimiter")) var delimiter: String?
  @Option(name: .customLong("class-names"), help: help("class-names")) var classNames: String?
  @Option(name: .customLong("label-file"), help: help("label-file")) var labelFile: String?
  @Option(name: .customLong("image-size"), help: help("image-size")) var imageSize: String?
  @Option(name: .customLong("examples"), help: help("examples")) var examples: String?
  @Option(name: .customLong("test-examples"), help: help("test-examples")) var testExamples: String?
  @Option(name: .customLong("validation"), help: help("validation")) var validation: String?
  @Option(name: .customLong("stratified"), help: help("stratified")) var stratified: String?
  @Option(name: .customLong("scaling"), help: help("scaling")) var scaling: String?
  @Option(name: .customLong("augment"), help: help("augment")) var augment: String?
  @Option(name: .customLong("noise"), help: help("noise")) var noise: String?
  @Option(name: .customLong("convolutions"), help: help("convolutions")) var convolutions: String?
  @Option(name: .customLong("kernel-size"), help: help("kernel-size")) var kernelSize: String?
  @Option(name: .customLong("pooling"), help: help("pooling")) var pooling: String?
  @Option(name: .customLong("layers"), help: help("layers")) var layers: String?
  @Option(name: .customLong("autoencoder"), help: help("autoencoder")) var autoencoder: String?
  @Option(name: .customLong("tied"), help: help("tied")) var tied: String?
  @Option(name: .customLong("activation"), help: help("activation")) var activation: String?
  @Option(name: .customLong("code-activation"), help: help("code-activation")) var codeActivation: String?
  @Option(name: .customLong("output-activation"), help: help("output-activation")) var outputActivation: String?
  @Option(name: .customLong("dropout"), help: help("dropout")) var dropout: String?
  @Option(name: .customLong("norm"), help: help("norm")) var norm: String?
  @Option(name: .customLong("init"), help: help("init")) var initializer: String?
  @Option(name: .customLong("loss"), help: help("loss")) var loss: String?
  @Option(name: .customLong("reduction"), help: help("reduction")) var reduction: String?
  @Option(name: .customLong("label-smoothing"), help: help("label-smoothing")) var labelSmoothing: String?
  @Option(name: .customLong("balance-classes"), help: help("balance-classes")) var balanceClasses: String?
  @Option(name: .customLong("optimizer"), help: help("optimizer")) var optimizer: String?
  @Option(name: .customLong("learning-rate"), help: help("learning-rate")) var learningRate: String?
  @Option(name: .customLong("schedule"), help: help("schedule")) var schedule: String?
  @Option(name: .customLong("momentum"), help: help("momentum")) var momentum: String?
  @Option(name: .customLong("beta1"), help: help("beta1")) var beta1: String?
  @Option(name: .customLong("beta2"), help: help("beta2")) var beta2: String?
  @Option(name: .customLong("epsilon"), help: help("epsilon")) var epsilon: String?
  @Option(name: .customLong("decay"), help: help("decay")) var decay: String?
  @Option(name: .customLong("weight-decay"), help: help("weight-decay")) var weightDecay: String?
  @Option(name: .customLong("l1"), help: help("l1")) var l1: String?
  @Option(name: .customLong("decay-biases"), help: help("decay-biases")) var decayBiases: String?
  @Option(name: .customLong("clip-value"), help: help("clip-value")) var clipValue: String?
  @Option(name: .customLong("clip-norm"), help: help("clip-norm")) var clipNorm: String?
  @Option(name: .customLong("max-norm"), help: help("max-norm")) var maxNorm: String?
  @Option(name: .customLong("epochs"), help: help("epochs")) var epochs: String?
  @Option(name: .customLong("batch-size"), help: help("batch-size")) var batchSize: String?
  @Option(name: .customLong("patience"), help: help("patience")) var patience: String?
  @Option(name: .customLong("monitor"), help: help("monitor")) var monitor: String?
  @Option(name: .customLong("minimal-change"), help: help("minimal-change")) var minDelta: String?
  @Option(name: .customLong("stop-rule"), help: help("stop-rule")) var stopRule: String?
  @Option(name: .customLong("order"), help: help("order")) var order: String?
  @Option(name: .customLong("drop-last"), help: help("drop-last")) var dropLast: String?
  @Option(name: .customLong("measure-training"), help: help("measure-training")) var measureTraining: String?
  @Option(name: .customLong("precision"), help: help("precision")) var precision: String?
  @Option(name: .customLong("seed"), help: help("seed")) var seed: String?
  @Option(name: .customLong("threads"), help: help("threads")) var threads: String?
  @Option(name: .customLong("checkpoint-every"), help: help("checkpoint-every")) var checkpointEvery: String?

  private var given: [(key: String, text: String)] {
    let all: [(String, String?)] = [
      ("dataset", dataset), ("data", data), ("test", test), ("label", label), ("features", features), ("id", id),
      ("task", task), ("missing", missing), ("header", header), ("delimiter", delimiter), ("class-names", classNames),
      ("label-file", labelFile), ("image-size", imageSize), ("examples", examples), ("test-examples", testExamples),
      ("validation", validation), ("stratified", stratified), ("scaling", scaling), ("augment", augment),
      ("noise", noise), ("convolutions", convolutions), ("kernel-size", kernelSize), ("pooling", pooling),
      ("layers", layers), ("autoencoder", autoencoder), ("tied", tied), ("activation", activation),
      ("code-activation", codeActivation), ("output-activation", outputActivation), ("dropout", dropout),
      ("norm", norm), ("init", initializer), ("loss", loss), ("reduction", reduction),
      ("label-smoothing", labelSmoothing), ("balance-classes", balanceClasses), ("optimizer", optimizer),
      ("learning-rate", learningRate), ("schedule", schedule), ("momentum", momentum), ("beta1", beta1),
      ("beta2", beta2), ("epsilon", epsilon), ("decay", decay), ("weight-decay", weightDecay), ("l1", l1),
      ("decay-biases", decayBiases), ("clip-value", clipValue), ("clip-norm", clipNorm), ("max-norm", maxNorm),
      ("epochs", epochs), ("batch-size", batchSize), ("patience", patience), ("monitor", monitor),
      ("minimal-change", minDelta), ("stop-rule", stopRule), ("order", order), ("drop-last", dropLast),
      ("measure-training", measureTraining), ("precision", precision), ("seed", seed), ("threads", threads),
      ("checkpoint-every", checkpointEvery),
    ]
    return all.compactMap { pair in pair.1.map { (pair.0, $0) } }
  }

  /// The settings: a recipe or the defaults, then the file, then the flags, then `--set`; later ones win.
  func settings(file: String?) throws -> TrainingSettings {
    let choosesNetwork = file != nil || layers != nil || autoencoder != nil || convolutions != nil
    var settings = try (chosenRecipe ?? (choosesNetwork ? .plain : .numpyMLP)).settings
    settings.threads = ProcessInfo.processInfo.activeProcessorCount
    try apply(to: &settings, file: file)
    try settings.checkHyperparameters()
    return settings
  }

  /// Changes settings by the file, then the flags, then `--set`.
  func apply(to settings: inout TrainingSettings, file: String?) throws {
    if let file { try settings.apply(fileAt: file) }
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
private func help(_ key: String) -> ArgumentHelp {
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

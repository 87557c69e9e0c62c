import ArgumentParser
import Fledge

/// `fledge evaluate`.
struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Measure a trained network on a whole set.",
    discussion: """
      EXAMPLES
        fledge evaluate runs/small
        fledge evaluate runs/small --part validation --json
      """)

  /// Which examples are measured.
  enum Part: String, ExpressibleByArgument, CaseIterable {
    case training, validation, test
  }

  @Argument(help: ArgumentHelp("The run's folder.", valueName: "run"))
  var folder: String
  @Option(help: "Which part of the data to measure: training, validation or test.")
  var part = Part.test
  @Option(help: "The folder or file of the data; the run's own when left out.")
  var data: String?
  @OptionGroup var output: OutputFlags

  func run() throws {
    let console = Console(output)
    let trained = try RunFolder(existing: folder).load()
    var settings = trained.settings
    if let data { settings.data = data }
    let examples = try ExperimentData(settings)
    announceStandIn(examples, console: console)
    guard let source = part == .training ? examples.training : part == .test ? examples.test : examples.validation
    else { throw SettingError.conflict("--part: this run has no \(part.rawValue) examples") }
    guard source.featureShape.count == trained.network.inputShape.count else {
      throw NetworkError.shapeMismatch(
        path: "input", expected: "\(trained.network.inputShape.count) features", found: source.featureShape)
    }
    let loss = settings.makeLoss(hasLabels: examples.hasLabels)
    if !settings.isAutoencoder { try checkTargets(source, of: trained) }
    let evaluator = Evaluator(
      network: trained.network, loss: loss, parameters: trained.parameters, statistics: trained.statistics)
    let evaluation = evaluator.evaluate(
      source, target: settings.isAutoencoder ? .features : .given, keepsOutputs: !settings.isAutoencoder)

    try checkFinite(evaluation.outputs, in: source.provenance.name)

    var object: JSONObject = [
      "run": .string(folder), "part": .string(part.rawValue), "examples": .integer(source.count),
      "dataset": .string(source.provenance.name), "loss": .number(evaluation.loss),
    ]
    object["accuracy"] = evaluation.accuracy.map { .number($0) }
    if examples.hasLabels, !settings.isAutoencoder {
      let report = try classificationReport(
        evaluation, meaning: loss.outputMeaning, classNames: source.classNames)
      console.say(report.text + "\n" + report.confusionText)
      object["classification"] = try report.json
    }
    let accuracy = evaluation.accuracy.map { "   accuracy \(percent($0))" } ?? ""
    let name = source.provenance.name
    console.say(
      "\(name), \(grouped(source.count)) \(part.rawValue) examples: loss \(lossText(evaluation.loss))\(accuracy)")
    if output.json { console.give(.object(object)) }
  }

  /// Refuses examples whose classes or target values are not those that the network was trained on.
  private func checkTargets(_ source: Dataset, of trained: TrainedRun) throws {
    let outputs = trained.network.outputShape.count
    let found: String
    switch source.targetKind {
    case .labels(let classes):
      if classes == outputs { return }
      let names = source.classNames.prefix(12).joined(separator: ", ") + (classes > 12 ? ", …" : "")
      found = "\(classes) classes: \(names)"
    case .values(let shape):
      if shape.count == outputs { return }
      found = "\(shape.count) target values"
    }
    throw DatasetError.badData(
      "\(source.provenance.name): expected the \(outputs) classes or values that the network was trained on, found "
        + "\(found); give other --data")
  }
}

/// Refuses outputs that are no numbers: nothing can be said of their examples.
func checkFinite(_ outputs: Tensor?, in name: String) throws {
  guard let outputs, let index = outputs.elements.firstIndex(where: { !$0.isFinite }) else { return }
  let width = max(1, outputs.shape.count / max(1, outputs.shape[0]))
  throw DatasetError.badData(
    "\(name): expected finite outputs of the network, found \(outputs.elements[index]) for example "
      + "\(index / width + 1); its weights or these features are too large")
}

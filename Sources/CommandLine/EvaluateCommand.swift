import ArgumentParser
import Fledge

/// `fledge evaluate`.
struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Measure a trained network on a whole set.",
    discussion: """
      With --data FILE all rows of a file are measured (a table, IDX images, NumPy arrays, a folder of PNG files by class): \
      columns are found by name, scaled with the numbers of the training set, and classes are those that the network knows.

      EXAMPLES
        fledge evaluate runs/small
        fledge evaluate runs/small --part validation --json
        fledge evaluate runs/trees --data new-trees.csv
      """)

  /// Which examples are measured.
  enum Part: String, ExpressibleByArgument, CaseIterable {
    case training, validation, test
  }

  @Argument(help: ArgumentHelp("The run's folder.", valueName: "run"))
  var folder: String
  @Option(help: "Which part of the run's own data to measure: training, validation or test. (default: test)")
  var part: Part?
  @Option(
    help: "A file or folder to measure, all of it; of a folder with a test set that. The run's own when left out.")
  var data: String?
  @OptionGroup var output: OutputFlags

  func run() throws {
    let console = Console(output)
    let trained = try RunFolder(existing: folder).load()
    let settings = trained.settings
    let source = RunData(trained)
    if let note = source.legacyNote { console.warn(note) }
    let selection = try source.selection(part: part.flatMap { RunData.Part(rawValue: $0.rawValue) }, data: data)
    for note in selection.notes { console.warn(note) }
    let examples = selection.dataset
    guard examples.featureShape.count == trained.network.inputShape.count else {
      throw NetworkError.shapeMismatch(
        path: "input", expected: "\(trained.network.inputShape.count) features", found: examples.featureShape)
    }
    let hasLabels = examples.classCount > 0
    let loss = settings.makeLoss(hasLabels: hasLabels)
    if !settings.isAutoencoder { try checkTargets(examples, of: trained) }
    let evaluator = Evaluator(
      network: trained.network, loss: loss, parameters: trained.parameters, statistics: trained.statistics)
    let evaluation = evaluator.evaluate(
      examples, target: settings.isAutoencoder ? .features : .given, keepsOutputs: !settings.isAutoencoder)
    try checkFinite(evaluation.outputs, in: examples.provenance.name)

    let name = examples.provenance.name
    var object: JSONObject = [
      "run": .string(folder), "part": .string(selection.name), "examples": .integer(examples.count),
      "dataset": .string(name), "loss": .number(evaluation.loss),
    ]
    object["accuracy"] = evaluation.accuracy.map { .number($0) }
    if hasLabels, !settings.isAutoencoder {
      let report = try classificationReport(evaluation, meaning: loss.outputMeaning, classNames: examples.classNames)
      console.say(report.text + "\n" + report.confusionText)
      object["classification"] = try report.json
    } else if !settings.isAutoencoder, let errors = try regressionScores(evaluation, of: examples) {
      object["mae"] = .number(errors.meanAbsoluteError)
      object["rmse"] = .number(errors.rootMeanSquaredError)
      object["r2"] = errors.rSquared.map { .number($0) } ?? .null
      console.say(errorText(errors))
    }
    let accuracy = evaluation.accuracy.map { "   accuracy \(percent($0))" } ?? ""
    let kind = selection.name == "all" ? "rows" : "\(selection.name) examples"
    console.say("\(name), \(grouped(examples.count)) \(kind): loss \(lossText(evaluation.loss))\(accuracy)")
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

import ArgumentParser
import Fledge
import FledgeInspection
import FledgePages

/// `fledge evaluate`.
struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Measure a trained network on a whole set.",
    discussion: """
      With --data FILE all rows of a file are measured (a table, IDX images, NumPy arrays, a folder of PNG files by class): \
      columns are found by name, scaled with the numbers of the training set, and classes are those that the network knows. \
      Two classes get a threshold table and the areas under the ROC and the precision–recall curve; positive is the second \
      class in the order of the network (1 of 0 and 1), or --positive.

      EXAMPLES
        fledge evaluate runs/small
        fledge evaluate runs/small --part validation --json
        fledge evaluate runs/trees --data new-trees.csv
        fledge evaluate runs/letters --data letters.idx --label-file kinds.idx
        fledge evaluate runs/digits --data more.npz --features pictures --label digits
        fledge evaluate runs/loans --positive default --page evaluation
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
  @Option(
    help: ArgumentHelp(
      "The file of the labels of --data (IDX, .npy), where its name does not lead to it; as in `fledge train`.",
      valueName: "path"))
  var labelFile: String?
  @Option(
    help: ArgumentHelp(
      "The name of the features in --data (.npz). (default: that of the training, or a usual one such as x_test)",
      valueName: "name"))
  var features: String?
  @Option(
    help: ArgumentHelp(
      "The name of the labels in --data (.npz). (default: that of the training, or a usual one such as y_test)",
      valueName: "name"))
  var label: String?
  @Option(
    help: ArgumentHelp(
      "The class that counts as positive for thresholds, ROC and precision–recall. (default: of two classes the second)",
      valueName: "class"))
  var positive: String?
  @Option(
    help: ArgumentHelp(
      "A folder for one web page of charts with the numbers beside it: curves and thresholds, calibration, residuals.",
      valueName: "folder"))
  var page: String?
  @OptionGroup var output: OutputFlags

  func run() throws {
    let console = Console(output)
    let clock = ContinuousClock()
    let start = clock.now
    let target = try page.map { try PageFolder($0, flag: "--page", files: EvaluationFiles.names) }
    let trained = try RunFolder(existing: folder).load()
    let settings = trained.settings
    let source = RunData(trained)
    if let note = source.legacyNote { console.warn(note) }
    let selection = try source.selection(
      part: part.flatMap { RunData.Part(rawValue: $0.rawValue) }, data: data,
      names: ExampleNames(labelFile: labelFile, features: features, labels: label))
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
    let report = try EvaluationReport(
      evaluation, of: examples, part: selection.name, run: trained, positive: positive)
    if let classification = report.classification {
      console.say(classification.text + "\n" + classification.confusionText)
      if let text = report.rankingText { console.say(text + "\n") }
    } else if let errors = report.errors {
      console.say(errorText(errors))
    }
    let accuracy = evaluation.accuracy.map { "   accuracy \(percent($0))" } ?? ""
    let kind = selection.name == "all" ? "rows" : "\(selection.name) examples"
    console.say("\(name), \(grouped(examples.count)) \(kind): loss \(lossText(evaluation.loss))\(accuracy)")
    var object = try report.json(run: folder)
    if let target {
      try target.make()
      let files = try EvaluationFiles(report).write(to: target.path)
      let provenance = PageProvenance.inspecting(
        examples, command: commandLineText, version: fledgeVersion, threads: 1,
        seconds: (clock.now - start) / .seconds(1))
      try EvaluationPage(report, run: folder, provenance: provenance).page().write(to: target.page)
      console.say("The page is \(target.page), its numbers lie beside it.")
      object["output"] = .string(target.path)
      object["files"] = .array((["index.html"] + files).map { .string($0) })
    }
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

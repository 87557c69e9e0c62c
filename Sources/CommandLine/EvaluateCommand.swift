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
    let evaluator = Evaluator(
      network: trained.network, loss: loss, parameters: trained.parameters, statistics: trained.statistics)
    let evaluation = evaluator.evaluate(
      source, target: settings.isAutoencoder ? .features : .given, keepsOutputs: !settings.isAutoencoder)

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
}

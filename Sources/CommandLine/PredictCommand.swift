import ArgumentParser
import Fledge
import Foundation

/// `fledge predict`.
struct PredictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Predict single examples with a trained network.",
    discussion: """
      Examples are PNG files, rows of a CSV file, or numbers of test images. A PNG of another size is scaled to fit; \
      a dark digit on light paper is inverted.

      EXAMPLES
        fledge predict runs/small --indices 0,1,2
        fledge predict runs/small --indices 7 --json
      """)

  @Argument(help: ArgumentHelp("The run's folder.", valueName: "run"))
  var folder: String
  @Argument(help: "PNG files, or one CSV file.")
  var files: [String] = []
  @Option(help: "Numbers of test examples, such as 0,1,2.")
  var indices: String?
  @Option(help: "The folder or file of the data; the run's own when left out.")
  var data: String?
  @OptionGroup var output: OutputFlags

  func run() throws {
    let console = Console(output)
    let trained = try RunFolder(existing: folder).load()
    let examples = try read(trained, console: console)
    let outputs = try trained.predictor.output(for: examples.features)
    try checkFinite(outputs, in: files.first ?? "test images")
    let loss = trained.settings.makeLoss(hasLabels: true)
    // Losses on values and margins give scores, which may lie below 0 and above 1.
    let areScores = loss.outputMeaning == .values
    let probabilities = probabilityRows(outputs, meaning: loss.outputMeaning)

    var results: [JSONValue] = []
    for (row, name) in examples.names.enumerated() {
      let values = probabilities.rows(row..<row + 1).elements
      if trained.settings.isAutoencoder {
        console.say(name + "\n" + PixelDrawing(examples.pixels(row)).text)
        console.say("reconstruction\n" + PixelDrawing(values).text)
        results.append(["example": .string(name), "output": .array(values.map { .number(Double($0)) })])
        continue
      }
      let order = values.indices.sorted { (values[$0], $1) > (values[$1], $0) }
      console.say(
        sideBySide(
          PixelDrawing(examples.pixels(row)).lines, verdict(name, values, order, examples.labels[row], areScores)))
      results.append([
        "example": .string(name), "predicted": .integer(order[0]),
        "label": examples.labels[row].map { .integer($0) } ?? .null,
        areScores ? "scores" : "probabilities": .array(values.map { .number(Double($0)) }),
      ])
    }
    if output.json { console.give(.array(results)) }
  }

  private func read(_ trained: TrainedRun, console: Console) throws -> PredictionExamples {
    let width = trained.network.inputShape.count
    if let indices {
      guard files.isEmpty else { throw ValidationError("give files or --indices, not both") }
      var settings = trained.settings
      if let data { settings.data = data }
      let source = try ExperimentData(settings)
      announceStandIn(source, console: console)
      guard let test = source.test else { throw SettingError.conflict("--indices: these data have no test examples") }
      return try PredictionExamples(numbers: indices, of: test)
    }
    guard !files.isEmpty else { throw ValidationError("name PNG files, a CSV file, or test images with --indices") }
    return try PredictionExamples(files: files, width: width, scaling: trained.settings.scaling)
  }

  /// The most likely classes as bars; scores as numbers.
  private func verdict(
    _ name: String, _ values: [Float], _ order: [Int], _ label: Int?, _ areScores: Bool
  ) -> [String] {
    var lines = [name + (label.map { "  (label \($0))" } ?? ""), ""]
    for index in order.prefix(5) {
      if areScores {
        lines.append("\(index)  \(lossText(Double(values[index])))")
        continue
      }
      let length = Int((min(1, max(0, values[index])) * 30).rounded())
      lines.append("\(index)  \(percent(Double(values[index])))  " + String(repeating: "▇", count: length))
    }
    return lines
  }

  private func sideBySide(_ left: [String], _ right: [String]) -> String {
    let width = left.map(\.count).max() ?? 0
    let rows = max(left.count, right.count)
    let offset = max(0, (left.count - right.count) / 2)
    return (0..<rows).map { row in
      let first = row < left.count ? left[row] : ""
      let second = row >= offset && row - offset < right.count ? right[row - offset] : ""
      return first + String(repeating: " ", count: width - first.count) + "   " + second
    }.joined(separator: "\n") + "\n"
  }
}

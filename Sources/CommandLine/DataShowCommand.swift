import ArgumentParser
import Fledge
import Foundation

/// `fledge data show`.
struct DataShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Say what a training would find in its data: columns, classes, split, leaks.",
    discussion: """
      Takes the data flags of `fledge train` and prints the data contract that such a training would keep, rows that occur twice, \
      rows of the test set that the training set has too, and columns that can teach nothing or too much.

      EXAMPLES
        fledge data show --dataset digits --examples 1000 --count 3
        fledge data show --dataset moons --json
        fledge data show --dataset csv --data trees.csv --label species --test new-trees.csv
      """)

  @OptionGroup(title: "Data") var flags: DataFlags
  @Option(help: "How many examples to draw; 2 pictures, and none of a table, when left out.")
  var count: Int?
  @Option(help: "The seed of split and generated data.")
  var seed = 0
  @OptionGroup var output: OutputFlags

  func run() throws {
    var settings = try flags.settings()
    try settings.set("seed", to: .scalar(String(seed)), location: "--")
    if let count, count < 0 {
      throw SettingError.invalidValue(key: "--count", expected: "0 or more", found: "'\(count)'")
    }
    if settings.folds != nil, settings.fold == nil { settings.fold = 1 }
    let console = Console(output)
    // Gaps are shown here, and said to be refused, rather than refused one by one.
    let refusesGaps = settings.dataset == "csv" && settings.table.missing == .refuse
    if refusesGaps { settings.table.missing = .mean }
    let found = try ExperimentData(settings)
    announceStandIn(found, console: console)
    for note in found.notes { console.warn(note) }
    let report = DataReport(found)
    let text = DataReportText(report, settings: settings, refusesGaps: refusesGaps)
    console.say(text.text)
    draw(found, console: console)
    if output.json { console.give(.object(try text.json)) }
  }

  private func draw(_ found: ExperimentData, console: Console) {
    let training = found.training
    let isTable = found.contract?.table.map { !$0.arePixels } == true
    let chosen = training.subset(0..<min(count ?? (isTable ? 0 : 2), training.count))
    for row in 0..<chosen.count {
      var features = [Float](repeating: 0, count: training.featureShape.count)
      var span = features.mutableSpan
      chosen.readFeatures(of: [Int32(row)].span, into: &span, key: nil, threads: .serial)
      let drawing = PixelDrawing(features)
      let label = found.hasLabels ? "label \(training.classNames[Int(chosen.labels[row])])" : "example \(row + 1)"
      let values = features.prefix(8).map { decimals(Double($0), 4) } + (features.count > 8 ? ["…"] : [])
      console.say("\n\(label)\n" + (drawing.lines.isEmpty ? values.joined(separator: "  ") : drawing.text))
    }
  }
}

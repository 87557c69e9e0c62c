import FledgeCharts
import FledgeMetrics
import FledgeStudies

/// The confusion matrix of the run with the median test accuracy.
struct ConfusionFigure: FigureDrawing {
  static let kind = FigureKind(
    name: "confusion", help: "the test set's confusion matrix of the run with the median accuracy of one variant",
    keys: [.onSet]
  ) { reader in
    let selector = try reader.selector().single(in: reader.file, what: "a confusion matrix")
    _ = try reader.file.quantity("test_accuracy", of: selector.study, line: reader.line)
    return ConfusionFigure(
      selector: selector,
      set: try reader.text("on").map { try reader.file.exampleSet($0, key: "on", line: reader.line) } ?? .test)
  }

  let selector: RunSelector
  let set: ExampleSet

  var caption: String { "Confusion matrix \(set.title): the run with the median accuracy." }

  func charts(_ context: ReproductionContext, report: String, published: PublishedPoints) throws -> [any Chart] {
    let runs = try selector.runs(context, of: report).flatMap(\.1)
    guard set != .test else { return Confusion.chart("Test set", runs) }
    let measured = try runs.filter { try $0.confusion(on: set) != nil }
    guard !measured.isEmpty else { return [] }
    let run = try measured.median { try $0.confusion(on: set)?.classificationAccuracy ?? .nan }
    guard let confusion = try run.confusion(on: set), let names = run.report?.classNames else { return [] }
    return [Confusion.chart(set.title.replacing("on the", with: "The").capitalizedFirst, confusion, classes: names)]
  }
}

import FledgeCharts
import FledgeMetrics
import FledgeStudies

/// The confusion matrix of the run with the median test accuracy.
struct ConfusionFigure: FigureDrawing {
  static let kind = FigureKind(
    name: "confusion", help: "the test set's confusion matrix of the run with the median accuracy of one variant",
    keys: [.onSet, .stop("the network at the best epoch of the study's first stop rule")]
  ) { reader in
    let selector = try reader.selector().single(in: reader.file, what: "a confusion matrix")
    _ = try reader.file.quantity("test_accuracy", of: selector.study, line: reader.line)
    let stop = try reader.text("stop").map {
      try reader.file.stop($0, keepsWeights: true, of: selector.study, line: reader.entry("stop")?.line ?? reader.line)
    }
    if stop != nil, let entry = reader.entry("on") {
      throw reader.file.fail(
        entry.line, "on: at a stop the confusion matrix is that of the whole test set; leave one out")
    }
    return ConfusionFigure(
      selector: selector,
      set: try reader.text("on").map { try reader.file.exampleSet($0, key: "on", line: reader.line) } ?? .test,
      stop: stop)
  }

  let selector: RunSelector
  let set: ExampleSet
  let stop: StopRule?

  var caption: String {
    "Confusion matrix \(set.title)\(stop.map { ", stop after \($0.title)" } ?? ""): the run with the median accuracy."
  }

  func charts(_ context: ReproductionContext, report: String, published: PublishedPoints) throws -> [any Chart] {
    let runs = try selector.runs(context, of: report).flatMap(\.1)
    if let stop { return try chart(runs, stop) }
    guard set != .test else { return Confusion.chart("Test set", runs) }
    let measured = try runs.filter { try $0.confusion(on: set) != nil }
    guard !measured.isEmpty else { return [] }
    let run = try measured.median { try $0.confusion(on: set)?.classificationAccuracy ?? .nan }
    guard let confusion = try run.confusion(on: set), let names = run.report?.classNames else { return [] }
    return [Confusion.chart(set.title.replacing("on the", with: "The").capitalizedFirst, confusion, classes: names)]
  }

  /// The matrix that was kept while it trained.
  private func chart(_ runs: [ReportRun], _ stop: StopRule) throws -> [any Chart] {
    let measured = runs.filter { !$0.hasDiverged }
    guard !measured.isEmpty else { return [] }
    let run = try measured.median { try $0.stopped(by: stop).testAccuracy }
    guard let names = run.report?.classNames else { return [] }
    let counts = try run.values(StudyStops.Key.confusion).map { Int($0) }
    let rows = names.indices.map { row in Array(counts[names.count * row..<names.count * (row + 1)]) }
    return [ConfusionMatrixChart(title: "Test set", classes: names, counts: rows)]
  }
}

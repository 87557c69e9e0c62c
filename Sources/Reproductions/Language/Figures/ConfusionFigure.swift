import FledgeCharts
import FledgeStudies

/// The confusion matrix of the run with the median test accuracy.
struct ConfusionFigure: FigureDrawing {
  static let kind = FigureKind(
    name: "confusion", help: "the test set's confusion matrix of the run with the median accuracy of one variant",
    keys: []
  ) { reader in
    let selector = try reader.selector().single(in: reader.file, what: "a confusion matrix")
    _ = try reader.file.quantity("test_accuracy", of: selector.study, line: reader.line)
    return ConfusionFigure(selector: selector)
  }

  let selector: RunSelector

  var caption: String { "Confusion matrix of the test set: the run with the median accuracy." }

  func charts(_ context: ReproductionContext, report: String, published: PublishedPoints) throws -> [any Chart] {
    let runs = try selector.runs(context, of: report).flatMap(\.1)
    return Confusion.chart("Test set", runs)
  }
}

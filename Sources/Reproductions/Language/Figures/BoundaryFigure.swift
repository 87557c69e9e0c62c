import FledgeCharts
import FledgeDatasets
import FledgeLatent
import FledgeModels
import FledgeTensors

/// The regions of a classifier of two features.
struct BoundaryFigure: FigureDrawing {
  static let kind = FigureKind(
    name: "boundary",
    help:
      "the decision regions of a classifier of two features, with points of the training set, one run of each variant",
    keys: [ShownRuns.metricKey]
  ) { reader in
    let shown = try ShownRuns("boundary", reader)
    try reader.check(shown.selector, "a figure of kind boundary") { settings in
      if let mistake = settings.noClassifier { return mistake }
      guard let known = settings.knownExamples, known != "points in the plane" else { return nil }
      return "expected data with two features, found \(known) (dataset \(settings.dataset))"
    }
    return BoundaryFigure(shown: shown)
  }

  /// The most points of a chart.
  private static let mostPoints = 2_000

  let shown: ShownRuns

  var caption: String { "Decision regions and points of the training set: \(shown.whichRun)." }

  func charts(_ context: ReproductionContext, report: String, published: PublishedPoints) throws -> [any Chart] {
    try shown.runs(context, report).map { shown in
      let data = try shown.run.data()
      let names = data.featureNames
      guard data.training.featureShape.count == 2 else {
        let few = names.prefix(4).joined(separator: ", ") + (names.count > 4 ? ", …" : "")
        throw self.shown.misfit(
          "expected two features, found \(names.count) (\(few)); choose two with 'features', such as "
            + "features: [\(names.prefix(2).joined(separator: ", "))]")
      }
      guard data.training.classCount > 1 else {
        throw self.shown.misfit("expected at least two classes, found \(data.training.classCount)")
      }
      return try DecisionBoundary.chart(
        shown.title, shown.run, x: names[0], y: names[1], most: Self.mostPoints)
    }
  }
}

import FledgeCharts

/// A kind of figure in text reports.
///
/// To add one, write a file in `Figures` and a line in ``all``.
struct FigureKind: Sendable {
  let name: String
  /// What is drawn, for the guide.
  let help: String
  /// The keys that this kind has beside those of every figure.
  let keys: [String]
  /// Reads and checks the keys.
  let read: @Sendable (ReportBlockReader) throws -> any FigureDrawing

  /// Every kind; a line each.
  static let all: [FigureKind] = [
    CurvesFigure.kind,
    BoxFigure.kind,
    ConfusionFigure.kind,
    HeatmapFigure.kind,
  ]
}

/// A figure that was read and can be drawn from finished runs.
protocol FigureDrawing: Sendable {
  /// What is drawn, where the report's author gives no caption.
  var caption: String { get }

  func charts(_ context: ReproductionContext, report: String, published: PublishedPoints) throws -> [any Chart]
}

/// What a report prints of a figure's points, by the name of the series; one series without a name stands for all.
struct PublishedPoints: Sendable {
  var series: [(name: String?, points: [PublishedValues.Mark])] = []

  /// The points as marks of the series with these names.
  func marks(of names: [String]) -> [PublishedValues] {
    series.map { entry in
      let index = entry.name.flatMap { names.firstIndex(of: $0) }
      return PublishedValues(
        entry.name.map { "\($0), published" } ?? "published", entry.points, series: index)
    }
  }
}

import FledgeCharts
import FledgeStudies

/// A kind of figure in text reports.
///
/// To add one, write a file in `Figures` and a line in ``all``.
package struct FigureKind: Sendable {
  /// A key that a kind has beside those of every figure.
  package struct Key: Sendable {
    package let name: String
    /// What it decides, for the guide.
    package let help: String
    /// What holds where it is left out; `nil` for a key that is needed.
    package let standard: String?

    init(_ name: String, _ help: String, standard: String?) {
      (self.name, self.help, self.standard) = (name, help, standard)
    }
  }

  package let name: String
  /// What is drawn, for the guide.
  package let help: String
  /// The keys that this kind has beside those of every figure.
  package let keys: [Key]
  /// Whether a report may print points or values of such a figure.
  package let takesPublished: Bool
  /// Reads and checks the keys.
  let read: @Sendable (ReportBlockReader) throws -> any FigureDrawing

  init(
    name: String, help: String, keys: [Key], takesPublished: Bool = false,
    read: @escaping @Sendable (ReportBlockReader) throws -> any FigureDrawing
  ) {
    (self.name, self.help, self.keys, self.takesPublished) = (name, help, keys, takesPublished)
    self.read = read
  }

  /// Every kind; a line each.
  package static let all: [FigureKind] = [
    CurvesFigure.kind,
    BoxFigure.kind,
    SeedsFigure.kind,
    HeatmapFigure.kind,
    ConfusionFigure.kind,
    MisclassifiedFigure.kind,
    BoundaryFigure.kind,
    WeightsFigure.kind,
    HistogramFigure.kind,
    ReconstructionsFigure.kind,
    LatentFigure.kind,
    DataFigure.kind,
  ]
}

// Keys that several kinds have.
extension FigureKind.Key {
  static let metric = Self("metric", "what is drawn: a metric of the list below", standard: nil)
  static let epoch = Self(
    "epoch", "the epoch whose value is taken", standard: "the best epoch, or the end for what is measured once")
  static let ofClass = Self("class", "the class that `precision`, `recall` or `f1` is of", standard: "none")
  static let onSet = Self(
    "on", "the examples that `loss`, `accuracy` or `error` is of: \(ExampleSet.forms)", standard: "test")
  static let by = Self(
    "by", "an axis of the study, or `variant`: one curve or box for each of its values, the other axes together",
    standard: "one for each variant")
  static func stop(_ what: String) -> Self { Self("stop", what, standard: "the weights that are kept") }
  static let stopRule = Self(
    "stop", "a rule of the study's `stops`, by which the metric is read off the curves", standard: "none")
  static let below = Self("below", "the magnitude below which `near_zero` counts weights", standard: "0.001")
  static let log = Self("log", "`yes` for a logarithmic scale", standard: "no")
}

/// A figure that was read and can be drawn from finished runs.
protocol FigureDrawing: Sendable {
  /// What is drawn, where the report's author gives no caption.
  var caption: String { get }

  /// Whether several charts stand one below the other.
  var isStacked: Bool { get }

  /// Refuses printed points of what is not drawn.
  func check(_ published: PublishedPoints, line: Int, in file: StudyFile) throws

  func charts(_ context: ReproductionContext, report: String, published: PublishedPoints) throws -> [any Chart]
}

extension FigureDrawing {
  var isStacked: Bool { false }

  func check(_ published: PublishedPoints, line: Int, in file: StudyFile) throws {}
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

  /// Refuses the name of a series that is not drawn.
  func checkNames(among names: [String], line: Int, in file: StudyFile) throws {
    for name in series.compactMap(\.name) where !names.contains(name) {
      throw file.fail(
        line, "published: this figure draws no '\(name)'; it draws \(names.map { "'\($0)'" }.joined(separator: ", "))")
    }
  }
}

import FledgeCharts
import FledgeModels
import FledgeStudies

/// How often weights of each size occur: an outline for each variant, all its runs together.
struct HistogramFigure: FigureDrawing {
  /// What is counted.
  private enum Measure: String, CaseIterable { case magnitudes, values }

  static let kind = FigureKind(
    name: "histogram", help: "how often weights of each size occur, biases left out; all runs of a variant together",
    keys: [
      .init("shows", "`magnitudes`, `values`, or a list of both", standard: "both"),
      .stop("the weights at the best epoch of the study's first stop rule"),
    ]
  ) { reader in
    let selector = try reader.selector()
    let names = try reader.names("shows") ?? Measure.allCases.map(\.rawValue)
    let measures = try names.map { name in
      guard let measure = Measure(rawValue: name) else {
        throw reader.file.noSuch(
          "part of a histogram", name, among: Measure.allCases.map(\.rawValue),
          line: reader.entry("shows")?.line ?? reader.line)
      }
      return measure
    }
    let stop = try reader.text("stop").map {
      try reader.file.stop($0, keepsWeights: true, of: selector.study, line: reader.entry("stop")?.line ?? reader.line)
    }
    return HistogramFigure(selector: selector, measures: measures, stop: stop)
  }

  let selector: RunSelector
  private let measures: [Measure]
  let stop: StopRule?

  var caption: String {
    "How often weights of each size occur\(stop.map { " at the best epoch, stop after \($0.title)" } ?? ""); all runs "
      + "together. Weights beyond the axes are in the outer bins."
  }

  func charts(_ context: ReproductionContext, report: String, published: PublishedPoints) throws -> [any Chart] {
    let runs = try selector.runs(context, of: report).map { ($0.label, $1.filter { !$0.hasDiverged }) }
    guard runs.contains(where: { !$0.1.isEmpty }) else { return [] }
    return try measures.map { measure in
      let series = try runs.map { label, runs in
        let counts = try runs.map { try self.counts(measure, $0) }
        let sums = (counts.first ?? []).indices.map { bin in counts.reduce(0) { $0 + $1[bin] } }
        return HistogramSeries(label.isEmpty ? "all runs" : label, counts: sums)
      }.filter { !$0.counts.isEmpty }
      let isMagnitude = measure == .magnitudes
      return Histogram(
        title: isMagnitude ? "Magnitudes" : "Weights", x: ChartAxis(isMagnitude ? "log₁₀|w|" : "w"),
        edges: isMagnitude ? WeightSurvey.magnitudeEdges : WeightSurvey.valueEdges, series: series, measure: .share)
    }
  }

  private func counts(_ measure: Measure, _ run: ReportRun) throws -> [Double] {
    switch (measure, stop) {
    case (.magnitudes, nil): try run.weightSurvey().magnitudes
    case (.values, nil): try run.weightSurvey().values
    case (.magnitudes, _): try run.values(StudyStops.Key.magnitudes)
    case (.values, _): try run.values(StudyStops.Key.weights)
    }
  }
}

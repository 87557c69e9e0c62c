package import FledgeCharts

/// One example of every chart, with made-up data: what the contract tests loop over.
package enum ChartCatalogue {
  /// A chart under a name that suits a file.
  package struct Example: Sendable {
    /// The name, in lower case with hyphens.
    package let name: String
    /// The chart.
    package let chart: any Chart
  }

  /// The examples, to which a new chart adds a line.
  package static let examples: [Example] = [
    Example(name: "lines-with-bands", chart: linesWithBands),
    Example(name: "lines-with-traces", chart: linesWithTraces),
    Example(name: "lines-with-error-bars", chart: linesWithErrorBars),
    Example(name: "learning-rate-curve", chart: learningRateCurve),
    Example(name: "box-plot", chart: boxPlot),
    Example(name: "bars", chart: bars),
    Example(name: "grouped-bars", chart: groupedBars),
    Example(name: "histogram", chart: histogram),
    Example(name: "heatmap", chart: heatmap),
    Example(name: "confusion-matrix", chart: confusionMatrix),
    Example(name: "scatter-with-fit", chart: scatterWithFit),
    Example(name: "class-map", chart: classMap(points: 1500)),
    Example(name: "decision-boundary", chart: decisionBoundary),
    Example(name: "digit-grid", chart: digitGrid),
    Example(name: "reconstructions", chart: reconstructions),
    Example(name: "weight-grids", chart: weightGrids),
    Example(name: "published-and-ours", chart: publishedAndOurs),
    Example(name: "small-multiples", chart: smallMultiples),
  ]
}

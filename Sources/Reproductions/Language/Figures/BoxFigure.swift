import FledgeCharts
import FledgeMetrics

/// Box plots of a metric over seeds, one box for each variant.
struct BoxFigure: FigureDrawing {
  static let kind = FigureKind(
    name: "box", help: "a metric of finished runs, one box for each variant and a point for each seed",
    keys: ["metric", "epoch", "class", "by", "log"]
  ) { reader in
    let selector = try reader.selector()
    try reader.checkAxis("by", of: selector.study)
    return BoxFigure(
      selector: selector, quantity: try reader.quantity(of: selector.study),
      isLogarithmic: try reader.flag("log") ?? false)
  }

  let selector: RunSelector
  let quantity: NamedQuantity
  let isLogarithmic: Bool

  var caption: String { "\(quantity.title.capitalizedFirst), one box for each variant." }

  func charts(_ context: ReproductionContext, report: String, published: PublishedPoints) throws -> [any Chart] {
    let groups = try selector.runs(context, of: report).map { variant, runs in
      ValueGroup(variant.label.isEmpty ? "all runs" : variant.label, quantity.measured(runs).filter(\.isFinite))
    }
    let isShare = quantity.quantity.metric.unit == .fraction
    return [
      BoxPlot(
        title: quantity.title.capitalizedFirst, groupLabel: selector.study.axes.map(\.key).joined(separator: ", "),
        y: ChartAxis(
          quantity.title.capitalizedFirst, scale: isLogarithmic ? .logarithmic : .linear,
          format: isShare ? .percent : .automatic),
        groups: groups.filter { !$0.values.isEmpty }, published: published.marks(of: groups.map(\.name)))
    ]
  }
}

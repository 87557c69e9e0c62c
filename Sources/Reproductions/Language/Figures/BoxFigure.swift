import FledgeCharts
import FledgeMetrics
import FledgeStudies

/// Box plots of a metric over seeds, one box for each variant.
struct BoxFigure: FigureDrawing {
  static let kind = FigureKind(
    name: "box", help: "a metric of finished runs, one box for each variant and a point for each seed",
    keys: [.metric, .epoch, .ofClass, .stopRule, .below, .by, .log], takesPublished: true
  ) { reader in
    let selector = try reader.selector()
    try reader.checkAxis("by", of: selector.study)
    let by = try reader.text("by")
    return BoxFigure(
      selector: selector, groups: selector.groups(by: by), by: by, quantity: try reader.quantity(of: selector.study),
      isLogarithmic: try reader.flag("log") ?? false)
  }

  let selector: RunSelector
  let groups: [RunSelector.Group]
  let by: String?
  let quantity: NamedQuantity
  let isLogarithmic: Bool

  var caption: String { "\(quantity.title.capitalizedFirst), one box for each \(by ?? "variant")." }

  private var names: [String] { groups.map { $0.name.isEmpty ? "all runs" : $0.name } }

  func check(_ published: PublishedPoints, line: Int, in file: StudyFile) throws {
    try published.checkNames(among: names, line: line, in: file)
  }

  func charts(_ context: ReproductionContext, report: String, published: PublishedPoints) throws -> [any Chart] {
    let runs = try selector.runs(of: groups, context, report: report)
    let boxes = try zip(names, runs).map { ValueGroup($0, try quantity.measured($1.runs).filter(\.isFinite)) }
    let isShare = quantity.quantity.metric.unit == .fraction
    return [
      BoxPlot(
        title: quantity.title.capitalizedFirst,
        groupLabel: by ?? selector.study.axes.map(\.key).joined(separator: ", "),
        y: ChartAxis(
          quantity.title.capitalizedFirst, scale: isLogarithmic ? .logarithmic : .linear,
          format: isShare ? .percent : .automatic),
        groups: boxes.filter { !$0.values.isEmpty }, published: published.marks(of: names))
    ]
  }
}

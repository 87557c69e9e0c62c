import FledgeCharts
import FledgeMetrics
import FledgePages
import FledgeStudies

/// A published number among the values of single runs, with the interval that judges it.
struct SeedsFigure: FigureDrawing {
  static let kind = FigureKind(
    name: "seeds",
    help: "a number of the report among the values of each seed of one variant, with the interval of one run",
    keys: [
      .metric, .epoch, .ofClass, .stopRule, .below, .onSet,
      .init("value", "the number as the report prints it", standard: nil),
    ]
  ) { reader in
    let selector = try reader.selector().single(in: reader.file, what: "a figure of seeds")
    let quantity = try reader.quantity(of: selector.study)
    return SeedsFigure(
      selector: selector, quantity: quantity,
      published: try reader.published("value", as: quantity.quantity.metric))
  }

  let selector: RunSelector
  let quantity: NamedQuantity
  let published: Published

  var caption: String { "The published \(quantity.title) among those of single runs." }

  func charts(_ context: ReproductionContext, report: String, published _: PublishedPoints) throws -> [any Chart] {
    let runs = try selector.runs(context, of: report).flatMap(\.1)
    let summary = VerdictRule.judge(published, .seeds(try quantity.measured(runs)), as: quantity.quantity.quantity)
      .summary
    let isShare = quantity.quantity.metric.unit == .fraction
    let text = { (value: Double) in
      isShare ? NumberText.percent(value, decimals: 2) : NumberText.significant(value, digits: 4)
    }
    let rows = try runs.sorted { try quantity.value(of: $0) }.reversed().map { run in
      let value = try quantity.value(of: run)
      return IntervalRow("seed \(run.seed)", value: value, note: value.isFinite ? text(value) : "diverged")
    }
    let report = IntervalRow("the report", published: published.value, note: text(published.value))
    let all = IntervalRow(
      "one more run of ours", value: summary?.centre, lower: summary?.interval?.lower, upper: summary?.interval?.upper)
    let title = quantity.title.capitalizedFirst
    return [
      IntervalChart(
        title: "\(title) of each run", x: ChartAxis(title, format: isShare ? .percent : .automatic),
        rows: [report, all] + rows, valueName: "ours", publishedName: "published")
    ]
  }
}

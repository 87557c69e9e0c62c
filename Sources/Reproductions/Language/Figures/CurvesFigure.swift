import FledgeCharts
import FledgeMetrics
import FledgeStudies
import Yams

/// Curves over epochs, the median and quartiles over seeds: one for each variant, or for each of several metrics.
struct CurvesFigure: FigureDrawing {
  static let kind = FigureKind(
    name: "curves", help: "a metric over epochs, one curve for each variant; median and quartiles over seeds",
    keys: [
      .init("metric", "a metric of epochs, or a list of such metrics with one unit: a curve for each", standard: nil),
      .by, .log, .onSet,
      .init("charts", "charts with their own curves, in place of `metric`; see below", standard: "one chart"),
      .init("shared", "`yes` for equal axes of all charts", standard: "no"),
      .init("stacked", "`yes` for charts one below the other", standard: "no"),
    ], takesPublished: true
  ) { reader in
    if let entry = reader.entry("charts") {
      for key in ["metric", "by", "log", "published", "on"] {
        if let other = reader.entry(key) { throw reader.file.fail(other.line, "\(key) belongs into 'charts' here") }
      }
      return CurvesFigure(
        charts: try reader.file.list(entry.value, key: "charts", line: entry.line).map {
          try CurveChart($0, line: $0.mark?.line ?? entry.line, reader)
        }, sharesAxes: try reader.flag("shared") ?? false, isStacked: try reader.flag("stacked") ?? false)
    }
    let selector = try reader.selector()
    let names = try reader.names("metric") ?? []
    let line = reader.entry("metric")?.line ?? reader.line
    guard !names.isEmpty else {
      throw reader.file.fail(line, "a figure of kind curves: expected 'metric:' or 'charts:', found neither")
    }
    let quantities = try names.map { try reader.file.quantity($0, of: selector.study, reader.arguments(), line: line) }
    for quantity in quantities {
      if let reason = quantity.noCurve(in: selector.study) { throw reader.file.fail(line, reason) }
    }
    guard quantities.allSatisfy({ $0.quantity.metric.unit == quantities[0].quantity.metric.unit }) else {
      throw reader.file.fail(
        line, "metric: \(names.joined(separator: " and ")) have different units; draw two figures, or two 'charts'")
    }
    try reader.checkAxis("by", of: selector.study)
    return CurvesFigure(
      selector: selector, groups: selector.groups(by: try reader.text("by")), quantities: quantities,
      isLogarithmic: try reader.flag("log") ?? false)
  }

  private var selector: RunSelector?
  private var groups: [RunSelector.Group] = []
  private var quantities: [NamedQuantity] = []
  private var isLogarithmic = false
  private var charts: [CurveChart] = []
  private var sharesAxes = false
  private(set) var isStacked = false

  init(selector: RunSelector, groups: [RunSelector.Group], quantities: [NamedQuantity], isLogarithmic: Bool) {
    (self.selector, self.groups, self.quantities) = (selector, groups, quantities)
    self.isLogarithmic = isLogarithmic
  }

  init(charts: [CurveChart], sharesAxes: Bool, isStacked: Bool) {
    (self.charts, self.sharesAxes, self.isStacked) = (charts, sharesAxes, isStacked)
  }

  var caption: String {
    let what = quantities.isEmpty ? "Curves" : quantities.map(\.title).joined(separator: " and ").capitalizedFirst
    return "\(what) over epochs: median and quartiles over seeds."
  }

  /// The name of a curve.
  private func name(_ group: String, _ quantity: NamedQuantity) -> String {
    quantities.count == 1 ? group : [group, quantity.title].filter { !$0.isEmpty }.joined(separator: ", ")
  }

  func check(_ published: PublishedPoints, line: Int, in file: StudyFile) throws {
    let names = groups.flatMap { group in quantities.map { name(group.name, $0) } }
    try published.checkNames(among: names, line: line, in: file)
  }

  func charts(_ context: ReproductionContext, report: String, published: PublishedPoints) throws -> [any Chart] {
    guard let selector else {
      let drawn = try charts.map { try $0.chart(context, report: report) }
      return sharesAxes ? Curves.sharingAxes(drawn) : drawn
    }
    let isShare = quantities[0].quantity.metric.unit == .fraction
    let series = try selector.runs(of: groups, context, report: report).flatMap { group, runs in
      try quantities.map { try Curves.series(name(group, $0), runs, of: $0) }
    }
    let title =
      quantities.count == 1
      ? quantities[0].title.capitalizedFirst : isShare ? "Shares over epochs" : "Losses over epochs"
    let axis = ChartAxis(
      title, scale: isLogarithmic ? .logarithmic : .linear, format: isShare ? .percent : .automatic)
    return [Curves.chart(title, axis, series, published: published.marks(of: series.map(\.name)))]
  }
}

extension String {
  /// The text with its first letter as a capital.
  var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}

extension ReportBlockReader {
  /// Refuses a value that is no axis of the study; returns its position.
  @discardableResult
  func checkAxis(_ key: String, of study: ReportStudy) throws -> Int? {
    guard let name = try text(key) else { return nil }
    guard let index = study.axes.firstIndex(where: { $0.key == name }) else {
      if name == "variant", study.variants.contains(where: { $0.name != nil }) { return nil }
      throw file.noSuch(
        "axis of study '\(study.name)'", name, among: study.axes.map(\.key), line: entry(key)?.line ?? line)
    }
    return index
  }
}

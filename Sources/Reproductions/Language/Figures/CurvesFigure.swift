import FledgeCharts
import FledgeMetrics
import FledgeStudies

/// Curves over epochs, the median and quartiles over seeds: one for each variant, or for each of several metrics.
struct CurvesFigure: FigureDrawing {
  static let kind = FigureKind(
    name: "curves", help: "a metric over epochs, one curve for each variant; median and quartiles over seeds",
    keys: [
      .init("metric", "a metric of epochs, or a list of such metrics with one unit: a curve for each", standard: nil),
      .by, .log,
    ], takesPublished: true
  ) { reader in
    let selector = try reader.selector()
    let names = try reader.names("metric") ?? []
    let line = reader.entry("metric")?.line ?? reader.line
    guard !names.isEmpty else {
      throw reader.file.fail(line, "a figure of kind curves: expected 'metric:', found none")
    }
    let quantities = try names.map { try reader.file.quantity($0, of: selector.study, line: line) }
    for quantity in quantities where quantity.quantity.epochValue == nil {
      let known = RunQuantity.all.filter { $0.epochValue != nil }.map(\.id)
      throw reader.file.fail(
        line, "\(quantity.quantity.id) is measured once and has no curve; epochs have \(known.joined(separator: ", "))")
    }
    guard quantities.allSatisfy({ $0.quantity.metric.unit == quantities[0].quantity.metric.unit }) else {
      throw reader.file.fail(line, "metric: \(names.joined(separator: " and ")) have different units; draw two figures")
    }
    try reader.checkAxis("by", of: selector.study)
    return CurvesFigure(
      selector: selector, groups: selector.groups(by: try reader.text("by")), quantities: quantities,
      isLogarithmic: try reader.flag("log") ?? false)
  }

  let selector: RunSelector
  let groups: [RunSelector.Group]
  let quantities: [NamedQuantity]
  let isLogarithmic: Bool

  var caption: String {
    "\(quantities.map(\.title).joined(separator: " and ").capitalizedFirst) over epochs: median and quartiles over seeds."
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
    let isShare = quantities[0].quantity.metric.unit == .fraction
    let series = try selector.runs(of: groups, context, report: report).flatMap { group, runs in
      quantities.map { quantity in
        Curves.series(name(group, quantity), runs) { record in quantity.quantity.epochValue?(record) ?? nil }
      }
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

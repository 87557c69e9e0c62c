import FledgeCharts
import FledgeMetrics
import FledgePages
import FledgeStudies
import Yams

/// One chart of a figure of curves, whose curves are named one by one.
struct CurveChart: Sendable {
  static let keys = ["title", "axis", "log", "zero", "band", "curves", "classes", "published", "level"]
  static let curveKeys = ["name", "metric", "class", "on", "study", "where", "variant", "reading"]

  private struct Curve: Sendable {
    let name: String
    let quantity: NamedQuantity
    let selector: RunSelector
  }

  private let title: String
  private let axis: String
  private let isLogarithmic: Bool
  private let includesZero: Bool
  private let hasBand: Bool
  private let curves: [Curve]
  private let published: PublishedPoints
  private let level: Double?

  /// - Parameter figure: the figure, whose study curves take where they name none.
  init(_ node: Node, line: Int, _ figure: ReportBlockReader) throws {
    let file = figure.file
    let reader = try ReportBlockReader(
      node, what: "a chart", keys: Self.keys, line: line, file: file, studies: figure.studies)
    guard let entry = reader.entry("curves") else {
      throw file.fail(reader.line, "a chart: expected 'curves:', a list of curves, found none")
    }
    var curves = try file.list(entry.value, key: "curves", line: entry.line).map { node in
      try Self.curve(node, line: node.mark?.line ?? entry.line, figure)
    }
    if let classes = try reader.names("classes") {
      guard curves.count == 1 else {
        throw file.fail(
          entry.line, "a chart with classes: expected one curve, drawn for each class, found \(curves.count)")
      }
      curves = try classes.map { try curves[0].of(class: $0, file, line: entry.line) }
    }
    for curve in curves {
      if let reason = curve.quantity.noCurve(in: curve.selector.study) { throw file.fail(entry.line, reason) }
      guard curve.quantity.quantity.metric.unit == curves[0].quantity.quantity.metric.unit else {
        throw file.fail(
          entry.line,
          "a chart: \(curves[0].quantity.quantity.id) and \(curve.quantity.quantity.id) have different units")
      }
    }
    let names = curves.map(\.name)
    guard Set(names).count == names.count else {
      throw file.fail(entry.line, "a chart: two curves have the same name; give each its own 'name'")
    }
    self.curves = curves.map { Curve(name: $0.name, quantity: $0.quantity, selector: $0.selector) }
    title = try reader.text("title") ?? curves[0].quantity.title.capitalizedFirst
    axis = try reader.text("axis") ?? curves[0].quantity.quantity.metric.title
    isLogarithmic = try reader.flag("log") ?? false
    includesZero = try reader.flag("zero") ?? false
    hasBand = try reader.flag("band") ?? true
    published = try reader.entry("published").map { try PublishedPoints($0, file) } ?? PublishedPoints()
    if let entry = reader.entry("published") { try published.checkNames(among: names, line: entry.line, in: file) }
    level = try reader.entry("level").map { _ in
      try reader.published("level", as: curves[0].quantity.quantity.metric).value
    }
  }

  private struct Draft {
    var name: String
    var quantity: NamedQuantity
    let selector: RunSelector

    func of(class name: String, _ file: StudyFile, line: Int) throws -> Draft {
      var draft = self
      guard quantity.quantity.id == "error" else {
        throw file.fail(line, "a chart with classes: expected metric error, found \(quantity.quantity.id)")
      }
      (draft.name, draft.quantity.className) = (name, name)
      return draft
    }
  }

  private static func curve(_ node: Node, line: Int, _ figure: ReportBlockReader) throws -> Draft {
    let file = figure.file
    let reader = try ReportBlockReader(
      node, what: "a curve", keys: curveKeys, line: line, file: file, studies: figure.studies)
    let study = try reader.entry("study") == nil ? figure.study() : reader.study()
    let quantity = try reader.quantity(of: study)
    return Draft(
      name: try reader.text("name") ?? quantity.title, quantity: quantity, selector: try reader.selector(in: study))
  }

  func chart(_ context: ReproductionContext, report: String) throws -> LineChart {
    let isShare = curves[0].quantity.quantity.metric.unit == .fraction
    let series = try curves.map { curve in
      let runs = try curve.selector.runs(context, of: report).flatMap(\.1)
      let series = try Curves.series(curve.name, runs, of: curve.quantity)
      return hasBand ? series : LineSeries(series.name, x: series.x, y: series.y)
    }
    return Curves.chart(
      title,
      ChartAxis(
        axis, scale: isLogarithmic ? .logarithmic : .linear, format: isShare ? .percent : .automatic,
        includesZero: includesZero),
      series, published: published.marks(of: series.map(\.name)) + (level.map { [.level($0)] } ?? []))
  }
}

extension Curves {
  /// The median and quartiles of a quantity over epochs.
  static func series(_ name: String, _ runs: [ReportRun], of quantity: NamedQuantity) throws -> LineSeries {
    series(name, runs, curves: try runs.map { try quantity.curve(of: $0) })
  }
}

import FledgeCharts
import FledgeMetrics
import FledgeStudies

/// A metric over two axes of a study: the median over seeds in each cell.
struct HeatmapFigure: FigureDrawing {
  static let kind = FigureKind(
    name: "heatmap", help: "a metric over two axes of a study, the median over seeds in each cell",
    keys: [
      .metric, .epoch, .ofClass, .stopRule, .below, .init("rows", "the axis from top to bottom", standard: nil),
      .init("columns", "the axis from left to right", standard: nil), .log,
    ], takesPublished: true
  ) { reader in
    let selector = try reader.selector()
    let study = selector.study
    guard let rows = try reader.checkAxis("rows", of: study), let columns = try reader.checkAxis("columns", of: study),
      rows != columns
    else {
      throw reader.file.fail(
        reader.line,
        "a heatmap: expected 'rows:' and 'columns:', two of \(study.axes.map(\.key).joined(separator: ", "))")
    }
    for row in study.axes[rows].values {
      for column in study.axes[columns].values {
        let cell = selector.keeping { $0.values[rows] == row && $0.values[columns] == column }
        guard cell.chosen.count <= 1 else {
          throw reader.file.fail(reader.line, "a heatmap: more than one variant in a cell; choose with 'where'")
        }
      }
    }
    return HeatmapFigure(
      selector: selector, quantity: try reader.quantity(of: study), rows: rows, columns: columns,
      isLogarithmic: try reader.flag("log") ?? false)
  }

  let selector: RunSelector
  let quantity: NamedQuantity
  let rows: Int
  let columns: Int
  let isLogarithmic: Bool

  private var study: ReportStudy { selector.study }

  var caption: String {
    "\(quantity.title.capitalizedFirst) over \(study.axes[rows].key) and \(study.axes[columns].key): medians over seeds."
  }

  func check(_ published: PublishedPoints, line: Int, in file: StudyFile) throws {
    let (rowNames, columnNames) = (study.axes[rows].values, study.axes[columns].values)
    for (name, points) in published.series {
      guard let name, rowNames.contains(name) else {
        throw file.fail(
          line,
          "published: expected {row: [[column, value], …]} with rows of \(study.axes[rows].key), "
            + "\(rowNames.joined(separator: ", ")), found \(name.map { "'\($0)'" } ?? "a list without a row")")
      }
      for point in points where column(of: point) == nil {
        throw file.fail(
          line,
          "published: row \(name) has no column \(point.x.map { NumberText.significant($0) } ?? "none"); "
            + "\(study.axes[columns].key) has \(columnNames.joined(separator: ", "))")
      }
    }
  }

  /// The column of a printed value.
  private func column(of point: PublishedValues.Mark) -> Int? {
    point.x.flatMap { x in study.axes[columns].values.firstIndex { Double($0) == x } }
  }

  func charts(_ context: ReproductionContext, report: String, published: PublishedPoints) throws -> [any Chart] {
    let runs = try selector.runs(context, of: report)
    let factor = quantity.quantity.metric.unit.displayFactor
    let values = try study.axes[rows].values.map { row in
      try study.axes[columns].values.map { column in
        let cell = runs.first { $0.0.values[rows] == row && $0.0.values[columns] == column }
        return factor * Spread(try cell.map { try quantity.measured($0.1) } ?? []).median
      }
    }
    let printed = published.series.isEmpty ? nil : printed(published, factor: factor)
    let finite = (values + (printed ?? [])).flatMap(\.self).filter(\.isFinite)
    // Both have one scale of colours.
    let range = printed == nil ? nil : finite.min().flatMap { low in finite.max().map { low...$0 } }
    let chart = { (title: String, values: [[Double]]) in
      Heatmap(
        title: title, columnLabel: study.axes[columns].key, rowLabel: study.axes[rows].key,
        columns: study.axes[columns].values, rows: study.axes[rows].values, values: values,
        valueLabel: quantity.title + quantity.quantity.metric.unit.suffix, range: range,
        scale: isLogarithmic ? .logarithmic : .linear)
    }
    let title = quantity.title.capitalizedFirst
    return printed.map { [chart("Published", $0), chart("Ours, median over seeds", values)] } ?? [chart(title, values)]
  }

  /// What the report prints of each cell.
  private func printed(_ published: PublishedPoints, factor: Double) -> [[Double]] {
    study.axes[rows].values.map { row in
      let points = published.series.first { $0.name == row }?.points ?? []
      return study.axes[columns].values.indices.map { position in
        points.first { column(of: $0) == position }?.y.map { factor * $0 } ?? .nan
      }
    }
  }
}

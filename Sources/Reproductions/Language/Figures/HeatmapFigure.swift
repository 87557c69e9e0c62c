import FledgeCharts
import FledgeMetrics
import FledgeStudies

/// A metric over two axes of a study: the median over seeds in each cell.
struct HeatmapFigure: FigureDrawing {
  static let kind = FigureKind(
    name: "heatmap", help: "a metric over two axes of a study, the median over seeds in each cell",
    keys: ["metric", "epoch", "class", "rows", "columns", "log"]
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

  func charts(_ context: ReproductionContext, report: String, published: PublishedPoints) throws -> [any Chart] {
    let runs = try selector.runs(context, of: report)
    let factor = quantity.quantity.metric.unit.displayFactor
    let values = study.axes[rows].values.map { row in
      study.axes[columns].values.map { column in
        let cell = runs.first { $0.0.values[rows] == row && $0.0.values[columns] == column }
        return factor * Spread(cell.map { quantity.measured($0.1) } ?? []).median
      }
    }
    return [
      Heatmap(
        title: quantity.title.capitalizedFirst, columnLabel: study.axes[columns].key, rowLabel: study.axes[rows].key,
        columns: study.axes[columns].values, rows: study.axes[rows].values, values: values,
        valueLabel: quantity.title + quantity.quantity.metric.unit.suffix, scale: isLogarithmic ? .logarithmic : .linear
      )
    ]
  }
}

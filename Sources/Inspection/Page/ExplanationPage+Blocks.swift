import FledgeCharts
import FledgePages

// Where in a picture the network looks.
extension ExplanationPage {
  /// The importance of each block at its place in the picture; `nil` for a table.
  func blockMap(_ measure: ImportanceMeasure) -> Figure? {
    let blocks = found.blocks
    guard let first = blocks.first?.block else { return nil }
    let columns = blocks.prefix { $0.block.rows == first.rows }.map(\.block.columns)
    let lines = stride(from: 0, to: blocks.count, by: columns.count).map { blocks[$0..<$0 + columns.count] }
    let values = lines.map { line in line.map { measure.displayFactor * $0.importance.estimates[0].mean } }
    let sorted = values.joined().sorted()
    // 0 is in the range, so that blocks without importance are weak where none is below 0.
    let range = min(0, sorted[0])...max(0, sorted[sorted.count - 1])
    return Figure(
      "blocks", number: nil,
      caption:
        "The \(measure.change) when \(found.shuffled) is shuffled, at its place in the picture. Intervals stand below.",
      charts: [
        Heatmap(
          title: "Importance by place", columnLabel: "Columns of pixels", rowLabel: "Rows of pixels",
          columns: columns.map(PixelBlock.text),
          rows: lines.compactMap { $0.first.map { PixelBlock.text($0.block.rows) } },
          values: values, valueLabel: measure.change, range: range)
      ])
  }
}

import FledgeCharts
import FledgeMetrics

extension Explanation {
  /// What the intervals speak of.
  var intervalMeaning: String {
    runs.count > 1 ? "over \(runs.count) runs" : "over \(NumberText.fixed(Double(rowCount), decimals: 0)) rows"
  }

  /// The blocks of pixels in the order of the picture; empty for a table.
  var blocks: [(block: PixelBlock, importance: Importance)] {
    importances.compactMap { importance in importance.column.block.map { ($0, importance) } }.sorted {
      ($0.block.rows.lowerBound, $0.block.columns.lowerBound) < ($1.block.rows.lowerBound, $1.block.columns.lowerBound)
    }
  }

  /// What is shuffled: "a column", or "a block of 4 × 4 pixels".
  var shuffled: String {
    guard let block = blocks.first?.block else { return "a column" }
    return "a block of \(block.rows.count) × \(block.columns.count) pixels"
  }

  /// The columns in a table, the most important first.
  package func text(most: Int = 30) -> String {
    let measure = measures[0]
    let shown = importances.prefix(most)
    let width = max(6, shown.map { $0.column.name.count }.max() ?? 0)
    var lines = [
      "Importance: \(measure.change) when \(shuffled) is shuffled over the rows (mean of "
        + "\(options.permutations) permutation\(options.permutations == 1 ? "" : "s"), 95 % interval \(intervalMeaning))"
    ]
    for importance in shown {
      let name = importance.column.name
      lines.append(
        name + String(repeating: " ", count: width - name.count) + "  "
          + Explanation.shown(importance.estimates[0], measure))
    }
    if importances.count > most {
      lines.append("… and \(importances.count - most) \(blocks.isEmpty ? "columns" : "blocks") more")
    }
    return lines.joined(separator: "\n")
  }

  /// A line on columns that share their importance; `nil` where none do.
  package var caution: String? {
    guard !associations.isEmpty else { return nil }
    let pairs = associations.prefix(4).map {
      "\($0.first) and \($0.second) (\(NumberText.fixed($0.value, decimals: 2)))"
    }
    let more = associations.count > 4 ? ", and \(associations.count - 4) pairs more" : ""
    return
      "columns that tell much the same: \(pairs.joined(separator: ", "))\(more); the network may read either, so their "
      + "importance is shared and each seems less important than it is"
  }

  /// "31.2   95 % 24.1 to 38.3".
  static func shown(_ estimate: PermutationImportance.Estimate, _ measure: ImportanceMeasure) -> String {
    let mean = number(estimate.mean, measure)
    let padded = String(repeating: " ", count: max(0, 9 - mean.count)) + mean
    guard let interval = estimate.interval else { return padded }
    return padded + "   (\(number(interval.lower, measure)) to \(number(interval.upper, measure)))"
  }

  static func number(_ value: Double, _ measure: ImportanceMeasure) -> String {
    switch measure {
    case .accuracy: NumberText.fixed(100 * value, decimals: 2)
    case .rSquared: NumberText.fixed(value, decimals: 4)
    case .meanAbsoluteError: NumberText.significant(value, digits: 4)
    }
  }
}

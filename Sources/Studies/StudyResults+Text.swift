import FledgeMetrics
import FledgeRuns
import Foundation

extension StudyResults {
  /// The table of all settings by the compared metric, failures, and what the runs allow to say.
  public var text: String {
    var parts = [heading, table(metric.id)]
    let failures = groups.flatMap { group in
      group.failures.map { "failed: \(group.name), seed \($0.seed): \($0.message)" }
    }
    if !failures.isEmpty { parts.append(failures.joined(separator: "\n")) }
    let sentences = comparisons().map { $0.sentence + "." }
    if !sentences.isEmpty { parts.append(sentences.joined(separator: "\n")) }
    return parts.joined(separator: "\n\n")
  }

  private var heading: String {
    var text = "\(name): \(progress.finished) of \(progress.total) cells finished"
    if progress.running > 0 { text += ", \(progress.running) running" }
    if progress.queued > 0 { text += ", \(progress.queued) queued" }
    if progress.failed > 0 { text += ", \(progress.failed) failed" }
    if isStandIn { text += "\n*** Generated digits stand in for MNIST; these accuracies say nothing about MNIST. ***" }
    return text
  }

  /// One row for each choice of settings: seeds, median, quartiles, and the interval of the interquartile mean.
  public func table(_ name: String) -> String {
    let metric = StudyMetrics.metric(name)
    let factor = metric.unit.displayFactor
    func shown(_ value: Double) -> String { StudyResults.digits(value * factor, places: factor == 100 ? 2 : 4) }
    let unit = metric.unit == .fraction ? ", %" : ""
    let title = varyingKeys.count == 1 ? varyingKeys[0] : "settings"
    var rows = [
      [title, "seeds", "\(metric.title)\(unit): median", "quartiles", "95 % interval of the middle half's mean"]
    ]
    for group in groups {
      let count = "\(group.runs.count)" + (group.waiting > 0 ? " of \(group.runs.count + group.waiting)" : "")
      guard let summary = group.summary(name) else {
        rows.append([group.name, count, "–", "–", "–"])
        continue
      }
      let interval = summary.interquartileMeanInterval.map { "\(shown($0.lower)) to \(shown($0.upper))" } ?? "–"
      rows.append([
        group.name, count, shown(summary.median), "\(shown(summary.lowerQuartile)) to \(shown(summary.upperQuartile))",
        interval,
      ])
    }
    return StudyResults.aligned(rows)
  }

  private static func digits(_ value: Double, places: Int) -> String {
    let isSmall = abs(value) < 0.001 && value != 0
    return isSmall ? String(format: "%.3g", value) : String(format: "%.\(places)f", value)
  }

  /// Columns two spaces apart, the first to the left and all others to the right.
  static func aligned(_ rows: [[String]]) -> String {
    let widths = (rows.first ?? []).indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      row.enumerated().map { column, cell in
        let space = String(repeating: " ", count: widths[column] - cell.count)
        return column == 0 ? cell + space : space + cell
      }.joined(separator: "  ")
    }.joined(separator: "\n")
  }
}

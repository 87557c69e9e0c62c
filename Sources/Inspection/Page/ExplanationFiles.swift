import FledgeCharts
package import FledgeFormats
import FledgeMetrics

/// The numbers beside the page of an explanation.
package struct ExplanationFiles: Sendable {
  private let found: Explanation

  package init(_ found: Explanation) { self.found = found }

  /// The names of all files that there may be.
  package static let names = ["importance.csv", "partial-dependence.csv"]

  /// The files' names, and what is in them; pictures have no partial dependence.
  var list: [(name: String, contents: String)] {
    let arePictures = !found.blocks.isEmpty
    let importance = (
      "importance.csv",
      "every \(arePictures ? "block of pixels" : "column") with its importance by each measure and the interval"
    )
    return arePictures
      ? [importance]
      : [importance, ("partial-dependence.csv", "the mean prediction at each value of the most important columns")]
  }

  /// Writes them.
  ///
  /// - Returns: their names.
  package func write(to folder: String) throws(FormatError) -> [String] {
    try AtomicFile.write(text: importance.csv, to: "\(folder)/importance.csv")
    if found.blocks.isEmpty { try AtomicFile.write(text: dependence.csv, to: "\(folder)/partial-dependence.csv") }
    return list.map(\.name)
  }

  private var importance: ChartTable {
    ChartTable(
      header: [found.blocks.isEmpty ? "column" : "block", "features", "measure", "importance", "lower", "upper"],
      rows: found.importances.flatMap { importance in
        zip(found.measures, importance.estimates).map { measure, estimate in
          [
            importance.column.name, String(importance.column.features.count), measure.rawValue,
            CSVText.number(estimate.mean),
          ] + [estimate.interval?.lower, estimate.interval?.upper].map { $0.map { CSVText.number($0) } ?? "" }
        }
      })
  }

  private var dependence: ChartTable {
    ChartTable(
      header: ["column", "value", "output", "mean", "lower", "upper"],
      rows: found.dependence.flatMap { dependence in
        found.outputNames.indices.flatMap { output in
          (0..<dependence.pointCount).map { point in
            let interval = dependence.intervals?[output][point]
            let value = dependence.column.categories?[point] ?? CSVText.number(dependence.grid[point])
            return [
              dependence.column.name, value, found.outputNames[output],
              CSVText.number(dependence.means[output][point]),
            ] + [interval?.lower, interval?.upper].map { $0.map { CSVText.number($0) } ?? "" }
          }
        }
      })
  }
}

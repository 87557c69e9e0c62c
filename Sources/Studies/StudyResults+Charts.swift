public import FledgeCharts
import FledgeFormats
import FledgeMetrics
import FledgeModels
import FledgeRunStore
import Foundation

extension StudyResults {
  /// A box plot of a metric: one box for each variant, one point for each seed.
  public func boxPlot(_ name: String? = nil) -> BoxPlot {
    let metric = name.map { StudyMetrics.metric($0) } ?? self.metric
    return BoxPlot(
      title: "\(self.name): \(metric.title) by \(groupLabel)", groupLabel: groupLabel, y: StudyResults.axis(metric),
      groups: groups.map { ValueGroup(boxLabel($0), $0.values(metric.id)?.values ?? []) })
  }

  /// The median of a metric after each epoch, with quartiles as a band and the individual seeds behind it.
  ///
  /// Where trainings ended early, the curve ends when fewer than half of the runs have reached an epoch.
  public func curveChart(_ name: String, showsTraces: Bool = false) throws -> LineChart {
    let metric = StudyMetrics.metric(name)
    let series = try groups.compactMap { group in StudyResults.series(group.name, try curves(name, of: group)) }
    return LineChart(
      title: "\(self.name): \(metric.title), median and quartiles over seeds\(folds == nil ? "" : " and folds")",
      x: ChartAxis("Epoch", format: .integer),
      y: StudyResults.axis(metric), series: series, showsTraces: showsTraces)
  }

  /// Writes the box plot of the compared metric and the curves of losses and accuracies, each as SVG and as CSV.
  ///
  /// - Returns: the paths of all files.
  /// - Throws: `FormatError` where a file cannot be written, `RunStoreError`.
  public func writeCharts(to folder: String) throws -> [String] {
    var written = try boxPlot().write(to: "\(folder)/\(metric.id)")
    for name in ["training_loss_seen", "validation_loss", "validation_accuracy"] {
      let chart = try curveChart(name)
      if !chart.series.isEmpty { written += try chart.write(to: "\(folder)/\(name)-by-epoch") }
    }
    return written
  }

  private var groupLabel: String {
    varyingKeys.isEmpty || groups.contains { $0.isNamed } ? "settings" : varyingKeys.joined(separator: " · ")
  }

  /// The label of a box: values without keys, since the axis names the keys and space is short.
  private func boxLabel(_ group: VariantGroup) -> String {
    if groups.contains(where: { $0.isNamed }) || varyingKeys.isEmpty { return group.name }
    return varyingKeys.map { group.settings[$0]?.plainText ?? "none" }.joined(separator: " · ")
  }

  private static func axis(_ metric: Metric) -> ChartAxis {
    ChartAxis(metric.title, format: metric.unit == .fraction ? .percent : .automatic)
  }

  private static func series(_ name: String, _ curves: [Curve]) -> LineSeries? {
    var byEpoch: [Int: [Double]] = [:]
    for curve in curves {
      for (epoch, value) in zip(curve.positions, curve.values) where value.isFinite {
        byEpoch[epoch, default: []].append(value)
      }
    }
    let epochs = byEpoch.keys.sorted().filter { 2 * (byEpoch[$0]?.count ?? 0) >= curves.count }
    let values = epochs.compactMap { byEpoch[$0].flatMap { try? SeedValues($0) } }
    guard !epochs.isEmpty, values.count == epochs.count else { return nil }
    let traces = curves.map { curve in
      let known = Dictionary(zip(curve.positions, curve.values)) { first, _ in first }
      return epochs.map { known[$0] ?? .nan }
    }
    return LineSeries(
      name, x: epochs.map(Double.init), y: values.map(\.median), lower: values.map(\.lowerQuartile),
      upper: values.map(\.upperQuartile), traces: traces)
  }
}

extension Chart {
  /// Writes `<path>.svg` and `<path>.csv`; creates the folder if needed.
  ///
  /// - Returns: both paths.
  /// - Throws: `StudyError.folder`, `FormatError` where a file cannot be written.
  @discardableResult
  public func write(to path: String) throws -> [String] {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw StudyError.folder(folder.path)
    }
    return try [("svg", svg()), ("csv", csv)].map { kind, text in
      try AtomicFile.write(Array(text.utf8), to: "\(path).\(kind)")
      return "\(path).\(kind)"
    }
  }
}

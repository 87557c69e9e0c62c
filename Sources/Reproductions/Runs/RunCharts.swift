public import FledgeCharts
public import FledgeMetrics
public import FledgeModels
public import FledgeTraining

/// Curves over epochs: the median over seeds, with a band between the quartiles and the single runs as its members.
public enum Curves {
  /// One value per epoch, over the runs of a variant.
  ///
  /// The curve ends when fewer than half of the runs have reached an epoch.
  public static func series(
    _ name: String, _ runs: [ReportRun], _ value: (EpochRecord) -> Double?
  ) -> LineSeries {
    series(
      name, runs,
      curves: runs.map { run in
        (x: run.history.epochs.map { Double($0.epoch) }, y: run.history.epochs.map { value($0) ?? .nan })
      })
  }

  /// A curve that the study's probe has measured, over the runs of a variant.
  ///
  /// - Throws: where the probe measures no such curve.
  public static func series(
    _ name: String, _ runs: [ReportRun], measurement key: MeasurementKey
  ) throws -> LineSeries {
    series(
      name, runs,
      curves: try runs.map { run in
        let curve = try run.curve(key)
        return (x: curve.x, y: curve.y)
      })
  }

  /// The median and quartiles of the curves of some runs, which are its members.
  static func series(_ name: String, _ runs: [ReportRun], curves: [(x: [Double], y: [Double])]) -> LineSeries {
    var series = series(name, curves)
    if runs.count > 1 { series.members = zip(runs, curves).map { $0.member($1.y, within: series.x.count) } }
    return series
  }

  /// The median and quartiles of several runs at the x values of the longest one.
  public static func series(_ name: String, _ runs: [(x: [Double], y: [Double])]) -> LineSeries {
    let longest = runs.max { $0.x.count < $1.x.count }?.x ?? []
    let alive = longest.indices.prefix { index in 2 * runs.count { $0.x.count > index } >= runs.count }
    var (middle, lower, upper): ([Double], [Double], [Double]) = ([], [], [])
    for index in alive {
      let values = Spread(runs.compactMap { $0.y.indices.contains(index) ? $0.y[index] : nil })
      middle.append(values.median)
      lower.append(values.lowerQuartile)
      upper.append(values.upperQuartile)
    }
    let hasBand = runs.count > 1
    return LineSeries(
      name, x: alive.map { longest[$0] }, y: middle, lower: hasBand ? lower : [], upper: hasBand ? upper : [])
  }

  public static func chart(
    _ title: String, _ y: ChartAxis, _ series: [LineSeries], published: [PublishedValues] = []
  ) -> LineChart {
    let isWhole = series.allSatisfy { $0.x.allSatisfy { $0 == $0.rounded() } }
    return LineChart(
      title: title, x: ChartAxis("Epoch", format: isWhole ? .integer : .automatic), y: y, series: series,
      published: published)
  }

  /// Charts of one quantity with equal axes, to be compared at a glance.
  public static func sharingAxes(_ charts: [LineChart]) -> [LineChart] {
    let union = { (ranges: [ClosedRange<Double>]) -> ClosedRange<Double>? in
      guard let low = ranges.map(\.lowerBound).min(), let high = ranges.map(\.upperBound).max() else { return nil }
      return low...high
    }
    let (x, y) = (union(charts.compactMap(\.xRange)), union(charts.compactMap(\.yRange)))
    return charts.map { $0.settingRanges(x: x, y: y) }
  }
}

/// Median and quartiles of the finite ones among some values; NaN where there is none.
public struct Spread: Sendable, Equatable {
  public let median: Double
  public let lowerQuartile: Double
  public let upperQuartile: Double

  public init(_ values: [Double]) {
    let seeds = try? SeedValues(values.filter(\.isFinite))
    median = seeds?.median ?? .nan
    lowerQuartile = seeds?.lowerQuartile ?? .nan
    upperQuartile = seeds?.upperQuartile ?? .nan
  }
}

/// Charts of confusion matrices.
public enum Confusion {
  /// The test set's confusion matrix of the run with the median test accuracy.
  public static func chart(_ title: String, _ runs: [ReportRun]) -> [ConfusionMatrixChart] {
    let measured = runs.filter { $0.report != nil }
    guard !measured.isEmpty, let report = measured.median(by: \.testAccuracy).report else { return [] }
    return [chart(title, report.confusion, classes: report.classNames)]
  }

  public static func chart(
    _ title: String, _ confusion: ConfusionMatrix, classes: [String]
  ) -> ConfusionMatrixChart {
    ConfusionMatrixChart(title: title, classes: classes, counts: confusion.rows)
  }
}

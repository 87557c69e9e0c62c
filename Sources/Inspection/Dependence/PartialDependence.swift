package import FledgeKernels
package import FledgeMetrics
package import FledgeTensors
import Synchronization

/// The mean prediction over all rows, with one column set to each value of a grid.
///
/// Source: J. Friedman, Greedy function approximation: a gradient boosting machine, 2001, section 8.2.
package struct PartialDependence: Sendable {
  package let column: InspectedColumn
  /// The values of a column of numbers; empty for texts.
  package let grid: [Double]
  /// `[output][point]`: the mean over runs.
  package let means: [[Double]]
  /// Student's 95 % interval over runs, `[output][point]`; `nil` for one run.
  package let intervals: [[Interval]]?

  /// How many points there are: those of the grid, or the texts.
  package var pointCount: Int { column.categories?.count ?? grid.count }

  /// The values at equal steps of a range; one where the range is one value.
  package static func grid(_ range: ClosedRange<Double>, points: Int) -> [Double] {
    let (low, high) = (range.lowerBound, range.upperBound)
    guard low < high, points > 1 else { return [low] }
    return (0..<points).map { index in
      let share = Double(index) / Double(points - 1)
      return index == points - 1 ? high : low + (high - low) * share
    }
  }

  /// The mean of each output at each point, `[output][point]`, for one network.
  package static func means(
    _ rows: InspectedRows, _ column: InspectedColumn, grid: [Double], threads: ThreadPool = .serial,
    predictions: @Sendable (Tensor) -> [Double]
  ) -> [[Double]] {
    let points: [[Double]] =
      column.categories.map { texts in
        texts.indices.map { chosen in texts.indices.map { $0 == chosen ? 1 : 0 } }
      } ?? grid.map { [$0] }
    let found = Mutex([[Double]](repeating: [], count: points.count))
    threads.run(points.count) { index in
      let values = predictions(rows.setting(column, to: points[index]))
      let outputs = values.count / rows.count
      var sums = [Double](repeating: 0, count: outputs)
      for row in 0..<rows.count {
        for output in 0..<outputs { sums[output] += values[row * outputs + output] }
      }
      let means = sums.map { $0 / Double(rows.count) }
      found.withLock { $0[index] = means }
    }
    let byPoint = found.withLock { $0 }
    return (byPoint.first ?? []).indices.map { output in byPoint.map { $0[output] } }
  }

  /// Combines the means of several runs, `[run][output][point]`.
  ///
  /// - Throws: `MetricsError` where one is not finite.
  package init(_ column: InspectedColumn, grid: [Double], runs: [[[Double]]]) throws(MetricsError) {
    self.column = column
    self.grid = column.categories == nil ? grid : []
    var means: [[Double]] = []
    var intervals: [[Interval]] = []
    for output in runs[0].indices {
      var line: [Double] = []
      var band: [Interval] = []
      for point in runs[0][output].indices {
        let values = try SeedValues(runs.map { $0[output][point] })
        line.append(values.mean)
        if let interval = values.meanInterval() { band.append(interval) }
      }
      means.append(line)
      intervals.append(band)
    }
    self.means = means
    self.intervals = runs.count > 1 ? intervals : nil
  }
}

public import FledgeCharts
public import FledgeTraining

/// Curves over epochs, the median over seeds with a band from quartile to quartile.
public enum Curves {
  /// One value of each epoch, over the trials of a variant.
  ///
  /// An epoch is drawn while at least half of the runs are still going.
  public static func series(
    _ name: String, _ trials: [Trial], _ value: (EpochRecord) -> Double?
  ) -> LineSeries {
    let runs = trials.map { trial in
      (x: trial.history.epochs.map { Double($0.epoch) }, y: trial.history.epochs.map { value($0) ?? .nan })
    }
    return series(name, runs)
  }

  /// A curve that the study's watch has found, over the trials of a variant.
  public static func series(_ name: String, _ trials: [Trial], finding: String) -> LineSeries {
    series(
      name,
      trials.map { trial in
        let curve = trial.measurements.curves[finding] ?? Measurements.Curve()
        return (x: curve.x, y: curve.y)
      })
  }

  /// The median and quartiles of several runs at the places of the longest one.
  public static func series(_ name: String, _ runs: [(x: [Double], y: [Double])]) -> LineSeries {
    let longest = runs.max { $0.x.count < $1.x.count }?.x ?? []
    let alive = longest.indices.prefix { position in 2 * runs.count { $0.x.count > position } >= runs.count }
    var (middle, lower, upper): ([Double], [Double], [Double]) = ([], [], [])
    for position in alive {
      let values = Spread(runs.compactMap { $0.y.indices.contains(position) ? $0.y[position] : nil })
      middle.append(values.median)
      lower.append(values.lowerQuartile)
      upper.append(values.upperQuartile)
    }
    let hasBand = runs.count > 1
    return LineSeries(
      name, x: alive.map { longest[$0] }, y: middle, lower: hasBand ? lower : [], upper: hasBand ? upper : [])
  }

  /// A chart over epochs.
  public static func chart(_ title: String, _ y: ChartAxis, _ series: [LineSeries]) -> LineChart {
    LineChart(title: title, x: ChartAxis("Epoch"), y: y, series: series)
  }
}

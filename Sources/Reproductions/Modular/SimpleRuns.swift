import FledgeCharts
import FledgeDatasets
import FledgeLatent
import FledgeMetrics
import FledgeModels
import FledgeNetworks
import FledgeTensors
import FledgeTraining
import Foundation

/// The runs of one simple problem, ordered by their final loss on all points.
struct SimpleRuns {
  /// From the lowest to the highest final loss, diverged runs left out.
  let sorted: [ReportRun]

  init(_ runs: [ReportRun]) {
    sorted = runs.filter { !$0.hasDiverged }.sorted { $0.history.epochs.last?.trainingLoss ?? .nan }
    precondition(!sorted.isEmpty, "expected runs that do not diverge")
  }

  var count: Int { sorted.count }
  var epochCount: Int { sorted[0].history.epochs.count }
  var median: ReportRun { sorted[(count - 1) / 2] }
  var worst: ReportRun { sorted[count - 1] }

  func finalLoss(_ run: ReportRun) -> Double { run.history.epochs.last?.trainingLoss ?? .nan }
  func finalAccuracy(_ run: ReportRun) -> Double { run.history.epochs.last?.trainingAccuracy ?? .nan }

  /// The interquartile mean and the quartiles of each epoch.
  func series(_ name: String, _ value: (EpochRecord) -> Double?) -> LineSeries {
    let runs = sorted.map { $0.history.epochs.map { value($0) ?? .nan } }
    let spreads = (runs[0].indices).map { epoch in try? SeedValues(runs.map { $0[epoch] }) }
    return LineSeries(
      name, x: sorted[0].history.epochs.map { Double($0.epoch) },
      y: spreads.map { $0?.interquartileMean ?? .nan }, lower: spreads.map { $0?.lowerQuartile ?? .nan },
      upper: spreads.map { $0?.upperQuartile ?? .nan },
      members: count > 1 ? zip(sorted, runs).map { $0.member($1, within: epochCount) } : [])
  }

  /// One curve over epochs.
  func chart(_ title: String, _ y: ChartAxis, _ value: (EpochRecord) -> Double?) -> LineChart {
    Curves.chart(title, y, [series("interquartile mean, quartiles", value)])
  }

  /// The decision boundaries of the median and the worst run.
  func boundaries(_ suffix: String) throws -> [DecisionBoundaryChart] {
    try [("Median run", median), ("Worst run", worst)].map { name, run in
      try DecisionBoundary.chart(name + suffix, run)
    }
  }
}

/// The points of a line and their least-squares fit.
struct LinePoints {
  let x: [Double]
  let y: [Double]

  init(_ dataset: Dataset) {
    x = dataset.featureRows(0..<dataset.count).elements.map(Double.init)
    y = dataset.targetValues.map(Double.init)
  }

  /// The mean squared error of the least squares line.
  var leastSquaresError: Double {
    let n = Double(x.count)
    let (meanX, meanY) = (x.reduce(0, +) / n, y.reduce(0, +) / n)
    let covariance = zip(x, y).reduce(0) { $0 + ($1.0 - meanX) * ($1.1 - meanY) }
    let slope = covariance / x.reduce(0) { $0 + ($1 - meanX) * ($1 - meanX) }
    return zip(x, y).reduce(0) { sum, point in
      let rest = point.1 - meanY - slope * (point.0 - meanX)
      return sum + rest * rest
    } / n
  }

  /// The line that a run has learned.
  static func fit(of run: ReportRun) throws -> (slope: Double, intercept: Double) {
    let parameters = try run.predictor().parameters
    return try (Double(parameters.tensor("0.weight").elements[0]), Double(parameters.tensor("0.bias").elements[0]))
  }
}

/// The angle between the boundary of a linear two-class classifier and the vertical.
enum BoundaryTilt {
  static func degrees(of run: ReportRun) throws -> Double {
    let weights = try run.predictor().parameters.tensor("0.weight")
    let normal = (x: Double(weights[1, 0] - weights[0, 0]), y: Double(weights[1, 1] - weights[0, 1]))
    return atan2(normal.y, normal.x) * 180 / .pi
  }
}

import FledgeFormats
import FledgeMetrics

/// The median and the quartiles over runs after each epoch that at least one of them has.
struct CurveBand {
  private(set) var epochs: [Int] = []
  private(set) var median: [Double] = []
  private(set) var lower: [Double] = []
  private(set) var upper: [Double] = []
  private(set) var counts: [Int] = []

  /// - Parameter runs: for each run its values by epoch; values that are not finite are left out.
  /// - Returns: `nil` where there is no value.
  init?(_ runs: [[Int: Double]]) {
    for epoch in Set(runs.flatMap(\.keys)).sorted() {
      guard let values = try? SeedValues(runs.compactMap { $0[epoch] }.filter(\.isFinite)) else { continue }
      epochs.append(epoch)
      median.append(values.median)
      lower.append(values.lowerQuartile)
      upper.append(values.upperQuartile)
      counts.append(values.count)
    }
    if epochs.isEmpty { return nil }
  }

  var json: JSONObject {
    func list(_ values: [Double]) -> JSONValue { .array(values.map { .number($0) }) }
    return [
      "x": .array(epochs.map { .integer($0) }), "median": list(median), "lower": list(lower), "upper": list(upper),
      "counts": .array(counts.map { .integer($0) }),
    ]
  }
}

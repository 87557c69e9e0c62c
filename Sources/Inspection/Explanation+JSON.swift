package import FledgeFormats
import FledgeMetrics

extension Explanation {
  /// The results for other programs.
  package var json: JSONObject {
    var object: JSONObject = [
      "runs": .array(runs.map { .string($0) }), "examples": .integer(rowCount),
      "permutations": .integer(options.permutations), "seed": .string(String(options.seed)),
      "measures": .array(measures.map { .string($0.rawValue) }),
      "interval_over": .string(runs.count > 1 ? "runs" : "rows"),
      "columns": .array(importances.map(columnJSON)),
      "correlated": .array(
        associations.map {
          ["columns": .array([.string($0.first), .string($0.second)]), "association": .number($0.value)]
        }),
      "partial_dependence": .array(dependence.map(dependenceJSON)),
    ]
    for (measure, value) in zip(measures, baseline) { object[measure.rawValue] = .number(value) }
    return object
  }

  private func columnJSON(_ importance: Importance) -> JSONValue {
    var object: JSONObject = [
      "name": .string(importance.column.name), "features": .integer(importance.column.features.count),
    ]
    if let block = importance.column.block {
      func ends(_ range: Range<Int>) -> JSONValue {
        .array([.integer(range.lowerBound + 1), .integer(range.upperBound)])
      }
      object["block"] = ["rows": ends(block.rows), "columns": ends(block.columns)]
    }
    for (measure, estimate) in zip(measures, importance.estimates) {
      object[measure.rawValue] = [
        "importance": .number(estimate.mean), "interval": Explanation.interval(estimate.interval),
        (runs.count > 1 ? "of_runs" : "of_permutations"): .array(estimate.values.map { .number($0) }),
      ]
    }
    return .object(object)
  }

  private func dependenceJSON(_ dependence: PartialDependence) -> JSONValue {
    var object: JSONObject = ["column": .string(dependence.column.name)]
    object["values"] =
      dependence.column.categories.map { .array($0.map { .string($0) }) } ?? .array(dependence.grid.map { .number($0) })
    var means = JSONObject()
    var intervals = JSONObject()
    for (index, name) in outputNames.enumerated() {
      means[name] = .array(dependence.means[index].map { .number($0) })
      if let all = dependence.intervals { intervals[name] = .array(all[index].map { Explanation.interval($0) }) }
    }
    object["means"] = .object(means)
    if dependence.intervals != nil { object["intervals"] = .object(intervals) }
    return .object(object)
  }

  private static func interval(_ interval: Interval?) -> JSONValue {
    interval.map { .array([.number($0.lower), .number($0.upper)]) } ?? .null
  }
}

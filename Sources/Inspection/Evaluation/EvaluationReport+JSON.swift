package import FledgeFormats
import FledgeMetrics
import FledgeModels

extension EvaluationReport {
  /// The results for other programs.
  package func json(run: String) throws -> JSONObject {
    var object: JSONObject = [
      "run": .string(run), "part": .string(part), "examples": .integer(count), "dataset": .string(source),
      "loss": .number(loss),
    ]
    object["accuracy"] = accuracy.map { .number($0) }
    object["classification"] = try classification?.json
    object["positive"] = positive.map { $0.json }
    if let errors {
      object["mae"] = .number(errors.meanAbsoluteError)
      object["rmse"] = .number(errors.rootMeanSquaredError)
      object["r2"] = optional(errors.rSquared)
    }
    return object
  }
}

extension PositiveClass {
  /// The most points of a curve in JSON; the page's `thresholds.csv` has all.
  package static let mostPoints = 200

  var json: JSONValue {
    let curve = ranking.sampled(PositiveClass.mostPoints)
    return [
      "class": .string(name), "positives": .integer(ranking.positiveCount),
      "negatives": .integer(ranking.negativeCount), "roc_area": optional(ranking.rocArea),
      "average_precision": optional(ranking.averagePrecision), "thresholds": .array(thresholds.map(\.json)),
      "best_f1": ranking.bestF1.map { $0.json } ?? .null, "are_probabilities": .bool(areProbabilities),
      "curve": [
        "threshold": .array(curve.map { $0.threshold.isFinite ? .number($0.threshold) : .null }),
        "false_positive_rate": .array(curve.map { optional($0.falsePositiveRate) }),
        "recall": .array(curve.map { optional($0.recall) }),
        "precision": .array(curve.map { optional($0.precision) }),
      ],
    ]
  }
}

extension ThresholdCounts {
  fileprivate var json: JSONValue {
    [
      "threshold": .number(threshold), "precision": optional(precision), "recall": optional(recall),
      "f1": optional(f1), "accuracy": optional(accuracy), "true_positives": .integer(truePositives),
      "false_positives": .integer(falsePositives), "false_negatives": .integer(falseNegatives),
      "true_negatives": .integer(trueNegatives),
    ]
  }
}

/// A number that may be undefined.
func optional(_ value: Double?) -> JSONValue { value.map { .number($0) } ?? .null }

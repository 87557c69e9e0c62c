public import FledgeFormats
import FledgeMetrics
import FledgeRunStore

extension StudyResults {
  /// All results of the study: one object for each variant, and the comparisons.
  public var json: JSONObject {
    var object: JSONObject = [
      "study": .string(name),
      "progress": [
        "queued": .integer(progress.queued), "running": .integer(progress.running),
        "finished": .integer(progress.finished), "failed": .integer(progress.failed),
      ],
      "compare": .string(metric.id),
      "varying": .array(varyingKeys.map { .string($0) }),
    ]
    if isStandIn { object["is_mnist"] = false }
    if let folds { object["folds"] = .integer(folds) }
    object["baseline"] = baseline.flatMap { groups.indices.contains($0) ? .string(groups[$0].name) : nil } ?? .null
    object["cells"] = .array(groups.map { .object(cell($0)) })
    let comparisons = comparisons()
    object["comparisons"] = .array(comparisons.map { .object(StudyResults.json($0)) })
    let letters = letters(metric.id, comparisons)
    if letters.contains(where: { $0 != nil }) {
      object["same"] = .array(letters.map { $0.map { .string($0) } ?? .null })
    }
    return object
  }

  private func cell(_ group: VariantGroup) -> JSONObject {
    var varying = JSONObject()
    for key in varyingKeys { varying[key] = group.settings[key] ?? .null }
    var metrics = JSONObject()
    for name in metricNames { metrics[name] = group.values(name).map { StudyResults.json($0) } }
    var object: JSONObject = [
      "name": .string(group.name), "settings": .object(varying), "configuration": .object(group.settings),
      "hash": .string(group.hash),
      "seeds": .array(group.seeds.map { .integer(Int($0)) }), "waiting": .integer(group.waiting),
      "failed": .array(
        group.failures.map { ["seed": .integer(Int($0.seed)), "message": .string($0.message)] }),
      "metrics": .object(metrics),
    ]
    guard folds != nil else { return object }
    var (values, intervals) = (JSONObject(), JSONObject())
    for name in metricNames {
      values[name] = .array(
        group.seeds.map { seed in
          .array((group.foldValues(name, seed: seed) ?? []).map { .number($0) })
        })
      if let found = try? onlyFolds(name, of: group) { intervals[name] = StudyResults.json(found.interval()) }
    }
    object["fold_values"] = .object(values)
    object["fold_intervals"] = .object(intervals)
    return object
  }

  private static func json(_ values: SeedValues) -> JSONValue {
    let summary = SeedSummary(values)
    return [
      "count": .integer(summary.count), "minimum": .number(summary.minimum),
      "lower_quartile": .number(summary.lowerQuartile), "median": .number(summary.median),
      "upper_quartile": .number(summary.upperQuartile), "maximum": .number(summary.maximum),
      "interquartile_mean": .number(summary.interquartileMean), "mean": .number(summary.mean),
      "sample_standard_deviation": summary.sampleStandardDeviation.map { .number($0) } ?? .null,
      "interquartile_mean_interval": json(summary.interquartileMeanInterval),
      "mean_interval": json(summary.meanInterval), "values": .array(values.values.map { .number($0) }),
    ]
  }

  private static func json(_ interval: Interval?) -> JSONValue {
    guard let interval else { return .null }
    return [
      "lower": .number(interval.lower), "upper": .number(interval.upper), "confidence": .number(interval.confidence),
      "method": .string(interval.method.rawValue),
    ]
  }

  /// A comparison; `values` are the differences of the same seeds, of which `mean`, `sd`, `n` and `interval` are.
  private static func json(_ comparison: Comparison) -> JSONObject {
    [
      "first": .string(comparison.firstName), "second": .string(comparison.secondName),
      "metric": .string(comparison.metric.id), "design": .string(comparison.design.rawValue),
      "verdict": .string(comparison.verdict.rawValue), "better": comparison.betterName.map { .string($0) } ?? .null,
      "values": .array((comparison.differences ?? []).map { .number($0) }), "mean": .number(comparison.difference),
      "sd": .number(comparison.standardDeviation), "n": .integer(comparison.firstCount),
      "interval": comparison.standardDeviation > 0
        ? .array([.number(comparison.interval.lower), .number(comparison.interval.upper)]) : .null,
      "confidence": .number(comparison.interval.confidence), "family": .integer(comparison.familySize),
      "test": .string(comparison.test.test.rawValue), "p_value": .number(comparison.test.pValue),
      "adjusted_p_value": comparison.adjustedPValue.map { .number($0) } ?? .null,
      "effect_size": .number(comparison.effectSize),
      "seeds_needed": comparison.seedsNeeded.map { .integer($0) } ?? .null,
      "sentence": .string(comparison.sentence),
    ]
  }
}

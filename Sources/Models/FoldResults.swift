import FledgeDatasets
public import FledgeFormats
public import FledgeMetrics

/// The results of all folds of a cross-validation.
public struct FoldResults: Sendable {
  /// The metrics of a table, in its order: name in JSON, title.
  private static let metrics = [
    ("test_accuracy", "accuracy"), ("test_r2", "R²"), ("test_mae", "mean absolute error"), ("test_loss", "loss"),
  ]

  public let settings: TrainingSettings
  /// The folders of the runs.
  public private(set) var folders: [String] = []
  public private(set) var records: [RunRecord] = []

  public init(_ settings: TrainingSettings) { self.settings = settings }

  public mutating func add(_ record: RunRecord, folder: String) {
    records.append(record)
    folders.append(folder)
  }

  /// The value of a metric in each fold; `nil` where a fold has none.
  private func values(_ name: String) -> [Double]? {
    let values = records.compactMap { record -> Double? in
      switch name {
      case "test_accuracy": record.testAccuracy
      case "test_loss": record.testLoss
      case "test_mae": record.testMae
      default: record.testR2
      }
    }
    return values.count == records.count && !values.isEmpty ? values : nil
  }

  /// The values of a metric over the folds; `nil` where a fold has none.
  public func folds(_ name: String) -> FoldValues? {
    values(name).flatMap { try? FoldValues($0, sizes: records.map { ($0.trainingExamples, $0.testExamples) }) }
  }

  /// The metrics that all folds have: name and title.
  public var measured: [(name: String, title: String)] {
    FoldResults.metrics.filter { folds($0.0) != nil }.map { (name: $0.0, title: $0.1) }
  }

  /// The folds, mean and interval of each metric, for other programs.
  public var json: JSONObject {
    var metrics = JSONObject()
    for (name, _) in measured {
      guard let found = folds(name) else { continue }
      metrics[name] = [
        "mean": .number(found.mean),
        "sample_standard_deviation": found.sampleStandardDeviation.map { .number($0) } ?? .null,
        "interval": found.interval().map {
          [
            "lower": .number($0.lower), "upper": .number($0.upper), "confidence": .number($0.confidence),
            "method": .string($0.method.rawValue),
          ]
        } ?? .null,
        "values": .array(found.values.values.map { .number($0) }),
      ]
    }
    return [
      "folds": .integer(records.count), "metrics": .object(metrics),
      "test_per_training": (folds("test_loss")?.testPerTraining).map { .number($0) } ?? .null,
      "runs": .array(
        zip(records, folders).enumerated().map { index, run in
          var summary = run.0.summary
          summary["fold"] = .integer(index + 1)
          summary["output"] = .string(run.1)
          return .object(summary)
        }),
      "settings": .object(settings.values),
    ]
  }
}

public import FledgeFormats
public import FledgeModels
import FledgeTraining
public import Foundation

/// One training that has ended, as trackers and tables show it.
public struct TrackedRun: Sendable {
  /// A name that no other run of its study or folder has, such as `relu/seed-3`.
  public var name: String
  public var settings: TrainingSettings
  public var record: RunRecord
  /// The name of its study; `nil` for a training of its own.
  public var study: String?
  /// The name of its variant in the study.
  public var variant: String?
  /// The tags that `fledge runs tag` gave.
  public var tags: [String] = []
  public var startedAt: Date
  public var endedAt: Date

  public init(
    name: String, settings: TrainingSettings, record: RunRecord, study: String? = nil, variant: String? = nil,
    startedAt: Date, endedAt: Date
  ) {
    self.name = name
    self.settings = settings
    self.record = record
    self.study = study
    self.variant = variant
    self.startedAt = startedAt
    self.endedAt = endedAt
  }

  /// What tells this run from all others: the SHA-256 of its settings, its seed and its weights.
  ///
  /// Two trainings with the same settings on changed data have other weights, so they are two runs.
  public var identity: String {
    let text = "\(RunSettings(settings).hash)\n\(record.seed)\n\(record.weightsSha256)\n"
    return SHA256.hash(Array(text.utf8)).hex
  }

  /// All settings as text, by name.
  public var parameters: [(name: String, value: JSONValue)] { settings.values.members.map { ($0.key, $0.value) } }

  /// What else is known, as text by name: where the run comes from and how it can be found again.
  public var properties: [(name: String, value: String)] {
    let all: [(String, String?)] = [
      ("fledge.run", identity), ("fledge.study", study), ("fledge.variant", variant), ("fledge.seed", "\(record.seed)"),
      ("fledge.fold", settings.fold.map { "\($0)" }), ("fledge.writer", record.writer),
      ("fledge.dataset", record.dataset), ("fledge.end_reason", record.divergence ?? record.history.endReason.rawValue),
      ("fledge.best_epoch", "\(record.history.bestEpoch)"), ("fledge.parameters", "\(record.parameters)"),
      ("fledge.weights_sha256", record.weightsSha256), ("fledge.architecture_sha256", record.architectureSha256),
      ("fledge.tags", tags.isEmpty ? nil : tags.joined(separator: ", ")),
    ]
    return all.compactMap { name, value in value.map { (name, $0) } }
  }

  /// The epochs and when each ended: counted back from the end of the run by the seconds of the epochs after it.
  var timedEpochs: [(epoch: EpochRecord, time: Date)] {
    var later = 0.0
    let reversed = record.history.epochs.reversed().map { epoch in
      defer { later += epoch.seconds }
      return (epoch: epoch, time: endedAt.addingTimeInterval(-later))
    }
    return reversed.reversed()
  }
}

extension RunRecord {
  /// What was measured at the end, by the names that studies use.
  var results: [(name: String, value: Double)] {
    let all: [(String, Double?)] = [
      ("test_loss", testLoss), ("test_accuracy", testAccuracy), ("test_mae", testMae), ("test_r2", testR2),
      ("validation_mae", validationMae), ("validation_r2", validationR2),
    ]
    return all.compactMap { name, value in value.map { (name, $0) } }
  }
}

extension EpochRecord {
  /// What an epoch measured, by the names of the columns of `history.csv`.
  var measured: [(name: String, value: Double?)] {
    [
      ("learning_rate", learningRate), ("training_loss_seen", runningTrainingLoss),
      ("training_accuracy_seen", runningTrainingAccuracy), ("training_loss", trainingLoss),
      ("training_accuracy", trainingAccuracy), ("validation_loss", validationLoss),
      ("validation_accuracy", validationAccuracy), ("seconds", seconds),
    ]
  }

  /// What `--track` measured; trackers group names by what stands before the slash, as in `gradient_norm/0`.
  var trackedByPath: [(name: String, value: Double)] {
    (tracked ?? []).map { ($0.name.replacing(":", with: "/"), $0.value) }
  }
}

extension JSONValue {
  /// A number for a tracker; JSON has none of those that are not finite, for which Trackio and MLflow take words.
  static func tracked(_ value: Double) -> JSONValue {
    value.isNaN ? "NaN" : value.isInfinite ? (value > 0 ? "Infinity" : "-Infinity") : .number(value)
  }
}

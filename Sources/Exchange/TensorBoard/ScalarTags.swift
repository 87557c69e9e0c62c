import FledgeTraining

/// The tags of scalars, which stay as they are in later versions.
enum ScalarTags {
  /// The tag of each column of `history.csv`.
  private static let ofColumns = [
    "learning_rate": "learning_rate", "training_loss_seen": "loss/training_seen",
    "training_accuracy_seen": "accuracy/training_seen", "training_loss": "loss/training",
    "training_accuracy": "accuracy/training", "validation_loss": "loss/validation",
    "validation_accuracy": "accuracy/validation", "seconds": "seconds",
  ]

  /// The tag of each result.
  private static let ofResults = [
    "test_loss": "test/loss", "test_accuracy": "test/accuracy", "test_mae": "test/mae", "test_r2": "test/r2",
    "validation_mae": "validation/mae", "validation_r2": "validation/r2",
  ]

  /// What an epoch measured.
  static func values(_ epoch: EpochRecord) -> [SummaryValue] {
    [.scalar("epoch", Double(epoch.epoch))]
      + epoch.measured.compactMap { column, value in
        value.flatMap { value in ofColumns[column].map { .scalar($0, value) } }
      } + epoch.trackedByPath.map { .scalar($0.name, $0.value) }
  }

  /// What was measured at the end.
  static func values(_ results: [(name: String, value: Double)]) -> [SummaryValue] {
    results.compactMap { name, value in ofResults[name].map { .scalar($0, value) } }
  }

  /// The tags that the table of hyper-parameters shows: those of results, or of losses where there are none.
  static func metrics(hasTest: Bool, hasLabels: Bool, hasValidation: Bool) -> [String] {
    var tags = [hasTest ? "test/loss" : hasValidation ? "loss/validation" : "loss/training_seen"]
    if hasLabels {
      tags.append(hasTest ? "test/accuracy" : hasValidation ? "accuracy/validation" : "accuracy/training_seen")
    }
    return tags
  }
}

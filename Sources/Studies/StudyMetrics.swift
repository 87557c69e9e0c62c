public import FledgeMetrics
public import FledgeModels
public import FledgeRunStore
public import FledgeTraining

/// The metrics that a study records of each training; none depends on time or machine.
public enum StudyMetrics {
  /// The final metrics that a training can have.
  public static let names = [
    "test_accuracy", "test_loss", "validation_accuracy", "validation_loss", "training_accuracy", "training_loss",
    "training_accuracy_seen", "training_loss_seen", "epochs", "best_epoch", "parameters", "test_mae", "test_r2",
    "validation_mae", "validation_r2",
  ]

  /// The metrics that only trainings on real-valued targets have.
  static let regressionNames = ["test_mae", "test_r2", "validation_mae", "validation_r2"]

  /// The full name of a metric: `r2` and `mae` are those of the test set.
  public static func fullName(_ name: String) -> String { ["r2", "mae"].contains(name) ? "test_" + name : name }

  /// The final metrics of a training: validation metrics at the epoch whose weights were kept, training metrics at the
  /// last epoch.
  public static func final(_ record: RunRecord) -> [String: Double] {
    let history = record.history
    let best = history.epochs.first { $0.epoch == history.bestEpoch }
    let last = history.epochs.last
    let values: [(String, Double?)] = [
      ("test_accuracy", record.testAccuracy), ("test_loss", record.testLoss),
      ("validation_accuracy", best?.validationAccuracy), ("validation_loss", best?.validationLoss),
      ("training_accuracy", last?.trainingAccuracy), ("training_loss", last?.trainingLoss),
      ("training_accuracy_seen", last?.runningTrainingAccuracy), ("training_loss_seen", last?.runningTrainingLoss),
      ("epochs", Double(history.epochs.count)), ("best_epoch", Double(history.bestEpoch)),
      ("parameters", Double(record.parameters)), ("test_mae", record.testMae), ("test_r2", record.testR2),
      ("validation_mae", record.validationMae), ("validation_r2", record.validationR2),
    ]
    return Dictionary(uniqueKeysWithValues: values.compactMap { name, value in value.map { (name, $0) } })
  }

  /// The values that one epoch adds to the curves.
  public static func values(_ record: EpochRecord) -> [MetricValue] {
    let values: [(String, Double?)] = [
      ("learning_rate", record.learningRate), ("training_loss_seen", record.runningTrainingLoss),
      ("training_accuracy_seen", record.runningTrainingAccuracy), ("training_loss", record.trainingLoss),
      ("training_accuracy", record.trainingAccuracy), ("validation_loss", record.validationLoss),
      ("validation_accuracy", record.validationAccuracy),
    ]
    return values.compactMap { name, value in value.map { MetricValue(name, epoch: record.epoch, $0) } }
  }

  /// A metric's title, unit and better direction.
  public static func metric(_ name: String) -> Metric {
    if let metric = Metric.named(name) { return metric }
    let words = name.split(separator: "_")
    if let last = words.last, let quantity = ["r2": Metric.rSquared, "mae": .meanAbsoluteError][String(last)] {
      if words.count == 1 {
        return Metric(id: name, title: quantity.title, unit: .number, direction: quantity.direction)
      }
      let split = words.dropLast().joined(separator: " ")
      return Metric(
        id: name, title: split.prefix(1).uppercased() + split.dropFirst() + " " + quantity.title, unit: .number,
        direction: quantity.direction)
    }
    let title = words.joined(separator: " ")
    let sentence = title.prefix(1).uppercased() + title.dropFirst()
    if words.contains("accuracy") || words.contains("trustworthiness") {
      return Metric(id: name, title: sentence, unit: .fraction, direction: .higherIsBetter)
    }
    if words.contains("loss") || words.contains("error") {
      return Metric(id: name, title: sentence, unit: .number, direction: .lowerIsBetter)
    }
    return Metric(id: name, title: sentence, unit: .number, direction: .neither)
  }
}

import FledgeDatasets
import FledgeMetrics
import FledgeModels
import FledgeTraining

/// A number of a finished run that a text report names, such as `test_accuracy`, or `validation_loss` at epoch 5.
struct RunQuantity: Sendable {
  let metric: Metric
  let quantity: Quantity
  /// What it is, for the guide.
  let help: String
  /// Why a training with some settings never measures it; `nil` where it does.
  let absence: @Sendable (TrainingSettings) -> String?
  /// The value of a run; NaN where it has none.
  let value: @Sendable (ReportRun) throws -> Double
  /// The value after an epoch; `nil` for what is measured once.
  let epochValue: (@Sendable (EpochRecord) -> Double?)?
  /// The value of one class; `nil` for what classes do not have.
  let classValue: (@Sendable (ClassScores) -> Double)?
  /// What is evaluated on the examples that `on` names; `nil` for what is of no set.
  let setKind: SetKind?
  /// The value under a stop rule; `nil` for what is not read off a curve.
  var stopValue: (@Sendable (StopReading) -> Double)?
  /// Where the value comes from, if not from the run's record.
  var source = Source.record

  enum Source: Sendable {
    case record
    /// The study's `stops`: a rule has to be named.
    case stop
    /// A curve that the study's `stops` measure.
    case curve(MeasurementKey)
    /// The weights, of which `below` says those that count.
    case weights
  }

  enum SetKind: Sendable {
    /// Loss, accuracy or error; a study may measure them within epochs, too.
    case measured(StudyMeasure.Kind)
    /// The share of the errors that is between classes of one group.
    case errorsBetween
  }

  var id: String { metric.id }

  /// Whether epochs have a value of their own.
  var hasEpochs: Bool {
    if case .curve = source { return true }
    return epochValue != nil
  }

  static func named(_ id: String) -> RunQuantity? { all.first { $0.id == id } }

  /// Every quantity; a line each.
  static let all: [RunQuantity] = [
    onSet(
      "loss", .measured(.loss), number("loss", "Loss"), .positive, "mean loss on the examples that `on` names", always),
    onSet(
      "accuracy", .measured(.accuracy), share("accuracy", "Accuracy", .higherIsBetter), .share,
      "correct / all on the examples that `on` names", classes),
    onSet(
      "error", .measured(.error), share("error", "Error", .lowerIsBetter), .share,
      "1 − accuracy on the examples that `on` names, or on those of `class` among them", classes),
    final("test_accuracy", .accuracy.on(.test), .share, "correct / all on the test set", testedClasses) {
      $0.testAccuracy
    }.stopped { $0.testAccuracy },
    final("test_error", .error.on(.test), .share, "1 − test_accuracy", testedClasses) { 1 - $0.testAccuracy }
      .stopped { 1 - $0.testAccuracy },
    final("test_loss", .loss.on(.test), .positive, "mean loss on the test set, without penalties", tested) {
      $0.testLoss
    }.stopped { $0.testLoss },
    final("test_mae", number("test_mae", "Test mean absolute error"), .positive, "in the unit of the target", values) {
      $0.record.testMae ?? .nan
    },
    final("test_r2", number("test_r2", "Test R²", .higherIsBetter), .real, "explained share of the variance", values) {
      $0.record.testR2 ?? .nan
    },
    curve("validation_accuracy", .accuracy.on(.validation), .share, "at the best epoch", heldOutClasses) {
      $0.validationAccuracy
    },
    curve("validation_error", .error.on(.validation), .share, "1 − validation_accuracy", heldOutClasses) {
      $0.validationAccuracy.map { 1 - $0 }
    },
    curve("validation_loss", .loss.on(.validation), .positive, "at the best epoch", heldOut) { $0.validationLoss },
    curve(
      "training_accuracy", share("training_accuracy", "Training accuracy", .higherIsBetter), .share,
      "at the best epoch, in evaluation mode; needs measure-training", measured
    ) { $0.trainingAccuracy },
    curve(
      "training_error", share("training_error", "Training error", .lowerIsBetter), .share,
      "1 − training_accuracy", measured
    ) { $0.trainingAccuracy.map { 1 - $0 } },
    curve(
      "training_loss", number("training_loss", "Training loss"), .positive,
      "at the best epoch, in evaluation mode; needs measure-training", measured
    ) { $0.trainingLoss },
    curve(
      "training_loss_seen", number("training_loss_seen", "Training loss while learning"), .positive,
      "mean over the batches of an epoch, with dropout"
    ) { $0.runningTrainingLoss },
    curve(
      "training_accuracy_seen", share("training_accuracy_seen", "Training accuracy while learning", .higherIsBetter),
      .share, "over the batches of an epoch, with dropout", classes
    ) { $0.runningTrainingAccuracy },
    final("epochs", count("epochs", "Epochs"), .count, "epochs until the training ended") {
      Double($0.history.epochs.count)
    }.stopped { $0.epochs },
    final("best_epoch", count("best_epoch", "Best epoch"), .count, "the epoch whose weights are kept") {
      Double($0.history.bestEpoch)
    }.stopped { $0.best },
    final("parameters", count("parameters", "Parameters"), .count, "learned numbers of the network") {
      Double($0.record.parameters)
    },
    final("stopped", count("stopped", "Early end"), .count, "1 where a stop rule ended the training, else 0") {
      $0.history.endReason == .stoppedEarly ? 1 : 0
    }.stopped { $0.hasEnded ? 1 : 0 },
    final("penalty", number("penalty", "Penalty"), .positive, "λ₁·Σ|w| + ½·λ₂·Σw² of the weights that are kept") {
      try $0.weightSurvey().penalty($0.settings.penalties)
    }.stopped { $0.penalty },
    final(
      "penalized_loss", number("penalized_loss", "Validation loss plus penalty"), .positive,
      "validation_loss and the penalty of the same weights; needs `stops`", heldOut
    ) { _ in .nan }.from(.curve(StudyStops.Key.penalized)),
    final(
      "training_loss_fall", number("training_loss_fall", "Fall of the training loss", .neither), .real,
      "training_loss_seen at the best epoch minus at the stop; needs `stop`, and has a value where it ended the training"
    ) { _ in .nan }.stopped { $0.trainingLossFall }.from(.stop),
    final(
      "penalty_growth", number("penalty_growth", "Penalty at the stop over that at the best epoch", .neither), .real,
      "the penalty at the stop over that at the best epoch; needs `stop`, and has a value where it ended the training"
    ) { _ in .nan }.stopped { $0.penaltyGrowth }.from(.stop),
    final(
      "near_zero", share("near_zero", "Share of weights near zero", .neither), .share,
      "the share of the weights, biases left out, with a magnitude below `below` (0.001)"
    ) { _ in .nan }.from(.weights),
    onSet(
      "errors_between", .errorsBetween, share("errors_between", "Share of errors", .neither), .share,
      "the share of the errors that is between classes of one group: `groups=[[4, 7, 9], [3, 5, 8]]`; `called` names the "
        + "classes", classes),
    final(
      "lowest_loss_epoch", count("lowest_loss_epoch", "Epoch of the lowest validation loss"), .count,
      "the epoch with the lowest validation loss", heldOut
    ) { run in
      let lowest = run.history.epochs.min { ($0.validationLoss ?? .infinity) < ($1.validationLoss ?? .infinity) }
      return lowest.map { Double($0.epoch) } ?? .nan
    },
    curve(
      "generalization_gap", share("generalization_gap", "Training accuracy minus validation accuracy", .lowerIsBetter),
      .real, "training_accuracy − validation_accuracy; needs measure-training", measuredAndHeldOut
    ) { record in
      guard let training = record.trainingAccuracy, let validation = record.validationAccuracy else { return nil }
      return training - validation
    },
    final(
      "predicted_classes", count("predicted_classes", "Predicted classes"), .count,
      "how many classes are predicted at all on the test set; 1 for a network that has collapsed", testedClasses
    ) { run in
      guard let confusion = run.report?.confusion else { return .nan }
      return Double(confusion.predictedCounts.count { $0 > 0 })
    },
    ofClass("precision", "Precision") { $0.precision },
    ofClass("recall", "Recall") { $0.recall },
    ofClass("f1", "F1") { $0.f1 },
    scores("lowest_f1", share("lowest_f1", "Lowest F1 of a class", .higherIsBetter), "the F1 of the worst class") {
      $0.min() ?? .nan
    },
    scores(
      "f1_range", share("f1_range", "Distance of the highest from the lowest F1", .lowerIsBetter),
      "the highest F1 of a class minus the lowest"
    ) { ($0.max() ?? .nan) - ($0.min() ?? .nan) },
    overClasses("macro_precision", .macroPrecision) { $0.precision },
    overClasses("macro_recall", .macroRecall) { $0.recall },
    overClasses("macro_f1", .macroF1) { $0.f1 },
  ]
}

extension Metric {
  /// Correct / N, over all classes at once.
  public static let accuracy = Metric(
    id: "accuracy", title: "accuracy", unit: .fraction, direction: .higherIsBetter)
  /// Errors / N.
  public static let error = Metric(
    id: "error", title: "error", unit: .fraction, direction: .lowerIsBetter)
  /// The value of the loss being trained.
  public static let loss = Metric(
    id: "loss", title: "loss", unit: .number, direction: .lowerIsBetter)
  /// The mean negative log-likelihood of the labels.
  public static let logLoss = Metric(
    id: "log_loss", title: "log loss", unit: .nats, direction: .lowerIsBetter)
  /// The mean recall over classes.
  public static let balancedAccuracy = Metric(
    id: "balanced_accuracy", title: "balanced accuracy", unit: .fraction, direction: .higherIsBetter)
  /// The mean over classes of (TP + TN) / N; not comparable with accuracy.
  public static let meanOneVersusRestAccuracy = Metric(
    id: "mean_one_versus_rest_accuracy", title: "mean one-versus-rest accuracy", unit: .fraction,
    direction: .higherIsBetter)
  /// The unweighted mean of precision over classes.
  public static let macroPrecision = Metric(
    id: "macro_precision", title: "macro precision", unit: .fraction, direction: .higherIsBetter)
  /// The unweighted mean of recall over classes.
  public static let macroRecall = Metric(
    id: "macro_recall", title: "macro recall", unit: .fraction, direction: .higherIsBetter)
  /// The unweighted mean of F1 over classes.
  public static let macroF1 = Metric(
    id: "macro_f1", title: "macro F1", unit: .fraction, direction: .higherIsBetter)
  /// The multi-class Matthews correlation.
  public static let matthewsCorrelation = Metric(
    id: "matthews_correlation", title: "Matthews correlation", unit: .number, direction: .higherIsBetter)
  /// Cohen's kappa.
  public static let cohensKappa = Metric(
    id: "cohens_kappa", title: "Cohen's kappa", unit: .number, direction: .higherIsBetter)
  /// The Brier score summed over classes, 0 to 2.
  public static let brierScore = Metric(
    id: "brier_score", title: "Brier score", unit: .number, direction: .lowerIsBetter)
  /// The expected calibration error.
  public static let calibrationError = Metric(
    id: "calibration_error", title: "calibration error", unit: .fraction, direction: .lowerIsBetter)
  /// The mean of squared errors over examples and outputs.
  public static let meanSquaredError = Metric(
    id: "mean_squared_error", title: "mean squared error", unit: .number, direction: .lowerIsBetter)
  /// The mean of absolute errors over examples and outputs.
  public static let meanAbsoluteError = Metric(
    id: "mean_absolute_error", title: "mean absolute error", unit: .number, direction: .lowerIsBetter)
  /// The explained fraction of the variance.
  public static let rSquared = Metric(
    id: "r_squared", title: "R²", unit: .number, direction: .higherIsBetter)
  /// The wall-clock time of one epoch.
  public static let epochSeconds = Metric(
    id: "epoch_seconds", title: "Time of an epoch", unit: .seconds, direction: .lowerIsBetter)
  /// The training speed.
  public static let examplesPerSecond = Metric(
    id: "examples_per_second", title: "Training speed", unit: .examplesPerSecond, direction: .higherIsBetter)

  /// Every metric with a name: each quantity on each split, then those of the training as a whole.
  public static let catalogue: [Metric] =
    MetricSplit.allCases.flatMap { split in quantities.map { $0.on(split) } } + [epochSeconds, examplesPerSecond]

  /// The catalogued metric with this id, such as `test_accuracy`.
  public static func named(_ id: String) -> Metric? { catalogue.first { $0.id == id } }

  private static let quantities = [
    accuracy, error, loss, logLoss, balancedAccuracy, meanOneVersusRestAccuracy, macroPrecision, macroRecall, macroF1,
    matthewsCorrelation, cohensKappa, brierScore, calibrationError, meanSquaredError, meanAbsoluteError, rSquared,
  ]
}

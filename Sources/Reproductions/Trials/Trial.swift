public import FledgeDatasets
public import FledgeExperiments
import FledgeFormats
import FledgeKernels
public import FledgeMetrics
public import FledgeNetworks
public import FledgePages
public import FledgeTraining

/// One finished training: its measurements, and its weights when needed.
public struct Trial: Sendable {
  /// The label of its variant.
  public let label: String
  /// Its settings, the seed included.
  public let settings: TrainingSettings
  let record: TrialRecord
  let folder: TrialFolder
  let dataProvider: DataProvider
  let context: ReproductionContext

  public var seed: UInt64 { settings.seed }
  public var history: History { record.history }
  /// The mean loss on the test set, without penalties; NaN where training diverged or there is no test set.
  public var testLoss: Double { record.testLoss }
  /// The accuracy on the test set; NaN where there is none.
  public var testAccuracy: Double { record.testAccuracy }
  /// The test set's classification report; `nil` for other tasks and where training diverged.
  public var report: ClassificationReport? { record.report }
  /// The measurements of the study's probe.
  public var measurements: Measurements { record.measurements }
  /// Whether a loss became infinite or NaN; there are no weights then.
  public var hasDiverged: Bool { record.divergence != nil }

  /// The examples that it was trained on, made anew.
  public func data() throws -> ExperimentData { try dataProvider.make(context, settings) }

  /// The trained network, read from its file.
  ///
  /// - Throws: where the file is damaged or training diverged.
  public func predictor() throws -> Predictor {
    let network = try settings.network(features: record.features, outputs: record.outputs)
    return try folder.predictor(network)
  }

  /// Evaluates the trained network on a whole set, in evaluation mode.
  public func evaluate(_ dataset: Dataset, keepsOutputs: Bool = false) throws -> Evaluation {
    let predictor = try predictor()
    let evaluator = Evaluator(
      network: predictor.network, loss: settings.makeLoss(hasLabels: dataset.classCount > 0),
      parameters: predictor.parameters, statistics: predictor.statistics)
    return evaluator.evaluate(
      dataset, target: settings.isAutoencoder ? .features : .given, keepsOutputs: keepsOutputs)
  }
}

extension [Trial] {
  /// One value of each trial, for ``PublishedNumber`` and its like.
  public func measured(_ value: (Trial) throws -> Double) rethrows -> Measured { .seeds(try map(value)) }
  public var testAccuracy: Measured { measured(\.testAccuracy) }
  public var testLoss: Measured { measured(\.testLoss) }

  /// The trials by ascending value; those without a finite one last.
  public func sorted(by value: (Trial) throws -> Double) rethrows -> [Trial] {
    try map { (trial: $0, value: try value($0)) }
      .sorted { $0.value < $1.value || ($0.value.isFinite && !$1.value.isFinite) }.map(\.trial)
  }

  /// The trial with the median value; the lower one of two.
  public func median(by value: (Trial) throws -> Double) rethrows -> Trial {
    precondition(!isEmpty, "expected trials, found none")
    return try sorted(by: value)[(count - 1) / 2]
  }
}

/// The trials of a study, by variant.
public struct StudyTrials: Sendable {
  public let labels: [String]
  private let trials: [[Trial]]

  init(labels: [String], trials: [[Trial]]) {
    self.labels = labels
    self.trials = trials
  }

  /// The trials of one variant, in the order of seeds.
  public subscript(label: String) -> [Trial] {
    guard let index = labels.firstIndex(of: label) else {
      preconditionFailure("expected one of \(labels), found \"\(label)\"")
    }
    return trials[index]
  }

  /// All trials, variant by variant.
  public var all: [Trial] { trials.flatMap(\.self) }
}

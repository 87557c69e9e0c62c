public import FledgeDatasets
import FledgeFormats
import FledgeKernels
public import FledgeMetrics
public import FledgeModels
public import FledgeNetworks
public import FledgePages
public import FledgeTraining

/// One finished run of a report: its record, and its weights when needed.
public struct ReportRun: Sendable {
  /// The label of its variant.
  public let label: String
  /// Its settings, the seed included.
  public let settings: TrainingSettings
  let record: RunRecord
  /// Its folder, which `fledge evaluate`, `predict` and `latent` open too.
  public let folder: String
  let dataProvider: DataProvider
  let context: ReproductionContext

  public var seed: UInt64 { settings.seed }
  public var history: History { record.history }
  /// The mean loss on the test set, without penalties; NaN where training diverged or there is no test set.
  public var testLoss: Double { record.testLoss ?? .nan }
  /// The accuracy on the test set; NaN where there is none.
  public var testAccuracy: Double { record.testAccuracy ?? .nan }
  /// The test set's classification report; `nil` for other tasks and where training diverged.
  public var report: ClassificationReport? { record.classification }
  /// The measurements of the study's probe.
  public var measurements: Measurements { record.measurements ?? Measurements() }
  /// A curve of the study's probe; empty where training diverged before its first point.
  ///
  /// - Throws: where the probe measures no such curve.
  public func curve(_ key: MeasurementKey) throws -> Measurements.Curve {
    if hasDiverged, measurements.curves[key.name] == nil { return Measurements.Curve() }
    return try measurements.curve(key)
  }

  /// Values of the study's probe that are no curve; empty where training diverged before they were measured.
  ///
  /// - Throws: where the probe measures no such values.
  public func values(_ key: MeasurementKey) throws -> [Double] {
    if hasDiverged, measurements.values[key.name] == nil { return [] }
    return try measurements.values(key)
  }

  /// The last value of a curve that the probe measured; NaN where training diverged.
  package func last(_ key: MeasurementKey) throws -> Double {
    hasDiverged ? .nan : try measurements.curve(key).y.last ?? .nan
  }

  /// Whether a loss became infinite or NaN; there are no weights then.
  public var hasDiverged: Bool { record.divergence != nil }

  /// The examples that it was trained on, made anew.
  public func data() throws -> ExperimentData { try dataProvider.make(context, settings) }

  /// The trained network, read from its file.
  ///
  /// - Throws: where the file is damaged or training diverged.
  public func predictor() throws -> Predictor {
    try RunFolder(existing: folder).load().predictor
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

extension [ReportRun] {
  /// One value of each run, for ``PublishedNumber`` and its like.
  public func measured(_ value: (ReportRun) throws -> Double) rethrows -> Measured { .seeds(try map(value)) }
  public var testAccuracy: Measured { measured(\.testAccuracy) }
  public var testLoss: Measured { measured(\.testLoss) }

  /// The runs by ascending value; those without a finite one last.
  public func sorted(by value: (ReportRun) throws -> Double) rethrows -> [ReportRun] {
    try map { (run: $0, value: try value($0)) }
      .sorted { $0.value < $1.value || ($0.value.isFinite && !$1.value.isFinite) }.map(\.run)
  }

  /// The run with the median value; the lower one of two.
  public func median(by value: (ReportRun) throws -> Double) rethrows -> ReportRun {
    precondition(!isEmpty, "expected runs, found none")
    return try sorted(by: value)[(count - 1) / 2]
  }
}

/// The runs of a study, by variant.
public struct StudyRuns: Sendable {
  public let labels: [String]
  private let runs: [[ReportRun]]

  init(labels: [String], runs: [[ReportRun]]) {
    self.labels = labels
    self.runs = runs
  }

  /// The runs of one variant, in the order of seeds.
  public subscript(label: String) -> [ReportRun] {
    guard let index = labels.firstIndex(of: label) else {
      preconditionFailure("expected one of \(labels), found \"\(label)\"")
    }
    return runs[index]
  }

  /// All runs, variant by variant.
  public var all: [ReportRun] { runs.flatMap(\.self) }
}

import FledgeDatasets
import FledgeFormats
import FledgeKernels
public import FledgeMetrics
public import FledgeNetworks
public import FledgeTensors
public import FledgeTraining

/// One training: its settings, data, network and trainer.
public struct Experiment {
  /// The settings; where generated digits replace MNIST, `dataset` says so.
  public let settings: TrainingSettings
  public let data: ExperimentData
  public let network: Network
  public let loss: any Loss
  public let trainer: Trainer
  private let threads: ThreadPool
  /// The memory that weights, optimizer and batches need at most.
  let memoryBytes: Int
  /// What became of the file of first weights, one line each.
  public let weightNotes: [String]

  /// Reads the data and builds network and trainer.
  ///
  /// - Parameters:
  ///   - restores: whether a checkpoint will be restored, so that the file of first weights is not needed.
  ///   - exchange: the other ranks, where several processes share the training.
  /// - Throws: `SettingError`, `DatasetError`, `NetworkError`, `TrainingError`, `FormatError`.
  public init(
    _ settings: TrainingSettings, data: ExperimentData? = nil, restores: Bool = false,
    exchange: (any GradientExchange)? = nil
  ) throws {
    var settings = settings
    try settings.checkHyperparameters()
    let data = try data ?? ExperimentData(settings)
    if data.isStandIn { settings.dataset = "digits" }
    settings.resolve(for: data)
    try settings.checkTarget(data)
    self.data = data
    threads = settings.threads == 1 ? .serial : ThreadPool(threads: settings.threads)
    try settings.checkImages(data.training.featureShape, dataset: settings.dataset)
    network = try settings.network(features: data.training.featureShape.count, outputs: data.outputCount)
    loss = settings.makeLoss(hasLabels: data.hasLabels)
    let optimizer = settings.makeOptimizer
    var options = try settings.options(classCounts: data.classCounts, hasValidation: data.validation != nil)
    // A batch is never larger than the set, so more memory would never be used.
    if !options.dropsLastBatch { options.batchSize = min(options.batchSize, data.training.count) }
    let memory = MemoryEstimate(
      network, batch: options.batchSize,
      copies: MemoryEstimate.copies(optimizer, stopsEarly: options.earlyStopping != nil) + options.shards - 1)
    try memory.check()
    memoryBytes = Int(memory.bytes)
    var drawn = settings
    if restores { (drawn.weights, drawn.weightsDigest) = (nil, nil) }
    let (parameters, statistics, notes) = try drawn.firstWeights(of: network)
    if !restores { settings.weightsDigest = drawn.weightsDigest }
    weightNotes = notes
    self.settings = settings
    trainer = try Trainer(
      network: network, loss: loss, optimizer: optimizer, training: data.training, validation: data.validation,
      initial: parameters, initialStatistics: statistics, options: options, threads: threads, exchange: exchange)
  }

  /// Trains, then measures the test set once.
  ///
  /// - Throws: `TrainingError.diverged`.
  public func run(
    onEvent: (TrainingEvent) throws -> TrainingCommand = { _ in .proceed }
  ) throws -> ExperimentResult {
    try measured(trainer.run(onEvent: onEvent))
  }

  /// Adds the test set's measurements to a history.
  func measured(_ history: History) throws -> ExperimentResult {
    let (parameters, statistics) = trainer.result
    var result = ExperimentResult(network: network, parameters: parameters, statistics: statistics, history: history)
    if let validation = data.validation, !data.hasLabels, !settings.isAutoencoder {
      let evaluator = Evaluator(
        network: network, loss: loss, parameters: parameters, statistics: statistics, threads: threads)
      result.validationErrors = try regressionScores(
        evaluator.evaluate(validation, keepsOutputs: true), of: validation)
    }
    if let test = data.test {
      let evaluator = Evaluator(
        network: network, loss: loss, parameters: parameters, statistics: statistics, threads: threads)
      let evaluation = evaluator.evaluate(
        test, target: trainer.options.target, keepsOutputs: !settings.isAutoencoder)
      result.test = evaluation
      if data.hasLabels, !settings.isAutoencoder {
        result.report = try classificationReport(
          evaluation, meaning: loss.outputMeaning, classNames: test.classNames)
      } else if !settings.isAutoencoder {
        result.errors = try regressionScores(evaluation, of: test)
      }
    }
    return result
  }
}

/// The result of a training.
public struct ExperimentResult: Sendable {
  public let network: Network
  /// The weights of the kept epoch.
  public let parameters: Parameters
  /// The running statistics that belong to them.
  public let statistics: Parameters
  public let history: History
  /// The evaluation on the test set; `nil` without one.
  public var test: Evaluation?
  /// The test set's classification report; `nil` without labels.
  public var report: ClassificationReport?
  /// The test set's errors in the unit of the target; `nil` without real values.
  public var errors: RegressionScores?
  /// The validation set's errors in the unit of the target; `nil` without real values.
  public var validationErrors: RegressionScores?

  /// A result without measurements of a test set.
  public init(network: Network, parameters: Parameters, statistics: Parameters, history: History) {
    (self.network, self.parameters, self.statistics, self.history) = (network, parameters, statistics, history)
  }
}

/// The classification report of a network's outputs on a whole set.
///
/// - Throws: `MetricsError` where a label is out of range.
public func classificationReport(
  _ evaluation: Evaluation, meaning: OutputMeaning, classNames: [String]
) throws -> ClassificationReport {
  let classes = classNames.count
  guard let outputs = evaluation.outputs, meaning != .values, meaning != .independentLogits else {
    return try ClassificationReport(
      ConfusionMatrix(
        predicted: evaluation.predicted.map { Int($0) }, labels: evaluation.labels.map { Int($0) },
        classCount: classes), classNames: classNames)
  }
  var scores = ProbabilityScores(classCount: classes)
  let probabilities = probabilityRows(outputs, meaning: meaning)
  let labels = evaluation.labels.map { Int($0) }
  try scores.add(probabilities: probabilities.span, labels: labels.span)
  return try ClassificationReport(scores, classNames: classNames)
}

/// The probabilities of a network's outputs, row by row.
public func probabilityRows(_ outputs: Tensor, meaning: OutputMeaning) -> Tensor {
  let rows = outputs.shape[0]
  var result = outputs
  switch meaning {
  case .logits, .logProbabilities:
    var span = result.mutableSpan
    softmaxRows(outputs.span, into: &span, rows: rows, columns: outputs.shape[1], threads: .serial)
  case .independentLogits:
    var span = result.mutableSpan
    applyActivation(.sigmoid, to: outputs.span, into: &span, threads: .serial)
  case .probabilities, .values:
    break
  }
  return result
}

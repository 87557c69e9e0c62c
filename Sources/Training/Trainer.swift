public import FledgeKernels
public import FledgeNetworks
public import FledgeTensors

/// Trains a network: owns its parameters, workspace and optimizer state, and runs the loop.
///
/// ```swift
/// let trainer = try Trainer(network: network, loss: SoftmaxCrossEntropy(), optimizer: Adam(), training: digits)
/// let history = try trainer.run()
/// let predictor = trainer.predictor()
/// ```
public final class Trainer {
  public let network: Network
  public let loss: any Loss
  /// The rule of each step, with its learning rate.
  public let optimizer: any Optimizer
  public let options: TrainingOptions
  public let training: any ExampleSource
  /// What is evaluated after each epoch.
  public let validation: (any ExampleSource)?
  /// Counters, history and what early stopping has seen.
  public internal(set) var state = TrainerState()

  let threads: ThreadPool
  var parameters: Parameters
  var statistics: Parameters
  let optimizerState: OptimizerState
  var bestParameters: Parameters?
  var bestStatistics: Parameters?
  var workspace: Workspace
  let evaluator: Evaluator
  let batch: BatchBuffers
  let batches: BatchOrder
  /// Chooses how the next step is parallelised.
  package var tuner: AutoTuner
  /// `nil` with one thread.
  var prefetcher: BatchPrefetcher?
  /// What computes batches that are cut into leaves; `nil` for one leaf.
  let leaves: Leaves?
  /// A pool of the caller alone, with the instruction set of `threads`.
  let serial: ThreadPool
  let groups: [ParameterGroup]
  /// What the optimizer updates where the backward pass has updated the parameters of fused layers.
  let unfusedGroups: [ParameterGroup]
  /// The learning rate in place of the schedule's, as `LearningRateFinder` sets it.
  var learningRateOverride: Double?
  /// The changes by hand, in the order of their steps; those of earlier steps are carried out before the next one.
  public var interventions: [Intervention] = []
  var appliedInterventions = 0
  /// Whether the last step of each epoch measures norms and dead units by layer; no bit of the weights depends on it.
  public var tracksNorms = false
  /// What the last step has measured.
  var tracked: [TrackedValue]?
  /// The learning rate that an intervention set in place of the optimizer's.
  var baseLearningRate: Double?
  let clock = ContinuousClock()
  /// When the current epoch would have begun without interruptions; `nil` outside of `run`.
  private var epochStart: ContinuousClock.Instant?
  /// What a checkpoint and the training that resumes from it must agree on.
  lazy var setup = describeSetup()

  /// Allocates everything that the training needs.
  ///
  /// - Parameters:
  ///   - initial: the first weights; by default from He's normal distribution and the seed.
  ///   - initialStatistics: the first running statistics; by default those of a new network.
  ///   - validation: what is evaluated after each epoch; early stopping needs it.
  ///   - exchange: the other ranks of this training, where several processes share it.
  /// - Throws: `NetworkError` where network, loss and data do not fit; `TrainingError.invalidOption`;
  ///   `KernelError.unavailablePrecision`.
  public init(
    network: Network, loss: any Loss, optimizer: any Optimizer, training: any ExampleSource,
    validation: (any ExampleSource)? = nil, initial: Parameters? = nil, initialStatistics: Parameters? = nil,
    options: TrainingOptions = TrainingOptions(), threads: ThreadPool = .serial,
    exchange: (any GradientExchange)? = nil
  ) throws {
    try options.precision.check(with: threads.instructionSet)
    try options.check(training: training, validation: validation)
    if let exchange { try LeafTree.check(ranks: exchange.rankCount, shards: options.shards) }
    try optimizer.check()
    self.network = network
    self.loss = loss
    self.optimizer = optimizer
    self.options = options
    self.training = training
    self.validation = validation
    self.threads = threads
    switch options.target {
    case .given: try loss.check(network: network, targets: training.targetKind)
    case .features: try loss.check(network: network, targets: .values(training.featureShape))
    }
    guard network.inputShape.count == training.featureShape.count else {
      throw NetworkError.shapeMismatch(
        path: "input", expected: "\(network.inputShape.count) features", found: training.featureShape)
    }
    parameters = (initial ?? network.initialized(seed: options.seed)).snapshot()
    statistics = (initialStatistics ?? network.initialStatistics()).snapshot()
    optimizerState = OptimizerState(buffers: optimizer.stateCount, count: network.parameterLayout.bufferCount)
    groups = ParameterGroup.all(
      in: network.parameterLayout, penalties: options.penalties, weightDecay: optimizer.weightDecay)
    workspace = Trainer.workspace(network, parameters, statistics, options: options, threads: threads)
    unfusedGroups = ParameterGroup.all(
      in: network.parameterLayout, penalties: options.penalties, weightDecay: optimizer.weightDecay,
      skipping: workspace.fusedParameters)
    batch = BatchBuffers(capacity: options.batchSize, outputs: network.outputShape.count)
    leaves =
      options.shards > 1
      ? Leaves(
        network, parameters, statistics, options: options, threads: threads, exchange: exchange,
        mixingOperations: workspace.mixingOperations) : nil
    batches = BatchOrder(
      count: training.count, batchSize: options.batchSize, order: options.order, dropsLast: options.dropsLastBatch,
      seed: options.seed)
    serial = threads.count > 1 ? ThreadPool(threads: 1, instructionSet: threads.instructionSet) : threads
    let prefetches = threads.count > 1 && leaves == nil
    tuner = AutoTuner(
      prefetches ? [.shared, .prefetching, .serial] : threads.count > 1 ? [.shared, .serial] : [.serial])
    prefetcher =
      prefetches
      ? BatchPrefetcher(source: training, buffers: workspace.inputBuffers, threads: threads, serial: serial) : nil
    evaluator = Evaluator(
      network: network, loss: loss, parameters: parameters, statistics: statistics, threads: threads)
  }

  /// The memory that one step works in.
  static func workspace(
    _ network: Network, _ parameters: Parameters, _ statistics: Parameters, options: TrainingOptions,
    threads: ThreadPool
  ) -> Workspace {
    Workspace(
      network: network, parameters: parameters, statistics: statistics, capacity: options.leafCapacity, learns: true,
      inputBuffers: threads.count > 1 && options.shards == 1 ? 2 : 1, passes: ExecutionPlan.passes,
      precision: options.precision, stream: RandomStream(seed: options.seed, .dropout), threads: threads)
  }

  /// The bytes of activations, gradients, scratch and masks.
  public var workspaceBytes: Int { workspace.byteCount + (leaves?.byteCount ?? 0) }
  /// The multiply-adds of an example's step, and those of the last batch that were not skipped.
  package var multiplyAdds: (all: Double, done: Double) { workspace.multiplyAdds }
  /// The products of linear layers in a step of a full batch, with the sparsity of the last batch.
  package var linearProducts: [LinearProducts] {
    workspace.linearProducts(batch: options.leafCapacity, update: fusedUpdate()?.epilogue ?? .none)
  }
  /// How the network is executed, one entry for each operation.
  package var planExplanation: [OperationExplanation] {
    workspace.explanation(update: fusedUpdate()?.epilogue ?? .none)
  }

  /// The steps of one epoch.
  public var stepsPerEpoch: Int { batches.steps }

  /// Trains until all epochs are done, early stopping ends it, the observer stops it, or the task is cancelled.
  ///
  /// A stop takes effect after the current step; where ranks share the training, after the next one, on all of them. Another call of `run` goes on from there with the same bits.
  /// - Parameter onEvent: the observer; called after every step and epoch, may stop the training.
  /// - Returns: all epochs. With early stopping, `result` then has the weights of the best one.
  /// - Throws: `TrainingError.diverged` when a loss is not finite.
  @discardableResult
  public func run(onEvent: (TrainingEvent) throws -> TrainingCommand = { _ in .proceed }) throws -> History {
    defer { epochStart = nil }
    while state.epoch < options.epochs, !isOver {
      beginEpoch()
      epochStart = clock.now - .seconds(state.secondsInEpoch)
      while state.stepInEpoch < stepsPerEpoch {
        try takeStep()
        if stops(try onEvent(progress) == .stop || Task.isCancelled) {
          state.history.endReason = .interrupted
          state.secondsInEpoch = secondsInEpoch
          return state.history
        }
      }
      let (record, isBest) = finishEpoch(seconds: secondsInEpoch)
      epochStart = nil
      if stops(try onEvent(.epoch(record, isBest: isBest)) == .stop) { break }
    }
    state.history.endReason =
      isOver ? .stoppedEarly : state.epoch == options.epochs ? .finished : .interrupted
    return state.history
  }

  /// The weights: with early stopping those of the best epoch so far, else the current ones.
  public var result: (parameters: Parameters, statistics: Parameters) {
    ((bestParameters ?? parameters).snapshot(), (bestStatistics ?? statistics).snapshot())
  }

  /// The weights as they are now, whichever were the best.
  package var present: Parameters { parameters.snapshot() }

  /// The network with the weights of `result`.
  public func predictor(threads: ThreadPool = .serial) -> Predictor {
    let result = result
    return Predictor(
      network: network, parameters: result.parameters, statistics: result.statistics, threads: threads)
  }

  /// The seconds that the current epoch's steps have taken, including those before an interruption.
  var secondsInEpoch: Double { epochStart.map { (clock.now - $0) / .seconds(1) } ?? state.secondsInEpoch }

  /// Whether the training stops here; ranks agree on it in a step.
  private func stops(_ isRequested: Bool) -> Bool {
    guard let leaves, leaves.exchange != nil else { return isRequested }
    if isRequested { leaves.requestsStop = true }
    return leaves.isStopAgreed
  }

  private var isOver: Bool { options.earlyStopping?.isOver(state.earlyStopping) ?? false }

  private var progress: TrainingEvent {
    .step(
      StepProgress(
        step: state.stepInEpoch, steps: stepsPerEpoch, epoch: state.epoch + 1, epochs: options.epochs,
        loss: state.lossSum / state.weightSum,
        accuracy: hasLabels ? Double(state.correctCount) / Double(state.exampleCount) : nil))
  }
}

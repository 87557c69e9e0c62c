public import FledgeKernels
public import FledgeNetworks
public import FledgeTensors

/// Trains a network: owns its parameters, the memory to work in, the optimizer's state, and runs the loop.
///
/// ```swift
/// let trainer = try Trainer(network: network, loss: SoftmaxCrossEntropy(), optimizer: Adam(), training: digits)
/// let history = try trainer.run()
/// let predictor = trainer.predictor()
/// ```
public final class Trainer {
  /// What is trained.
  public let network: Network
  /// What is minimised.
  public let loss: any Loss
  /// The rule of each step, with its learning rate.
  public let optimizer: any Optimizer
  /// Everything else about the training.
  public let options: TrainingOptions
  /// Where batches come from.
  public let training: any ExampleSource
  /// What is measured after each epoch.
  public let validation: (any ExampleSource)?
  /// Where the training stands.
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
  /// Chooses whether the team shares the next step.
  package var tuner: AutoTuner
  /// Reads the next batch; a team of one has nobody to do so.
  let ahead: BatchPrefetcher?
  /// The caller, with the same instructions as the team.
  let alone: ThreadPool
  let groups: [ParameterGroup]
  /// What is left to update where the backward pass updates the parameters of dense steps.
  let sparseGroups: [ParameterGroup]
  let clock = ContinuousClock()
  /// When the running epoch would have begun had it never been interrupted; `nil` outside of `run`.
  private var epochStart: ContinuousClock.Instant?
  /// What a checkpoint must agree on with the training that goes on from it.
  lazy var setup = describeSetup()

  /// Plans a training.
  ///
  /// - Parameters:
  ///   - initial: the first weights; drawn with He's normal distribution from the seed when left out.
  ///   - validation: what is measured after each epoch; early stopping needs it.
  /// - Throws: `NetworkError` where network, loss and data do not fit; `TrainingError.invalidOption`;
  ///   `KernelError.unavailablePrecision`.
  public init(
    network: Network, loss: any Loss, optimizer: any Optimizer, training: any ExampleSource,
    validation: (any ExampleSource)? = nil, initial: Parameters? = nil, options: TrainingOptions = TrainingOptions(),
    threads: ThreadPool = .serial
  ) throws {
    try options.precision.check(with: threads.instructionSet)
    try options.check(training: training, validation: validation)
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
    statistics = network.initialStatistics()
    optimizerState = OptimizerState(buffers: optimizer.stateCount, count: network.parameterLayout.bufferCount)
    groups = ParameterGroup.all(
      in: network.parameterLayout, penalties: options.penalties, weightDecay: optimizer.weightDecay)
    workspace = Workspace(
      network: network, parameters: parameters, statistics: statistics, capacity: options.batchSize, learns: true,
      hasSpareInput: threads.count > 1, fuses: true, precision: options.precision,
      stream: RandomStream(seed: options.seed, .dropout), threads: threads)
    sparseGroups = ParameterGroup.all(
      in: network.parameterLayout, penalties: options.penalties, weightDecay: optimizer.weightDecay,
      skipping: workspace.denseParameters)
    batch = BatchBuffers(capacity: options.batchSize, outputs: network.outputShape.count)
    alone = threads.count > 1 ? ThreadPool(threads: 1, instructionSet: threads.instructionSet) : threads
    tuner = AutoTuner(threads.count > 1 ? [.shared, .readingAhead, .alone] : [.alone])
    ahead =
      threads.count > 1
      ? BatchPrefetcher(source: training, positions: workspace.inputPlaces, threads: threads, alone: alone) : nil
    evaluator = Evaluator(
      network: network, loss: loss, parameters: parameters, statistics: statistics, threads: threads)
  }

  /// The bytes of activations, gradients and scratch.
  public var workspaceBytes: Int { workspace.byteCount }
  /// The multiply-adds of an example's step, and those of the last batch that zeros did not spare.
  package var multiplyAdds: (all: Double, done: Double) { workspace.multiplyAdds }
  /// The products of linear layers in a step of a full batch, with the sparsity of the last batch.
  package var linearProducts: [LinearProducts] {
    workspace.linearProducts(batch: options.batchSize, update: denseUpdate()?.epilogue ?? .none)
  }

  /// The steps of one epoch.
  public var stepsPerEpoch: Int {
    options.dropsLastBatch
      ? training.count / options.batchSize : (training.count + options.batchSize - 1) / options.batchSize
  }

  /// Trains until all epochs are done, patience runs out, the watcher says stop, or the task is cancelled.
  ///
  /// A stop ends the training after the step that is going on, in a state that `run` goes on from with the same bits.
  /// - Parameter watch: told of every step and epoch; may ask to stop.
  /// - Returns: what was measured. The weights are then those of the best epoch where early stopping is set.
  /// - Throws: `TrainingError.diverged` when a loss is not finite.
  @discardableResult
  public func run(onEvent: (TrainingEvent) throws -> TrainingCommand = { _ in .proceed }) throws -> History {
    defer { epochStart = nil }
    while state.epoch < options.epochs, !isOver {
      beginEpoch()
      epochStart = clock.now - .seconds(state.secondsInEpoch)
      while state.stepInEpoch < stepsPerEpoch {
        try takeStep()
        if try onEvent(progress) == .stop || Task.isCancelled {
          state.history.endReason = .interrupted
          state.secondsInEpoch = secondsInEpoch
          return state.history
        }
      }
      let (record, isBest) = finishEpoch(seconds: secondsInEpoch)
      epochStart = nil
      if try onEvent(.epoch(record, isBest: isBest)) == .stop { break }
    }
    state.history.endReason =
      isOver ? .stoppedEarly : state.epoch == options.epochs ? .finished : .interrupted
    return state.history
  }

  /// The weights: those of the best epoch where early stopping is set and an epoch is done, else the present ones.
  public var result: (parameters: Parameters, statistics: Parameters) {
    ((bestParameters ?? parameters).snapshot(), (bestStatistics ?? statistics).snapshot())
  }

  /// The trained network, ready for use.
  public func predictor(threads: ThreadPool = .serial) -> Predictor {
    let result = result
    return Predictor(
      network: network, parameters: result.parameters, statistics: result.statistics, threads: threads)
  }

  /// The seconds that the steps of the running epoch have taken, those before an interruption included.
  var secondsInEpoch: Double { epochStart.map { (clock.now - $0) / .seconds(1) } ?? state.secondsInEpoch }

  private var isOver: Bool { options.earlyStopping?.isOver(state.earlyStopping) ?? false }

  private var progress: TrainingEvent {
    .step(
      step: state.stepInEpoch, steps: stepsPerEpoch, epoch: state.epoch + 1, epochs: options.epochs,
      loss: state.lossSum / state.weightSum,
      accuracy: batch.hasLabels ? Double(state.correctCount) / Double(state.exampleCount) : nil)
  }
}

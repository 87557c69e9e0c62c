import FledgeKernels
import FledgeNetworks
import FledgeTensors
import FledgeTraining
import Testing

/// Small trainings whose batches are cut into leaves: three epochs of seven steps, the last of them on four examples.
enum LeafNetwork: CaseIterable {
  case dense, batchNorm, images, autoencoder

  private func modules(dropout: Float) -> [any Module] {
    switch self {
    case .dense: [Linear(16, 20), ReLU(), Dropout(dropout), Linear(20, 3)]
    case .batchNorm:
      [
        Linear(16, 20), BatchNorm(20), ReLU(), Dropout(dropout), Residual([Linear(20, 20), BatchNorm(20), Tanh()]),
        Linear(20, 3),
      ]
    case .images:
      [
        Reshape([1, 4, 4]), Conv2d(1, 4, kernel: 3, padding: 1), BatchNorm(4), ReLU(),
        Conv2d(4, 6, kernel: 3, padding: 1), ReLU(), MaxPool2d(2), Flatten(), Linear(24, 3),
      ]
    case .autoencoder: [GaussianNoise(dropout == 0 ? 0 : 0.1), Linear(16, 6), Tanh(), Linear(6, 16)]
    }
  }

  func trainer(
    shards: Int, batchSize: Int = 16, dropout: Float = 0.3, examples: Int = 100, threads: ThreadPool = .serial,
    exchange: (any GradientExchange)? = nil
  ) throws -> Trainer {
    var options = TrainingOptions()
    options.epochs = 3
    options.batchSize = batchSize
    options.shards = shards
    options.clipping.norm = 1
    options.seed = 5
    if self == .autoencoder { options.target = .features }
    return try Trainer(
      network: Network(input: [16], modules(dropout: dropout)),
      loss: self == .autoencoder ? SquaredError() : SoftmaxCrossEntropy(), optimizer: Nesterov(learningRate: 0.05),
      training: threeClasses(examples, width: 16), options: options, threads: threads, exchange: exchange)
  }

  func outcome(
    shards: Int, batchSize: Int = 16, dropout: Float = 0.3, examples: Int = 100, tracksNorms: Bool = false,
    threads: ThreadPool = .serial, exchange: (any GradientExchange)? = nil
  ) throws -> LeafOutcome {
    let trainer = try trainer(
      shards: shards, batchSize: batchSize, dropout: dropout, examples: examples, threads: threads, exchange: exchange)
    trainer.tracksNorms = tracksNorms
    return LeafOutcome(trainer, try trainer.run())
  }
}

/// What a training ends with.
struct LeafOutcome: Equatable, Sendable {
  let parameters: Parameters
  let statistics: Parameters
  let losses: [Double]
  let accuracies: [Double?]
  let tracked: [[Double]]

  init(_ trainer: Trainer, _ history: History) {
    (parameters, statistics) = trainer.result
    losses = history.epochs.map(\.runningTrainingLoss)
    accuracies = history.epochs.map(\.runningTrainingAccuracy)
    tracked = history.epochs.compactMap { $0.tracked?.map(\.value) }
  }
}

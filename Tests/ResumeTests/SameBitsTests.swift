import FledgeDatasets
import FledgeKernels
import FledgeModels
import FledgeNetworks
import FledgeTensors
import FledgeTraining
import Synchronization
import Testing

/// One configuration and seed give the same weights and history, on any machine and beside any other training.
struct SameBitsTests {
  /// Digits, since their layers are wide enough for vectors and threads to have something to share.
  private let digits = [
    "dataset=digits", "examples=70", "test-examples=10", "validation=10", "layers=70,33", "norm=batch", "dropout=0.2",
    "noise=0.1", "augment=shift=1,rotate=5", "batch-size=32", "epochs=1", "learning-rate=0.01", "clip-norm=1",
    "max-norm=1.5", "l1=0.0001", "seed=3",
  ]

  /// A change of `digits`: none, or a network of images.
  static let architectures: [[String]] = [[], ["convolutions=3,17", "kernel-size=3", "layers=33", "norm=none"]]

  /// The training of `digits` with its own thread pool.
  private func finish(_ settings: TrainingSettings, _ data: ExperimentData, threads: ThreadPool) throws -> Outcome {
    let network = try settings.network(features: data.training.featureShape.count, outputs: data.outputCount)
    let trainer = try Trainer(
      network: network, loss: settings.makeLoss(hasLabels: true), optimizer: settings.makeOptimizer,
      training: data.training, validation: data.validation,
      initial: network.initialized(with: settings.initializer.initializer, seed: settings.seed),
      options: settings.options(classCounts: data.classCounts, hasValidation: true), threads: threads)
    try trainer.run()
    return Outcome(trainer)
  }

  @Test(arguments: SameBitsTests.architectures)
  func `1, 2, 3, 4 and 8 threads on every instruction set give the same weights and history`(changes: [String]) throws {
    let settings = try settings(digits + changes)
    let data = try ExperimentData(settings)
    let first = try finish(settings, data, threads: ThreadPool(threads: 1, instructionSet: .portable))
    for set in InstructionSet.available {
      for threads in [1, 2, 3, 4, 8] {
        let threads = ThreadPool(threads: threads, instructionSet: set, splitsSmallWork: true)
        #expect(try finish(settings, data, threads: threads) == first, "\(set) with \(threads) threads")
      }
    }
  }

  @Test func `one training alone and beside seven others gives the same bits`() async throws {
    let settings = try settings(busy)
    let alone = try outcome(settings)
    try await withThrowingTaskGroup(of: Outcome.self) { group in
      for position in 0..<8 {
        var mine = settings
        mine.threads = position % 3 + 1
        let frozen = mine
        group.addTask { try outcome(frozen) }
      }
      for try await result in group { #expect(result == alone) }
    }
  }

  @Test func `measuring in between moves nothing`() throws {
    let quiet = busy + ["patience=none", "schedule=cosine"]
    let plain = try outcome(settings(quiet))
    let measured = try outcome(settings(quiet + ["measure-training=yes"]))
    #expect(measured.present == plain.present)

    let experiment = try Experiment(settings(quiet))
    try experiment.trainer.run { _ in
      _ = experiment.trainer.evaluate(experiment.data.training)
      _ = experiment.trainer.predictor()
      return .proceed
    }
    #expect(Outcome(experiment.trainer) == plain)
  }

  @Test func `the test set is measured or not, the weights are the same`() throws {
    let settings = try settings(busy)
    let experiment = try Experiment(settings)
    let result = try experiment.run()
    #expect(try weightsDigest(result.parameters, result.statistics) == outcome(settings).digest)
  }
}

/// Each use of random numbers has a stream of its own.
struct RandomStreamTests {
  private func trainer(_ changes: String...) throws -> (trainer: Trainer, visited: RecordingSource) {
    let settings = try settings(
      ["dataset=spirals", "examples=50", "validation=10", "layers=5,4", "batch-size=8", "epochs=2"] + changes)
    let experiment = try Experiment(settings)
    let source = RecordingSource(experiment.data.training)
    let trainer = try Trainer(
      network: experiment.network, loss: experiment.loss, optimizer: settings.makeOptimizer, training: source,
      initial: experiment.network.initialized(seed: settings.seed),
      options: settings.options(classCounts: experiment.data.classCounts, hasValidation: false))
    return (trainer, source)
  }

  @Test(arguments: ["dropout=0.5", "noise=0.3", "augment=noise=0.1"])
  func `another random layer moves neither split, nor first weights, nor shuffle`(change: String) throws {
    let (plain, other) = (try trainer(), try trainer(change))
    #expect(plain.visited.features == other.visited.features)
    #expect(plain.visited.data.labels == other.visited.data.labels)

    let (weights, otherWeights) = (plain.trainer.result.parameters, other.trainer.result.parameters)
    #expect(weights.layout.entries.count == 6)
    for position in weights.layout.entries.indices {
      #expect(weights.tensor(at: position) == otherWeights.tensor(at: position))
    }

    try plain.trainer.run()
    try other.trainer.run()
    #expect(plain.visited.examples.count == 80)
    #expect(plain.visited.examples == other.visited.examples)
    #expect(plain.visited.examples.prefix(40) != plain.visited.examples.suffix(40))
    #expect(Outcome(plain.trainer).present != Outcome(other.trainer).present)
  }
}

/// Records which examples are read.
final class RecordingSource: ExampleSource {
  let data: Dataset
  private let asked = Mutex<[Int32]>([])

  init(_ data: Dataset) { self.data = data }

  /// The examples of all batches in order.
  var examples: [Int32] { asked.withLock { $0 } }
  /// The features of all examples in the order of the split, unchanged.
  var features: [Float] {
    let all = (0..<Int32(count)).map { $0 }
    var features = [Float](repeating: 0, count: count * featureShape.count)
    var span = features.mutableSpan
    data.readFeatures(of: all.span, into: &span, key: nil, threads: .serial)
    return features
  }
  var count: Int { data.count }
  var featureShape: TensorShape { data.featureShape }
  var targetKind: TargetKind { data.targetKind }

  func readFeatures(
    of examples: Span<Int32>, into features: inout MutableSpan<Float>, key: RandomKey?, threads: ThreadPool
  ) {
    data.readFeatures(of: examples, into: &features, key: key, threads: threads)
  }

  func readLabels(of examples: Span<Int32>, into labels: inout MutableSpan<Int32>) {
    let all = examples.indices.map { examples[$0] }
    asked.withLock { $0 += all }
    data.readLabels(of: examples, into: &labels)
  }
}

import FledgeKernels
import FledgeNetworks
import FledgeTensors
import FledgeTraining
import Synchronization
import Testing

/// A batch that is prefetched while another is in use is the same batch.
struct BatchPrefetcherTests {
  /// Examples that count how often they are read.
  ///
  /// They may change at every step, as augmented ones do, and when the test changes `salt`.
  private struct WatchedSource: ExampleSource {
    let source: ArraySource
    var changes = false
    let onEvent = Probe()

    final class Probe: Sendable {
      let reads = Atomic(0)
      let salt = Atomic<UInt64>(0)
    }

    var count: Int { source.count }
    var featureShape: TensorShape { source.featureShape }
    var targetKind: TargetKind { source.targetKind }

    func readFeatures(
      of examples: Span<Int32>, into features: inout MutableSpan<Float>, key: RandomKey?, threads: ThreadPool
    ) {
      onEvent.reads.add(examples.count, ordering: .relaxed)
      source.readFeatures(of: examples, into: &features, key: key, threads: threads)
      guard let key, changes else { return }
      let salt = onEvent.salt.load(ordering: .relaxed) << 20
      for index in 0..<features.count { features[index] *= Float(key.bits(UInt64(index) + salt) >> 60) }
    }

    func readLabels(of examples: Span<Int32>, into labels: inout MutableSpan<Int32>) {
      source.readLabels(of: examples, into: &labels)
    }
  }

  /// Examples in which four numbers of five are 0, so that products skip zeros.
  private func sparse(_ count: Int, width: Int) -> ArraySource {
    let features = rows(count, width: width).map { $0.map { abs($0) < 0.8 ? 0 : $0 } }
    return ArraySource(features: features, labels: features.indices.map { $0 % 3 }, classes: 3)
  }

  private func trainer(
    _ source: any ExampleSource, candidates: [AutoTuner.Candidate], threads: Int, learningRate: Double = 1e-3,
    change: (inout TrainingOptions) -> Void = { _ in }
  ) throws -> Trainer {
    let inputs = source.featureShape.count
    let network = try Network(
      input: source.featureShape, [Linear(inputs, 64), ReLU(), Dropout(0.2), Linear(64, 3)])
    var options = TrainingOptions()
    options.epochs = 3
    options.batchSize = 12
    change(&options)
    let trainer = try Trainer(
      network: network, loss: SoftmaxCrossEntropy(), optimizer: Adam(learningRate: learningRate), training: source,
      options: options,
      threads: ThreadPool(threads: threads))
    trainer.tuner = AutoTuner(candidates)
    return trainer
  }

  private func losses(_ trainer: Trainer) -> [Double] { trainer.state.history.epochs.map(\.runningTrainingLoss) }

  private func expectSameBits(_ source: any ExampleSource, change: (inout TrainingOptions) -> Void = { _ in }) throws {
    let expected = try trainer(source, candidates: [.serial], threads: 1, change: change)
    try expected.run()
    for threads in [2, 3] {
      for candidates: [AutoTuner.Candidate] in [[.serial], [.shared], [.prefetching]] {
        let other = try trainer(source, candidates: candidates, threads: threads, change: change)
        try other.run()
        #expect(other.result.parameters == expected.result.parameters, "\(candidates), \(threads) threads")
        #expect(losses(other) == losses(expected))
      }
    }
  }

  @Test func `every candidate gives the same bits, with a short last batch and without it, in every order`() throws {
    let source = sparse(100, width: 400)
    try expectSameBits(source)
    try expectSameBits(source) { $0.dropsLastBatch = true }
    try expectSameBits(source) { $0.order = .stored }
    try expectSameBits(source) { $0.batchSize = 200 }
    try expectSameBits(source) { $0.batchSize = 1 }
    try expectSameBits(source) { $0.clipping.norm = 1 }
    try expectSameBits(source) { $0.classWeights = [1, 2, 3] }
  }

  @Test func `examples that change at every step are those of their own step`() throws {
    try expectSameBits(WatchedSource(source: sparse(60, width: 400), changes: true))
  }

  @Test func `each batch but an epoch's first is read during the step before it, and none is read twice`() throws {
    let source = WatchedSource(source: sparse(100, width: 400))
    let trainer = try trainer(source, candidates: [.prefetching], threads: 2)
    try trainer.run { event in
      if case .step(let progress) = event {
        let read = source.onEvent.reads.load(ordering: .relaxed) - 100 * (progress.epoch - 1)
        #expect(read == min(100, 12 * (progress.step + 1)))
      }
      return .proceed
    }
    #expect(source.onEvent.reads.load(ordering: .relaxed) == 300)
  }

  @Test func `a training that stops and goes on has the same bits`() throws {
    let source = sparse(100, width: 400)
    let whole = try trainer(source, candidates: [.prefetching], threads: 2)
    try whole.run()
    let parts = try trainer(source, candidates: [.prefetching], threads: 2)
    for stop in [1, 5, 8, 9, 13] {
      try parts.run { _ in parts.state.step >= stop ? .stop : .proceed }
    }
    try parts.run()
    #expect(parts.result.parameters == whole.result.parameters)
  }

  @Test func `what was prefetched before a stop is read again after it, as it may have changed`() throws {
    let results = try ([[.shared], [.prefetching]] as [[AutoTuner.Candidate]]).map { candidates in
      let source = WatchedSource(source: sparse(100, width: 400), changes: true)
      let trainer = try trainer(source, candidates: candidates, threads: 2)
      try trainer.run { _ in trainer.state.step >= 5 ? .stop : .proceed }
      source.onEvent.salt.store(1, ordering: .relaxed)
      try trainer.run()
      return trainer.result.parameters
    }
    #expect(results[0] == results[1])
  }

  @Test func `a training that diverges ends in order`() throws {
    let source = sparse(100, width: 400)
    let trainer = try trainer(source, candidates: [.prefetching], threads: 2, learningRate: 1e30)
    #expect(throws: TrainingError.self) { try trainer.run() }
  }
}

import FledgeKernels
import FledgeNetworks
import FledgeTensors
import FledgeTraining
import Testing

/// The order in which examples are visited.
struct OrderTests {
  @Test func `stored order visits examples as they come`() throws {
    let visits = try visits(.stored)
    #expect(visits == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9], [0, 1, 2, 3], [4, 5, 6, 7], [8, 9]])
  }

  @Test func `a shuffle visits every example once in an epoch, in another order in the next`() throws {
    let visits = try visits(.shuffled)
    let (first, second) = (visits[..<3].flatMap { $0 }, visits[3...].flatMap { $0 })
    #expect(first.sorted() == Array(0..<10) && second.sorted() == Array(0..<10))
    #expect(first != second && first != first.sorted())
  }

  @Test func `shuffled once is the first shuffle again and again`() throws {
    let once = try visits(.shuffledOnce)
    #expect(Array(once[..<3]) == Array(once[3...]))
    #expect(Array(once[..<3]) == Array(try visits(.shuffled)[..<3]))
  }

  @Test func `the order depends on the seed, and on no dropout`() throws {
    let plain = try visits(.shuffled)
    #expect(try visits(.shuffled, modules: [Dropout(0.5), Linear(1, 2)]) == plain)
    #expect(try visits(.shuffled, seed: 1) != plain)
  }

  @Test func `a last short batch is left out on demand`() throws {
    #expect(try visits(.stored, dropsLast: true) == [[0, 1, 2, 3], [4, 5, 6, 7], [0, 1, 2, 3], [4, 5, 6, 7]])
  }

  @Test func `augmentation is asked for in training with a key of its own, never in evaluation`() throws {
    let source = RecordingSource()
    let trainer = try Trainer(
      network: Network(input: [1], [Linear(1, 2)]), loss: SoftmaxCrossEntropy(), optimizer: SGD(), training: source)
    try trainer.run()
    #expect(source.record.keys.count == 10 && Set(source.record.keys.compactMap { $0 }).count == 10)
    source.record.keys = []
    _ = trainer.evaluate(source)
    #expect(source.record.keys == [nil])
  }

  /// The batches of two epochs.
  private func visits(
    _ order: TrainingOptions.Order, modules: [any Module] = [Linear(1, 2)], seed: UInt64 = 0, dropsLast: Bool = false
  ) throws -> [[Int32]] {
    var options = TrainingOptions()
    options.epochs = 2
    options.batchSize = 4
    options.order = order
    options.seed = seed
    options.dropsLastBatch = dropsLast
    let source = RecordingSource()
    try Trainer(
      network: Network(input: [1], modules), loss: SoftmaxCrossEntropy(), optimizer: SGD(), training: source,
      options: options
    ).run()
    return source.record.visits
  }
}

/// Ten examples that record which of them were read; used from one thread.
struct RecordingSource: ExampleSource {
  final class Record: @unchecked Sendable {
    var visits: [[Int32]] = []
    var keys: [RandomKey?] = []
  }

  let record = Record()
  var count: Int { 10 }
  var featureShape: TensorShape { [1] }
  var targetKind: TargetKind { .labels(classes: 2) }

  func readFeatures(
    of examples: Span<Int32>, into features: inout MutableSpan<Float>, key: RandomKey?, threads: ThreadPool
  ) {
    record.visits.append(examples.indices.map { examples[$0] })
    record.keys.append(key)
    for position in examples.indices { features[position] = Float(examples[position]) / 10 }
  }

  func readLabels(of examples: Span<Int32>, into labels: inout MutableSpan<Int32>) {
    for position in examples.indices { labels[position] = examples[position] % 2 }
  }
}

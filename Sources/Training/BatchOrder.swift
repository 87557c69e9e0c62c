import FledgeKernels

/// Which examples each step of an epoch reads: the order of an epoch, cut into batches.
///
/// The order is a function of the seed and the epoch's number, so a resumed training goes on with the same batches.
/// Training, evaluation and the learning-rate finder all take their batches from here.
struct BatchOrder {
  /// The number of examples.
  let count: Int
  let batchSize: Int
  var order = TrainingOptions.Order.stored
  /// Whether a last batch that is not full is left out.
  var dropsLast = false
  var seed: UInt64 = 0

  /// The steps of one epoch.
  var steps: Int { dropsLast ? count / batchSize : (count + batchSize - 1) / batchSize }

  /// Where the batch of a step is in the order of its epoch.
  func range(ofStep step: Int) -> Range<Int> {
    let start = step * batchSize
    return start..<min(start + batchSize, count)
  }

  /// All examples in the order of one epoch, counted from 0.
  func examples(epoch: Int) -> [Int32] {
    switch order {
    case .stored: (0..<Int32(count)).map { $0 }
    case .shuffled, .shuffledOnce:
      shuffledIndices(
        count, RandomKey(RandomStream(seed: seed, .shuffle), step: UInt64(order == .shuffled ? epoch : 0)))
    }
  }
}

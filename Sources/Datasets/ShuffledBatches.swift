import FledgeKernels

/// The order in which a training run visits its examples: a fresh shuffle for each epoch, cut into batches.
///
/// The order of an epoch is a function of the seed and the epoch's number, so a resumed run goes on with the same
/// batches.
public struct ShuffledBatches: Sendable, Equatable {
  /// The number of examples.
  public let count: Int
  /// The number of examples of each batch but perhaps the last.
  public let batchSize: Int
  /// The root seed.
  public let seed: UInt64
  /// Whether a last batch that is not full is left out.
  public let dropsLast: Bool

  /// Plans batches of `batchSize` examples out of `count`.
  public init(count: Int, batchSize: Int, seed: UInt64, dropsLast: Bool = false) {
    precondition(count >= 0 && batchSize > 0, "ShuffledBatches: \(count) examples in batches of \(batchSize)")
    self.count = count
    self.batchSize = batchSize
    self.seed = seed
    self.dropsLast = dropsLast
  }

  /// The number of batches in an epoch.
  public var batchesPerEpoch: Int {
    dropsLast ? count / batchSize : (count + batchSize - 1) / batchSize
  }

  /// All examples in the order of one epoch, counted from 0; batch b is `order[range(ofBatch: b)]`.
  public func order(epoch: Int) -> [Int32] {
    shuffledIndices(count, RandomKey(seed: seed, stream: .shuffle, step: epoch))
  }

  /// The part of an epoch's order that is one batch.
  public func range(ofBatch batch: Int) -> Range<Int> {
    precondition(batch >= 0 && batch < batchesPerEpoch, "ShuffledBatches: batch \(batch) of \(batchesPerEpoch)")
    return batch * batchSize..<min((batch + 1) * batchSize, count)
  }
}

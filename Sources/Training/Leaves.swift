import FledgeKernels
import FledgeNetworks
import FledgeTensors

/// The workspaces and sums of a training whose batches are cut into leaves.
///
/// The gradient of leaf i is computed in slot i where layers mix examples, as all leaves are then in progress at once.
/// Else leaves run one after the other in as few slots as there are unfinished sums: that of leaf i is the number of
/// ones in i, as in a binary counter. Slot 0 is the trainer's own workspace and ends with the sum.
final class Leaves {
  let tree: LeafTree
  let exchange: (any GradientExchange)?
  /// The positions in the plan of the operations that mix examples.
  let mixingOperations: [Int]
  /// Buffers for labels and losses, one for each slot.
  let batches: [BatchBuffers]
  /// What leaves measure in double precision, `stride` numbers each: moments, or loss and metrics.
  let measured: AlignedBuffer<Double>
  /// Sums of leaves in the backward pass, `stride` numbers each.
  let sums: AlignedBuffer<Float>
  let stride: Int
  private var others: [LeafWorkspace] = []
  private let received: AlignedBuffer<Float>
  private let receivedMeasured: AlignedBuffer<Double>
  /// Whether this rank wants to stop, and whether all ranks know of such a wish.
  var requestsStop = false
  var isStopAgreed = false

  /// Floats that are exchanged at once: as many as a core's cache keeps until they are added.
  private static let chunk = 1 << 16
  /// Loss, correct predictions, wishes to stop.
  static let metricCount = 3

  private final class LeafWorkspace {
    var workspace: Workspace

    init(_ workspace: consuming Workspace) {
      self.workspace = workspace
    }
  }

  init(
    _ network: Network, _ parameters: Parameters, _ statistics: Parameters, options: TrainingOptions,
    threads: ThreadPool, exchange: (any GradientExchange)?, mixingOperations: [Int]
  ) {
    tree = LeafTree(shards: options.shards, rank: exchange?.rank ?? 0, rankCount: exchange?.rankCount ?? 1)
    self.exchange = exchange
    self.mixingOperations = mixingOperations
    let held = tree.held.count
    let slots = mixingOperations.isEmpty ? (held - 1).bitWidth - (held - 1).leadingZeroBitCount + 1 : held
    batches = (0..<slots).map { _ in
      BatchBuffers(capacity: options.leafCapacity, outputs: network.outputShape.count)
    }
    let features = network.nodes.map { ($0.layer as? BatchNorm)?.momentCount ?? 0 }.max() ?? 0
    stride = max(Leaves.metricCount, features)
    measured = AlignedBuffer<Double>(count: held * stride)
    sums = AlignedBuffer<Float>(count: held * stride)
    let isShared = tree.rankCount > 1
    received = AlignedBuffer<Float>(count: isShared ? Leaves.chunk : 0)
    receivedMeasured = AlignedBuffer<Double>(count: isShared ? stride : 0)
    use(network, parameters, statistics, options: options, threads: threads)
  }

  /// Makes the workspaces of the slots after the first.
  func use(
    _ network: Network, _ parameters: Parameters, _ statistics: Parameters, options: TrainingOptions,
    threads: ThreadPool
  ) {
    others = (1..<batches.count).map { _ in
      LeafWorkspace(Trainer.workspace(network, parameters, statistics, options: options, threads: threads))
    }
  }

  var byteCount: Int { others.reduce(0) { $0 + $1.workspace.byteCount } }

  /// Whether layers mix the examples of a batch.
  var mixes: Bool { !mixingOperations.isEmpty }

  /// The slot of a leaf, counted among those of this rank.
  func slot(of leaf: Int) -> Int { mixes ? leaf : leaf.nonzeroBitCount }

  func visit(orderOf batch: BatchBuffers) {
    for each in batches { each.visit(orderOf: batch) }
  }

  /// Uses another thread pool from now on.
  func use(_ threads: ThreadPool) {
    for each in others { each.workspace.use(threads) }
  }

  /// Calls `body` with the workspace of a slot after the first.
  func withWorkspace<Result>(
    ofSlot slot: Int, _ body: (inout Workspace) throws -> Result
  ) rethrows -> Result {
    try body(&others[slot - 1].workspace)
  }

  // Sums along the tree.

  /// How two numbers of neighbouring subtrees become one.
  enum Combination {
    case sum
    case minimum
    /// As `BatchNorm.combine` does, for a batch of examples, each with this number of values of each feature.
    case moments(examples: Int, positions: Int)
  }

  /// Combines the first `count` numbers of each leaf in `measured`, over all ranks; the result is that of leaf 0.
  func combine(_ count: Int, _ combination: Combination) throws {
    // Spans are borrowed from local constants, not from properties.
    let (measured, received) = (measured, receivedMeasured)
    let held = tree.held
    var distance = 1
    while distance < held.count {
      for leaf in Swift.stride(from: 0, to: held.count, by: 2 * distance) {
        let (left, right) = (leaf * stride, (leaf + distance) * stride)
        let first = held.lowerBound + leaf
        var result = measured.mutableSpan(left..<left + count)
        merge(
          measured.span(left..<left + count), first..<first + distance, measured.span(right..<right + count),
          first + distance..<first + 2 * distance, combination, into: &result)
      }
      distance *= 2
    }
    guard let exchange else { return }
    distance = 1
    while distance < tree.rankCount {
      let partner = tree.rank ^ distance
      var incoming = received.mutableSpan(0..<count)
      var bytes = unsafe incoming.mutableBytes
      try unsafe exchange.swap(measured.span(0..<count).bytes, into: &bytes, with: partner)
      let mine = tree.leaves(ofRanks: tree.block(of: tree.rank, distance: distance))
      let theirs = tree.leaves(ofRanks: tree.block(of: partner, distance: distance))
      var result = measured.mutableSpan(0..<count)
      if tree.rank < partner {
        merge(measured.span(0..<count), mine, received.span(0..<count), theirs, combination, into: &result)
      } else {
        merge(received.span(0..<count), theirs, measured.span(0..<count), mine, combination, into: &result)
      }
      distance *= 2
    }
  }

  private func merge(
    _ left: Span<Double>, _ leftLeaves: Range<Int>, _ right: Span<Double>, _ rightLeaves: Range<Int>,
    _ combination: Combination, into result: inout MutableSpan<Double>
  ) {
    switch combination {
    case .sum: for index in left.indices { result[index] = left[index] + right[index] }
    case .minimum: for index in left.indices { result[index] = min(left[index], right[index]) }
    case .moments(let examples, let positions):
      BatchNorm.combine(
        left, count: positions * tree.rows(of: leftLeaves, batch: examples).count, right,
        count: positions * tree.rows(of: rightLeaves, batch: examples).count, into: &result)
    }
  }

  /// Adds the first `count` numbers of each leaf in `sums`, over all ranks; the result is that of leaf 0.
  func addSums(_ count: Int, threads: ThreadPool) throws {
    let sums = sums
    var distance = 1
    while distance < tree.held.count {
      for leaf in Swift.stride(from: 0, to: tree.held.count, by: 2 * distance) {
        let (left, right) = (leaf * stride, (leaf + distance) * stride)
        var result = sums.mutableSpan(left..<left + count)
        add(sums.span(left..<left + count), sums.span(right..<right + count), into: &result, threads: threads)
      }
      distance *= 2
    }
    try addOverRanks(sums, 0..<count, threads: threads)
  }

  /// Adds numbers of all ranks along the upper part of the tree, by recursive doubling: both partners add the left one's
  /// numbers to the right one's, so all ranks end with the same bits.
  func addOverRanks(_ values: AlignedBuffer<Float>, _ range: Range<Int>, threads: ThreadPool) throws {
    guard let exchange else { return }
    let received = received
    var distance = 1
    while distance < tree.rankCount {
      let partner = tree.rank ^ distance
      for start in Swift.stride(from: range.lowerBound, to: range.upperBound, by: Leaves.chunk) {
        let part = start..<min(start + Leaves.chunk, range.upperBound)
        var incoming = received.mutableSpan(0..<part.count)
        var bytes = unsafe incoming.mutableBytes
        try unsafe exchange.swap(values.span(part).bytes, into: &bytes, with: partner)
        var result = values.mutableSpan(part)
        if tree.rank < partner {
          add(values.span(part), received.span(0..<part.count), into: &result, threads: threads)
        } else {
          add(received.span(0..<part.count), values.span(part), into: &result, threads: threads)
        }
      }
      distance *= 2
    }
  }
}

public import FledgeKernels

/// Whether a network is learning or being used.
public enum Mode: Sendable {
  /// Dropout drops, batch normalisation uses and updates the statistics of the batch.
  case training
  /// Nothing is random and nothing is updated.
  case evaluation
}

/// What a layer needs beside its input: its share of the planned memory, and the circumstances of this call.
public struct LayerContext: Sendable {
  /// How many examples the batch has.
  public var batch: Int
  /// Whether the network is learning or being used.
  public var mode: Mode
  /// Where a random layer takes its numbers from: a function of seed, layer and step.
  public var key: RandomKey
  /// The threads that kernels may use.
  public internal(set) var threads: ThreadPool
  /// The layer's parameters, in the order of `Layer.parameters`.
  public let parameters: ParameterViews
  /// The gradients of the same parameters; `backward` adds to them.
  public let gradients: ParameterViews
  /// The layer's statistics, in the order of `Layer.statistics`.
  public let statistics: ParameterViews
  /// What `forward` keeps for `backward`, in the order of `Layer.saved`, each as large as for the largest batch.
  public let saved: ParameterViews

  package init(
    batch: Int, mode: Mode, key: RandomKey, threads: ThreadPool, parameters: ParameterViews, gradients: ParameterViews,
    statistics: ParameterViews, saved: ParameterViews
  ) {
    self.batch = batch
    self.mode = mode
    self.key = key
    self.threads = threads
    self.parameters = parameters
    self.gradients = gradients
    self.statistics = statistics
    self.saved = saved
  }

  mutating func begin(batch: Int, mode: Mode, key: RandomKey) {
    self.batch = batch
    self.mode = mode
    self.key = key
  }
}

/// Named pieces of planned memory, as spans.
///
/// The plan gives every slot its own range, so writing to one never touches another.
public struct ParameterViews: Sendable {
  private struct Place {
    let arena: AlignedBuffer<Float>
    let ranges: [Range<Int>]
  }

  private let position: Box<Place>

  package init(_ arena: AlignedBuffer<Float>, _ ranges: [Range<Int>]) {
    position = Box(Place(arena: arena, ranges: ranges))
  }

  /// How many slots there are.
  public var count: Int { position.value.ranges.count }

  /// Slot `index`, to read.
  public subscript(index: Int) -> Span<Float> {
    @_lifetime(borrow self)
    get {
      let arena = position.value.arena
      return unsafe _overrideLifetime(arena.span(position.value.ranges[index]), borrowing: self)
    }
  }

  /// Slot `index`, to write.
  @_lifetime(borrow self)
  public func mutable(_ index: Int) -> MutableSpan<Float> {
    let arena = position.value.arena
    return unsafe _overrideLifetime(arena.mutableSpan(position.value.ranges[index]), borrowing: self)
  }
}

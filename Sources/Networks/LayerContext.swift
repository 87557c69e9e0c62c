public import FledgeKernels

/// Training or evaluation.
public enum Mode: Sendable {
  /// Dropout drops, batch normalisation uses and updates the statistics of the batch.
  case training
  /// Nothing is random and nothing is updated.
  case evaluation
}

/// What a layer gets beside its input: views of its parameters and scratch, and the batch, mode and random key of the
/// call.
public struct LayerContext: Sendable {
  /// The number of examples.
  public var batch: Int
  public var mode: Mode
  /// The key of a random layer's numbers: a function of seed, layer and step.
  public var key: RandomKey
  /// The threads that kernels may use.
  public internal(set) var threads: ThreadPool
  /// The layer's parameters, in the order of `Layer.parameters`.
  public let parameters: ParameterViews
  /// The gradients of the same parameters; `backward` adds to them.
  public let gradients: ParameterViews
  /// The layer's statistics, in the order of `Layer.statistics`.
  public let statistics: ParameterViews
  /// What `forward` keeps for `backward`, in the order of `Layer.saved`; each view has room for the largest batch.
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

}

/// Views of ranges in one buffer, such as the parameters of a layer.
///
/// The ranges do not overlap, so writing through one view never changes another.
public struct ParameterViews: Sendable {
  private struct Content {
    let memory: AlignedBuffer<Float>
    let ranges: [Range<Int>]
  }

  private let content: Box<Content>

  package init(_ memory: AlignedBuffer<Float>, _ ranges: [Range<Int>]) {
    content = Box(Content(memory: memory, ranges: ranges))
  }

  /// The number of views.
  public var count: Int { content.value.ranges.count }

  /// View `index`, to read.
  public subscript(index: Int) -> Span<Float> {
    @_lifetime(borrow self)
    get {
      let memory = content.value.memory
      return unsafe _overrideLifetime(memory.span(content.value.ranges[index]), borrowing: self)
    }
  }

  /// View `index`, to write.
  @_lifetime(borrow self)
  public func mutable(_ index: Int) -> MutableSpan<Float> {
    let memory = content.value.memory
    return unsafe _overrideLifetime(memory.mutableSpan(content.value.ranges[index]), borrowing: self)
  }
}

/// A value that holds many references, copied as one: copying the value itself would retain each of them in every step.
final class Box<Value: Sendable>: Sendable {
  let value: Value

  init(_ value: Value) {
    self.value = value
  }
}

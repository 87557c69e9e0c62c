public import FledgeKernels

/// Whether a network is learning or being used.
public enum Mode: Sendable {
  /// Dropout drops, batch normalisation uses and updates the statistics of the batch.
  case training
  /// Nothing is random and nothing is updated.
  case evaluation
}

/// What a layer needs beside its input: its share of the planned memory, and the circumstances of this call.
public struct Pass: Sendable {
  /// How many examples the batch has.
  public var batch: Int
  /// Whether the network is learning or being used.
  public var mode: Mode
  /// Where a random layer takes its numbers from: a function of seed, layer and step.
  public var draw: Draw
  /// The threads that kernels may use.
  public internal(set) var team: ThreadTeam
  /// The layer's parameters, in the order of `Layer.parameters`.
  public let parameters: Slots
  /// The gradients of the same parameters; `backward` adds to them.
  public let gradients: Slots
  /// The layer's statistics, in the order of `Layer.statistics`.
  public let statistics: Slots
  /// What `forward` keeps for `backward`, in the order of `Layer.saved`, each as large as for the largest batch.
  public let saved: Slots

  mutating func begin(batch: Int, mode: Mode, draw: Draw) {
    self.batch = batch
    self.mode = mode
    self.draw = draw
  }
}

/// Named pieces of planned memory, as spans.
///
/// The plan gives every slot its own range, so writing to one never touches another.
public struct Slots: Sendable {
  private struct Place {
    let arena: Arena
    let ranges: [Range<Int>]
  }

  private let place: Shared<Place>

  package init(_ arena: Arena, _ ranges: [Range<Int>]) {
    place = Shared(Place(arena: arena, ranges: ranges))
  }

  /// How many slots there are.
  public var count: Int { place.value.ranges.count }

  /// Slot `index`, to read.
  public subscript(index: Int) -> Span<Float> {
    @_lifetime(borrow self)
    get {
      let arena = place.value.arena
      return unsafe _overrideLifetime(arena.span(place.value.ranges[index]), borrowing: self)
    }
  }

  /// Slot `index`, to write.
  @_lifetime(borrow self)
  public func mutable(_ index: Int) -> MutableSpan<Float> {
    let arena = place.value.arena
    return unsafe _overrideLifetime(arena.mutableSpan(place.value.ranges[index]), borrowing: self)
  }
}

import FledgeKernels
import FledgeTensors

/// One piece of memory for every value of a network: its input and the output of every node.
package struct ValueMemory: Sendable {
  private let arena: AlignedBuffer<Float>
  private var starts: [Int]
  private let widths: [Int]
  private let spareInput: Int

  /// Plans the memory, with a second place for the input where it is wanted.
  package init(network: Network, capacity: Int, hasSpareInput: Bool = false) {
    widths = (0...network.nodes.count).map { network.shape(ofValue: $0).count }
    var starts: [Int] = []
    var end = 0
    for width in widths {
      starts.append(end)
      end += (width * capacity + 15) / 16 * 16
    }
    self.starts = starts
    spareInput = end
    arena = AlignedBuffer<Float>(count: end + (hasSpareInput ? widths[0] * capacity : 0))
  }

  /// The same memory, with the second place as that of the input.
  var withSpareInput: ValueMemory {
    var other = self
    other.starts[0] = spareInput
    return other
  }

  package var count: Int { arena.count }

  /// Value `index` of a batch, to read.
  @_lifetime(borrow self)
  package func span(_ index: Int, batch: Int) -> Span<Float> {
    let span = arena.span(starts[index]..<starts[index] + widths[index] * batch)
    return unsafe _overrideLifetime(span, borrowing: self)
  }

  /// Value `index` of a batch, to write; no two values share memory.
  @_lifetime(borrow self)
  package func mutable(_ index: Int, batch: Int) -> MutableSpan<Float> {
    let span = arena.mutableSpan(starts[index]..<starts[index] + widths[index] * batch)
    return unsafe _overrideLifetime(span, borrowing: self)
  }
}

import FledgeKernels
import FledgeTensors

/// One piece of memory for every value of a network: its input and the output of every node.
package struct ValueMemory: Sendable {
  private let arena: Arena
  private let starts: [Int]
  private let widths: [Int]

  package init(network: Network, capacity: Int) {
    widths = (0...network.nodes.count).map { network.shape(ofValue: $0).count }
    var starts: [Int] = []
    var end = 0
    for width in widths {
      starts.append(end)
      end += (width * capacity + 15) / 16 * 16
    }
    self.starts = starts
    arena = Arena(count: end)
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

import FledgeKernels
import FledgeTensors

/// One buffer for every value of a network: its input, perhaps in several input buffers, and the output of every node.
package struct ValueMemory: Sendable {
  private struct Layout {
    let memory: AlignedBuffer<Float>
    /// Where each value begins; the entry of value 0 is that of the first input buffer.
    let starts: [Int]
    let widths: [Int]
    let capacity: Int
    let otherInputsStart: Int
  }

  private let layout: Box<Layout>
  /// The input buffer that value 0 is in.
  package internal(set) var inputBuffer = 0

  package init(network: Network, capacity: Int, inputBuffers: Int = 1) {
    let widths = (0...network.nodes.count).map { network.shape(ofValue: $0).count }
    var starts: [Int] = []
    var end = 0
    for width in widths {
      starts.append(end)
      end += ValueMemory.padded(width * capacity)
    }
    let count = end + (inputBuffers - 1) * ValueMemory.padded(widths[0] * capacity)
    layout = Box(
      Layout(
        memory: AlignedBuffer<Float>(count: count), starts: starts, widths: widths, capacity: capacity,
        otherInputsStart: end))
  }

  /// A count of floats that ends at a cache line.
  static func padded(_ count: Int) -> Int { (count + 15) / 16 * 16 }

  package var count: Int { layout.value.memory.count }

  /// The floats that one value takes, padding included.
  func count(ofValue index: Int) -> Int { ValueMemory.padded(layout.value.widths[index] * layout.value.capacity) }

  private func range(_ index: Int, batch: Int) -> Range<Int> {
    let isOther = index == 0 && inputBuffer > 0
    let start =
      isOther
      ? layout.value.otherInputsStart + (inputBuffer - 1) * count(ofValue: 0) : layout.value.starts[index]
    return start..<start + layout.value.widths[index] * batch
  }

  /// Value `index` of a batch, to read.
  @_lifetime(borrow self)
  package func span(_ index: Int, batch: Int) -> Span<Float> {
    let memory = layout.value.memory
    return unsafe _overrideLifetime(memory.span(range(index, batch: batch)), borrowing: self)
  }

  /// Value `index` of a batch, to write; no two values share memory.
  @_lifetime(borrow self)
  package func mutable(_ index: Int, batch: Int) -> MutableSpan<Float> {
    let memory = layout.value.memory
    return unsafe _overrideLifetime(memory.mutableSpan(range(index, batch: batch)), borrowing: self)
  }
}

/// The memory that the operations of a plan share.
package struct PlanMemory: Sendable {
  package internal(set) var values: ValueMemory
  /// The gradients of the values; without memory where the plan has no backward pass.
  package let gradients: ValueMemory
  /// Whether the zero mask of the network's input is known, because `InputBuffer.fill` wrote the input.
  var hasInputMask = false
  let scratch: AlignedBuffer<Float>

  /// Calls `body` with the memory for the gradient of a value, which is empty where nothing needs it.
  func withGradient(
    of value: Int, _ use: InputGradient, context: LayerContext, _ body: (inout MutableSpan<Float>) -> Void
  ) {
    switch use {
    case .none, .overwrite:
      var gradient = gradients.mutable(value, batch: use == .none ? 0 : context.batch)
      body(&gradient)
    case .add:
      var sum = gradients.mutable(value, batch: context.batch)
      var share = scratch.mutableSpan(0..<sum.count)
      body(&share)
      addScaled(share.span, by: 1, to: &sum, threads: context.threads)
    }
  }
}

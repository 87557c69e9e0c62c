package import FledgeKernels

extension Workspace {
  /// The network's input, `[batch, inputs]`, to be written before `forward`.
  @_lifetime(borrow self)
  package func input(batch: Int) -> MutableSpan<Float> {
    unsafe _overrideLifetime(memory.values.mutable(0, batch: batch), borrowing: self)
  }

  /// What `forward` computed for value `index`, `[batch, features]`.
  ///
  /// Values inside fused operations are written only by `forward(everyValue: true)`.
  @_lifetime(borrow self)
  package func value(_ index: Int, batch: Int) -> Span<Float> {
    unsafe _overrideLifetime(memory.values.span(index, batch: batch), borrowing: self)
  }

  /// The same value, to be changed before `forward(after:batch:)`.
  @_lifetime(borrow self)
  package func mutableValue(_ index: Int, batch: Int) -> MutableSpan<Float> {
    unsafe _overrideLifetime(memory.values.mutable(index, batch: batch), borrowing: self)
  }

  /// The network's output, `[batch, outputs]`.
  @_lifetime(borrow self)
  package func output(batch: Int) -> Span<Float> {
    unsafe _overrideLifetime(value(network.nodes.count, batch: batch), borrowing: self)
  }

  /// The gradient of the network's output, `[batch, outputs]`, to be written before `backward`.
  @_lifetime(borrow self)
  package func outputGradient(batch: Int) -> MutableSpan<Float> {
    precondition(learns, "Workspace: planned without gradients")
    return unsafe _overrideLifetime(memory.gradients.mutable(network.nodes.count, batch: batch), borrowing: self)
  }

  /// The gradient of the network's input, `[batch, inputs]`, if `wantsInputGradient` was set.
  @_lifetime(borrow self)
  package func inputGradient(batch: Int) -> Span<Float> {
    precondition(learns, "Workspace: planned without gradients")
    return unsafe _overrideLifetime(memory.gradients.span(0, batch: batch), borrowing: self)
  }

  /// The memory for batches of inputs; the first is in use.
  package var inputBuffers: [InputBuffer] {
    (0..<plan.inputBuffers).map { buffer in
      var values = memory.values
      values.inputBuffer = buffer
      return InputBuffer(values: values, masks: plan.operations.compactMap { $0.inputMask(buffer: buffer) })
    }
  }

  /// Goes on to the batch that `InputBuffer.fill` has written to the other input buffer.
  package mutating func swapInputs() {
    precondition(plan.inputBuffers == 2, "Workspace: expected 2 input buffers, found \(plan.inputBuffers)")
    memory.values.inputBuffer = 1 - memory.values.inputBuffer
    memory.hasInputMask = true
  }
}

/// Memory for a batch of the network's inputs, which can be filled while another batch is in use.
package struct InputBuffer: Sendable {
  fileprivate let values: ValueMemory
  fileprivate let masks: [ZeroMask]

  /// Writes a batch `[batch, inputs]` with `read`, and finds its zeros.
  package func fill(batch: Int, threads: ThreadPool, _ read: (inout MutableSpan<Float>) -> Void) {
    var inputs = values.mutable(0, batch: batch)
    read(&inputs)
    for index in 0..<masks.count {
      masks[index].find(in: inputs.span, rows: batch, threads: threads)
      masks[index].ifWorthwhile?.transpose(threads: threads)
    }
  }
}

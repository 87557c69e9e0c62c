package import FledgeKernels

/// A place for a batch of the network's inputs, which can be filled while the batch in another is in use.
package struct InputBuffer: Sendable {
  fileprivate let values: ValueMemory
  fileprivate let zeros: [ZeroMask]

  /// Writes a batch `[batch, inputs]` with `read`, and finds its zeros.
  package func fill(batch: Int, threads: ThreadPool, _ read: (inout MutableSpan<Float>) -> Void) {
    var inputs = values.mutable(0, batch: batch)
    read(&inputs)
    for index in 0..<zeros.count {
      zeros[index].find(in: inputs.span, rows: batch, threads: threads)
      zeros[index].ifWorthwhile?.transpose(threads: threads)
    }
  }
}

extension Workspace {
  /// The place in use and, where it was planned, the spare one.
  package var inputPlaces: [InputBuffer] {
    var positions = [InputBuffer(values: values, zeros: inputZeros(fusedLinears))]
    if let spare { positions.append(InputBuffer(values: spare.values, zeros: inputZeros(spare.fusedLinears))) }
    return positions
  }

  private func inputZeros(_ steps: [Box<FusedLinear>?]) -> [ZeroMask] {
    steps.compactMap { $0?.value.input == 0 ? $0?.value.inputZeros : nil }
  }

  /// Goes on to the batch in the spare place; the other place is the spare one then.
  package mutating func swapInputs() {
    guard var other = spare else { preconditionFailure("Workspace: planned without a spare input") }
    swap(&values, &other.values)
    swap(&fusedLinears, &other.fusedLinears)
    spare = other
  }
}

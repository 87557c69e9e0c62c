package import FledgeKernels

/// A place for a batch of the network's inputs, which can be filled while the batch in another is in use.
package struct InputPlace: Sendable {
  fileprivate let values: ValueMemory
  fileprivate let zeros: [NonzeroBits]

  /// Writes a batch `[batch, inputs]` with `read`, and finds its zeros.
  package func fill(batch: Int, team: ThreadTeam, _ read: (inout MutableSpan<Float>) -> Void) {
    var inputs = values.mutable(0, batch: batch)
    read(&inputs)
    for index in 0..<zeros.count {
      zeros[index].find(in: inputs.span, rows: batch, team: team)
      zeros[index].ifWorthwhile?.transpose(team: team)
    }
  }
}

extension Workspace {
  /// The place in use and, where it was planned, the spare one.
  package var inputPlaces: [InputPlace] {
    var places = [InputPlace(values: values, zeros: inputZeros(denseSteps))]
    if let spare { places.append(InputPlace(values: spare.values, zeros: inputZeros(spare.denseSteps))) }
    return places
  }

  private func inputZeros(_ steps: [Shared<DenseStep>?]) -> [NonzeroBits] {
    steps.compactMap { $0?.value.input == 0 ? $0?.value.inputZeros : nil }
  }

  /// Goes on to the batch in the spare place; the other place is the spare one then.
  package mutating func swapInputs() {
    guard var other = spare else { preconditionFailure("Workspace: planned without a spare input") }
    swap(&values, &other.values)
    swap(&denseSteps, &other.denseSteps)
    spare = other
  }
}

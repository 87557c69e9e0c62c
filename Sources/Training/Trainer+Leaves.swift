import FledgeKernels
import FledgeNetworks
import FledgeTensors

/// A step whose batch is cut into leaves: see `LeafTree` for the cut and `Leaves` for the sums.
extension Trainer {
  /// Batch, forward, loss, backward for each leaf; the sums over all leaves; optimizer.
  func update(_ leaves: Leaves) throws {
    let range = batches.range(ofStep: state.stepInEpoch)
    let weightSum = batch.weightSum(of: range, source: training, options: options)
    let scale = Float(1 / max(weightSum, 1e-30))
    leaves.use(workspace.threads)
    if leaves.mixes {
      try passTogether(leaves, range, gradientScale: scale)
    } else {
      passInTurn(leaves, range, gradientScale: scale)
    }
    // The measures of all ranks go on with the gradients: nothing has changed yet where the loss is not finite.
    let measured = leaves.measured
    measured[2] += leaves.requestsStop ? 1 : 0
    try leaves.combine(Leaves.metricCount, .sum)
    let (lossSum, correctCount) = (measured[0], Int(measured[1]))
    leaves.isStopAgreed = measured[2] > 0
    guard lossSum.isFinite else { throw try divergence(leaves, range) }
    let isMeasured = measuresNorms
    try leaves.addOverRanks(
      workspace.parameterGradients, 0..<network.parameterLayout.bufferCount, threads: workspace.threads)
    let norms = isMeasured ? gradientNorms() : []
    update(groups)

    state.lossSum += lossSum
    state.weightSum += weightSum
    state.exampleCount += range.count
    state.correctCount += correctCount
    if isMeasured {
      tracked = trackedValues(gradientNorms: norms, deadShares: try deadShares(leaves, range))
    }
    state.step += 1
    state.stepInEpoch += 1
  }

  /// Calls `body` with the workspace of a slot.
  private func withWorkspace<Result>(
    _ leaves: Leaves, slot: Int, _ body: (inout Workspace) throws -> Result
  ) rethrows -> Result {
    slot == 0 ? try body(&workspace) : try leaves.withWorkspace(ofSlot: slot, body)
  }

  /// Where a leaf of this rank is in the order of the epoch.
  private func rows(_ leaves: Leaves, _ leaf: Int, of range: Range<Int>) -> Range<Int> {
    let number = leaves.tree.held.lowerBound + leaf
    let rows = leaves.tree.rows(of: number..<number + 1, batch: range.count)
    return range.lowerBound + rows.lowerBound..<range.lowerBound + rows.upperBound
  }

  /// Forward and backward pass of one leaf after the other; each pair of sums is added as soon as it is complete.
  private func passInTurn(_ leaves: Leaves, _ range: Range<Int>, gradientScale: Float) {
    for leaf in 0..<leaves.tree.held.count {
      let slot = leaves.slot(of: leaf)
      withWorkspace(leaves, slot: slot) { workspace in
        guard begin(leaves, leaf, range, &workspace) else { return }
        workspace.forward(operations: 0..<workspace.operationCount)
        evaluate(leaves, leaf, workspace, gradientScale: gradientScale)
        workspace.backward(range: 0..<workspace.backwardOrder.count)
      }
      var (complete, top) = (leaf + 1, slot)
      while complete.isMultiple(of: 2) {
        addGradients(leaves, ofSlot: top, toSlot: top - 1)
        (complete, top) = (complete / 2, top - 1)
      }
    }
  }

  /// All leaves layer by layer, which wait for each other at each operation that mixes examples.
  private func passTogether(_ leaves: Leaves, _ range: Range<Int>, gradientScale: Float) throws {
    let held = leaves.tree.held.count
    for leaf in 0..<held { withWorkspace(leaves, slot: leaf) { _ = begin(leaves, leaf, range, &$0) } }
    var first = 0
    for position in leaves.mixingOperations {
      forEachLeaf(leaves, range) { _, workspace in workspace.forward(operations: first..<position) }
      try normalize(leaves, position, range)
      first = position + 1
    }
    // Moments were measured in the same memory.
    for leaf in 0..<held { clearMetrics(leaves, leaf) }
    forEachLeaf(leaves, range) { leaf, workspace in
      workspace.forward(operations: first..<workspace.operationCount)
      evaluate(leaves, leaf, workspace, gradientScale: gradientScale)
    }
    let order = workspace.backwardOrder
    first = 0
    for (index, position) in order.enumerated() where leaves.mixingOperations.contains(position) {
      forEachLeaf(leaves, range) { _, workspace in workspace.backward(range: first..<index) }
      try differentiate(leaves, position, range)
      first = index + 1
    }
    forEachLeaf(leaves, range) { _, workspace in workspace.backward(range: first..<order.count) }
    var distance = 1
    while distance < held {
      for leaf in stride(from: 0, to: held, by: 2 * distance) {
        addGradients(leaves, ofSlot: leaf + distance, toSlot: leaf)
      }
      distance *= 2
    }
  }

  /// Calls `body` for each leaf of this rank that has examples; each has a workspace of its own.
  private func forEachLeaf(
    _ leaves: Leaves, _ range: Range<Int>, _ body: (Int, inout Workspace) throws -> Void
  ) rethrows {
    for leaf in 0..<leaves.tree.held.count where !rows(leaves, leaf, of: range).isEmpty {
      try withWorkspace(leaves, slot: leaf) { try body(leaf, &$0) }
    }
  }

  /// A batch normalisation of all leaves by the moments of the whole batch.
  private func normalize(_ leaves: Leaves, _ position: Int, _ range: Range<Int>) throws {
    guard let layer = workspace.batchNorm(position) else { return }
    let count = layer.momentCount
    let measured = leaves.measured
    forEachLeaf(leaves, range) { leaf, workspace in
      var moments = measured.mutableSpan(leaf * leaves.stride..<leaf * leaves.stride + count)
      workspace.measure(position, into: &moments)
    }
    try leaves.combine(count, .moments(examples: range.count, positions: layer.positions))
    for leaf in 0..<leaves.tree.held.count {
      withWorkspace(leaves, slot: leaf) {
        $0.normalize(
          position, moments: measured.span(0..<count), examples: range.count, updatesStatistics: leaf == 0)
      }
    }
  }

  /// The backward pass of a batch normalisation, by the sums over the whole batch.
  private func differentiate(_ leaves: Leaves, _ position: Int, _ range: Range<Int>) throws {
    guard let count = workspace.batchNorm(position)?.gradientSumCount else { return }
    let sums = leaves.sums
    var all = sums.mutableSpan(0..<sums.count)
    fill(&all, with: 0)
    forEachLeaf(leaves, range) { leaf, workspace in
      workspace.sumGradients(position, into: sums, at: leaf * leaves.stride)
    }
    try leaves.addSums(count, threads: workspace.threads)
    forEachLeaf(leaves, range) { _, workspace in
      workspace.inputGradient(position, sums: sums.span(0..<count), examples: range.count)
    }
  }

  /// Reads a leaf's examples; `false` where it has none, whose gradient and metrics are then 0.
  private func begin(_ leaves: Leaves, _ leaf: Int, _ range: Range<Int>, _ workspace: inout Workspace) -> Bool {
    let rows = rows(leaves, leaf, of: range)
    clearMetrics(leaves, leaf)
    workspace.beginLeaf(batch: rows.count, leaf: leaves.tree.held.lowerBound + leaf, step: UInt64(state.step))
    guard !rows.isEmpty else {
      var gradients = workspace.mutableParameterGradients(0..<network.parameterLayout.bufferCount)
      fill(&gradients, with: 0)
      return false
    }
    workspace.zeroGradients()
    readBatch(rows, into: workspace, leaves.batches[leaves.slot(of: leaf)])
    return true
  }

  private func clearMetrics(_ leaves: Leaves, _ leaf: Int) {
    for metric in 0..<Leaves.metricCount { leaves.measured[leaf * leaves.stride + metric] = 0 }
  }

  /// Writes the gradient of a leaf's output, and its loss and correct predictions.
  private func evaluate(_ leaves: Leaves, _ leaf: Int, _ workspace: borrowing Workspace, gradientScale: Float) {
    let batch = leaves.batches[leaves.slot(of: leaf)]
    let measured = leaves.measured
    measured[leaf * leaves.stride] = evaluateLoss(workspace, batch, count: batch.count, gradientScale: gradientScale)
    guard batch.hasLabels else { return }
    measured[leaf * leaves.stride + 1] = Double(
      batch.countCorrect(output: workspace.output(batch: batch.count), threads: workspace.threads))
  }

  private func addGradients(_ leaves: Leaves, ofSlot right: Int, toSlot left: Int) {
    let all = 0..<network.parameterLayout.bufferCount
    let (a, b) = (
      withWorkspace(leaves, slot: left) { $0.parameterGradients },
      withWorkspace(leaves, slot: right) { $0.parameterGradients }
    )
    var sum = a.mutableSpan(all)
    add(a.span(all), b.span(all), into: &sum, threads: workspace.threads)
  }

  /// Names the first value of the forward pass that is not finite, in any leaf.
  private func divergence(_ leaves: Leaves, _ range: Range<Int>) throws -> TrainingError {
    let none = network.nodes.count
    for leaf in 0..<leaves.tree.held.count {
      leaves.measured[leaf * leaves.stride] = Double(none)
      let rows = rows(leaves, leaf, of: range)
      guard !rows.isEmpty else { continue }
      let slot = leaves.slot(of: leaf)
      leaves.measured[leaf * leaves.stride] = withWorkspace(leaves, slot: slot) { workspace in
        readBatch(rows, into: workspace, leaves.batches[slot])
        workspace.forward(batch: rows.count, mode: .training, step: UInt64(state.step), everyValue: true)
        return Double(firstNonFiniteNode(workspace, count: rows.count) ?? none)
      }
    }
    try leaves.combine(1, .minimum)
    let node = Int(leaves.measured[0])
    return divergence(at: node < none ? node : nil)
  }

  /// The share of dead units of each rectifier over the batch; see `trackedValues`.
  private func deadShares(_ leaves: Leaves, _ range: Range<Int>) throws -> [Double] {
    let widths = rectifiers.map { network.shape(ofValue: $0 + 1).count }
    let alive = AlignedBuffer<Float>(count: widths.reduce(0, +))
    for leaf in 0..<leaves.tree.held.count {
      let rows = rows(leaves, leaf, of: range)
      guard !rows.isEmpty else { continue }
      let slot = leaves.slot(of: leaf)
      withWorkspace(leaves, slot: slot) { workspace in
        readBatch(rows, into: workspace, leaves.batches[slot])
        workspace.forward(batch: rows.count, mode: .evaluation, step: UInt64(state.step), everyValue: true)
        var start = 0
        for (node, width) in zip(rectifiers, widths) {
          let values = workspace.value(node + 1, batch: rows.count)
          for index in values.indices where values[index] != 0 { alive[start + index % width] = 1 }
          start += width
        }
      }
    }
    try leaves.addOverRanks(alive, 0..<alive.count, threads: workspace.threads)
    var start = 0
    return widths.map { width in
      defer { start += width }
      return Double((start..<start + width).count { alive[$0] == 0 }) / Double(max(1, width))
    }
  }
}

import FledgeKernels

extension FusedLinear {
  /// Scans the input of this batch, before the products of every forward pass.
  func findZeros(_ values: ValueMemory, context: LayerContext) {
    guard let inputZeros else { return }
    let input = values.span(input, batch: context.batch)
    inputZeros.find(in: input, rows: context.batch, threads: context.threads)
    activeInputs?.find(inputZeros, threads: context.threads)
    sparsity.active?.take(input, rows: context.batch, threads: context.threads)
  }

  /// The sparsity of the input as it was measured.
  var measuredSparsity: Sparsity { Sparsity(density: inputZeros?.density, activeShare: activeInputs?.share) }

  /// What the forward product and the weight gradient skip: single zeros, or columns of zeros, or nothing.
  var sparsity: (zeroMask: ZeroMask?, active: ActiveColumns?) {
    let skipped = measuredSparsity.ofLeftFactor
    return (skipped.density == nil ? nil : inputZeros, skipped.activeShare == nil ? nil : activeInputs)
  }

  /// What the input gradient skips: zeros of the output's gradient, and columns of the input that are 0 throughout.
  var gradientSparsity: (zeroMask: ZeroMask?, active: ActiveColumns?) {
    let skipped = Sparsity.ofInputGradient(outputDensity: outputZeros?.density, activeShare: activeInputs?.share)
    return (skipped.density == nil ? nil : outputZeros, skipped.activeShare == nil ? nil : activeInputs)
  }

  /// The size of masks and active columns.
  var maskByteCount: Int { (inputZeros?.byteCount ?? 0) + (activeInputs?.byteCount ?? 0) }

  /// The share of the last batch's multiply-adds that were not skipped: in the forward product and the weight gradient,
  /// and in the input gradient.
  var densities: (input: Double, output: Double) {
    let (forward, gradient) = (sparsity, gradientSparsity)
    return (
      forward.zeroMask?.density ?? forward.active?.share ?? 1,
      (gradient.zeroMask?.density ?? 1) * (gradient.active?.share ?? 1)
    )
  }
}

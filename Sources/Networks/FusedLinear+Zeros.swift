import FledgeKernels

extension FusedLinear {
  /// Plans to leave out the zeros of inputs, which are the network's or come from ReLU.
  ///
  /// Where an output is 0 behind ReLU, so is the product's gradient: what is known of a step's input serves the maker too.
  static func planZeros(_ steps: inout [FusedLinear?], capacity: Int) {
    for case let step? in steps where step.isWorthLooking(capacity: capacity) {
      let zeros = ZeroMask(capacity: capacity, columns: step.layer.inputs, neighborsAreAlike: step.input == 0)
      steps[step.node]?.inputZeros = zeros
      guard let maker = step.producer?.node else { continue }
      steps[maker]?.outputZeros = zeros
      steps[step.node]?.inputLive = ActiveColumns(capacity: capacity, columns: step.layer.inputs)
    }
  }

  /// The same steps, with room of their own for what is known of the network's input.
  static func forSpareInput(_ steps: [FusedLinear?], capacity: Int) -> [FusedLinear?] {
    steps.map { step in
      guard var step, step.input == 0, let zeros = step.inputZeros else { return step }
      step.inputZeros = ZeroMask(capacity: capacity, columns: zeros.columns, neighborsAreAlike: true)
      return step
    }
  }

  /// Below this many multiply-adds, or outputs, looking for zeros costs as much as leaving them out gives.
  private static let (leastWork, fewestOutputs) = (1 << 18, 32)

  /// How much longer a term takes that is found by its bit than one of a dense loop.
  private static let costOfBits = 1.5

  private func isWorthLooking(capacity: Int) -> Bool {
    guard input == 0 || producer?.derivative.activation == .relu, precision == .fp32 else { return false }
    return layer.outputs >= FusedLinear.fewestOutputs && capacity * layer.inputs * layer.outputs > FusedLinear.leastWork
  }

  /// Looks at the input of this batch, which every forward pass does before the products.
  func findZeros(_ values: ValueMemory, context: LayerContext) {
    guard let inputZeros else { return }
    let input = values.span(input, batch: context.batch)
    inputZeros.find(in: input, rows: context.batch, threads: context.threads)
    inputLive?.find(inputZeros, threads: context.threads)
    knownOfInput.active?.take(input, rows: context.batch, threads: context.threads)
  }

  /// What products leave out that read the input: single zeros, or whole columns of zeros.
  var knownOfInput: (zeroMask: ZeroMask?, active: ActiveColumns?) {
    let (zeroMask, active) = (inputZeros?.ifWorthwhile, inputLive?.ifWorthwhile)
    guard let zeroMask else { return (nil, active) }
    guard let active, active.share < FusedLinear.costOfBits * zeroMask.density else { return (zeroMask, nil) }
    return (nil, active)
  }

  /// The bytes that it takes to know what is left out.
  var maskByteCount: Int { (inputZeros?.byteCount ?? 0) + (inputLive?.byteCount ?? 0) }

  /// The part of the last batch's terms that was not left out: of the input in forward product and weight gradient, of
  /// the product's gradient in that of the input.
  var densities: (input: Double, output: Double) {
    let known = knownOfInput
    return (
      known.zeroMask?.density ?? known.active?.share ?? 1,
      (outputZeros?.ifWorthwhile?.density ?? 1) * (inputLive?.ifWorthwhile?.share ?? 1)
    )
  }
}

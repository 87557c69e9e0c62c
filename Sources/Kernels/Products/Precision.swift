internal import CFledgeKernels

/// What the factors of linear layers' products are rounded to.
public enum Precision: String, Sendable, CaseIterable {
  /// Not rounded: the same bits on every processor.
  case fp32
  /// bfloat16: eight bits of mantissa. Sums, weights, activations, gradients and optimizer state stay in single precision.
  ///
  /// Needs AMX or AVX512-BF16. Each sums in an order of its own: the bits are the same for any number of threads, but
  /// differ between the two. `FLEDGE_ISA=avx512` chooses AVX512-BF16 where the processor has both.
  case bf16

  /// Whether `instructionSet` has kernels for this precision.
  public func isAvailable(with instructionSet: InstructionSet = .current) -> Bool {
    unsafe self == .fp32 || kernel(instructionSet) != nil
  }

  /// - Throws: `KernelError.unavailablePrecision`.
  public func check(with instructionSet: InstructionSet = .current) throws(KernelError) {
    guard isAvailable(with: instructionSet) else { throw .unavailablePrecision(self, instructionSet) }
  }

  /// What decides a run's bits: the precision, and its order of sums where there are several.
  package func order(with instructionSet: InstructionSet) -> String {
    self == .bf16 && instructionSet == .amx ? "bf16 in the order of AMX" : rawValue
  }

  /// The product kernel; `nil` for fp32, and where there is none.
  func kernel(_ instructionSet: InstructionSet) -> fledge_multiply? {
    unsafe self == .fp32 ? nil : fledge_multiply_bf16_for(instructionSet.number)
  }
}

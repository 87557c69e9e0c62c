internal import CFledgeKernels

/// The numbers that the products of dense layers are made of.
public enum Precision: String, Sendable, CaseIterable {
  /// Single precision: the same bits on every processor.
  case fp32
  /// Factors rounded to eight bits of mantissa, sums in single precision; weights, activations, gradients and the
  /// optimizer's state stay in single precision.
  ///
  /// Needs AMX or AVX512-BF16, whose orders of sums are the processor's: the same bits for any number of threads, others
  /// with AMX than with AVX512-BF16, and none without either. `FLEDGE_ISA=avx512` chooses AVX512-BF16 where there are both.
  case bf16

  /// Whether kernels called with `instructionSet` can make products of these numbers.
  public func isAvailable(with instructionSet: InstructionSet = .current) -> Bool {
    unsafe self == .fp32 || kernel(instructionSet) != nil
  }

  /// Refuses what this processor, or the chosen instruction set, cannot do.
  public func check(with instructionSet: InstructionSet = .current) throws(KernelError) {
    guard isAvailable(with: instructionSet) else { throw .unavailablePrecision(self, instructionSet) }
  }

  /// What decides the bits of a training in these numbers: their name, and the order of sums where there are several.
  package func order(with instructionSet: InstructionSet) -> String {
    self == .bf16 && instructionSet == .amx ? "bf16 in the order of AMX" : rawValue
  }

  /// The product of these numbers; `nil` for the instruction set's own, and where there is none.
  func kernel(_ instructionSet: InstructionSet) -> fledge_multiply? {
    unsafe self == .fp32 ? nil : fledge_multiply_bf16_for(instructionSet.number)
  }
}

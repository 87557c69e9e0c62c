internal import CFledgeKernels

/// The processor instructions that kernels use; single-precision results have the same bits with all of them.
public enum InstructionSet: String, Sendable, CaseIterable {
  /// Plain C: slow, on every processor.
  case portable
  /// x86-64 with AVX2 and fused multiply-add.
  case avx2
  /// x86-64 with AVX-512 (F, BW, DQ, VL).
  case avx512
  /// AVX-512, and for products in bf16 the tiles of AMX.
  case amx
  /// 64-bit Arm.
  case neon

  /// The instruction sets that this processor has, slowest first.
  public static let available: [InstructionSet] = allCases.filter { unsafe $0.kernels != nil }

  /// What kernels use: the choice of `select()`, or the fastest where that throws.
  public static let current: InstructionSet = (try? select()) ?? fastest

  /// The instruction set that the environment variable `FLEDGE_ISA` asks for, or the fastest without it.
  ///
  /// A command calls this once at its start, to report a wrong value; `current` itself never fails.
  /// - Throws: when the value is unknown or this processor lacks the instructions.
  public static func select() throws(KernelError) -> InstructionSet {
    guard let requested = unsafe fledge_requested_instructions() else { return fastest }
    return try select(unsafe String(cString: requested))
  }

  package static func select(_ name: String) throws(KernelError) -> InstructionSet {
    guard let set = InstructionSet(rawValue: name) else { throw .unknownInstructionSet(name) }
    guard available.contains(set) else { throw .unavailableInstructionSet(set) }
    return set
  }

  private static var fastest: InstructionSet { available.last ?? .portable }

  var kernels: UnsafePointer<fledge_kernels>? { unsafe fledge_kernels_for(number) }

  /// Whether a core has two ports for AVX-512 multiply-adds; timed once, as no processor flag says so.
  var hasTwoFMAPorts: Bool { fledge_has_two_fma_ports(number) != 0 }

  /// The number in C.
  package var number: Int32 {
    let number =
      switch self {
      case .portable: FLEDGE_PORTABLE
      case .avx2: FLEDGE_AVX2
      case .avx512: FLEDGE_AVX512
      case .amx: FLEDGE_AMX
      case .neon: FLEDGE_NEON
      }
    return Int32(number.rawValue)
  }
}

/// A request for instructions that are unknown or unavailable.
public enum KernelError: Error, Equatable, CustomStringConvertible {
  /// `FLEDGE_ISA` names no instruction set.
  case unknownInstructionSet(String)
  /// `FLEDGE_ISA` names an instruction set that this processor lacks.
  case unavailableInstructionSet(InstructionSet)
  /// This instruction set has no product kernel for this precision.
  case unavailablePrecision(Precision, InstructionSet)

  /// One line: expected, found, what to do.
  public var description: String {
    let names = InstructionSet.available.map(\.rawValue).joined(separator: ", ")
    return switch self {
    case .unknownInstructionSet(let name):
      "FLEDGE_ISA: expected one of \(names), found \"\(name)\"; unset it to let Fledge choose"
    case .unavailableInstructionSet(let set):
      "FLEDGE_ISA: expected one of \(names), found \(set.rawValue), which this processor or system lacks; "
        + "unset it to let Fledge choose"
    case .unavailablePrecision(let precision, let set):
      "precision: expected a processor with AMX or AVX512-BF16 for \(precision.rawValue), found \(set.rawValue) without "
        + "them; use \(Precision.fp32.rawValue)"
    }
  }
}

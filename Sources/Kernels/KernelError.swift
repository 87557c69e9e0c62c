/// What can go wrong in this room: a request for instructions that are not there.
public enum KernelError: Error, Equatable, CustomStringConvertible {
  /// `FLEDGE_ISA` names no instruction set.
  case unknownInstructionSet(String)
  /// `FLEDGE_ISA` names an instruction set that this processor lacks.
  case unavailableInstructionSet(InstructionSet)
  /// No kernel makes products of these numbers with this instruction set.
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

import FledgeFormats

/// A run that was done twice: its first worker lost the lease and ended all the same.
///
/// Equal settings give equal bits on every machine, so any difference is a fault of a machine or of the software.
public struct LateResult: Hashable, Sendable {
  /// The run whose result counts.
  public let accepted: Run
  /// The run that had lost its lease.
  public let late: Run
  let acceptedResult: RunResult
  let lateResult: RunResult

  /// What differs, such as “test_accuracy 0.5 and 0.25”; `nil` where both results have the same bits.
  public var difference: String? { acceptedResult.difference(from: lateResult) }

  /// Metrics as JSON; numbers are text with all their digits, since JSON has no infinity.
  static func text(_ metrics: [String: Double]) -> String {
    var object = JSONObject()
    for (name, value) in metrics { object[name] = .string("\(value)") }
    return JSONValue.object(object).canonicalText
  }

  static func metrics(_ text: String) -> [String: Double] {
    guard let object = (try? JSONValue(parsing: text))?.objectValue else { return [:] }
    let pairs = object.members.compactMap { member in
      member.value.stringValue.flatMap(Double.init).map { (member.key, $0) }
    }
    return Dictionary(pairs) { first, _ in first }
  }
}

extension RunResult {
  /// What differs from another result of the same run: a metric, or the digest of the weights.
  public func difference(from other: RunResult) -> String? {
    for name in Set(metrics.keys).union(other.metrics.keys).sorted(by: String.byBytes) {
      let (left, right) = (metrics[name], other.metrics[name])
      // A store keeps every "not a number" as the same one.
      if left?.bitPattern == right?.bitPattern || (left?.isNaN == true && right?.isNaN == true) { continue }
      return "\(name) \(left.map { "\($0)" } ?? "nothing") and \(right.map { "\($0)" } ?? "nothing")"
    }
    guard let left = weightsDigest, let right = other.weightsDigest, left != right else { return nil }
    return "weights of SHA-256 \(left.prefix(12))… and \(right.prefix(12))…"
  }

  private var weightsDigest: String? {
    guard let record, let object = try? JSONValue(parsing: record) else { return nil }
    return object["weights_sha256"]?.stringValue
  }
}

extension CheckFinding {
  /// A fault that a run done twice has shown.
  public static func otherResult(_ result: LateResult) -> CheckFinding? {
    guard let difference = result.difference else { return nil }
    let (first, second) = (result.accepted, result.late)
    return CheckFinding(
      kind: .otherResult,
      message:
        "runs \(first.id) on \(first.worker.host) and \(second.id) on \(second.worker.host) of the same settings "
        + "differ: \(difference); a fault of a machine or of the program, the first one counts")
  }
}

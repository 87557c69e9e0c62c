import Foundation

/// A defect that a check of a store found.
public struct CheckFinding: Hashable, Sendable, CustomStringConvertible {
  public enum Kind: String, Hashable, Sendable {
    /// The file itself is damaged.
    case damage
    /// A row refers to a missing row, or two rows contradict each other.
    case contradiction
    /// A file is not at the path that the store records.
    case missingArtifact
    /// A file's size differs from the recorded size.
    case changedArtifact
    /// A run is marked as running, but its lease has expired.
    case abandonedRun
    /// The heartbeat of a running run lies in the future.
    case clockAhead
    /// A run that was done twice has two results.
    case otherResult
  }

  public let kind: Kind
  /// One line: what was found and what to do.
  public let message: String

  public var description: String { message }
}

extension CheckFinding {
  /// Compares a recorded file with the one on disk.
  static func compare(_ artifact: Artifact, of run: Run.ID, folder: String) -> CheckFinding? {
    let path = artifact.path.hasPrefix("/") ? artifact.path : folder + "/" + artifact.path
    guard let attributes = try? FileManager.default.attributesOfItem(atPath: path),
      let size = (attributes[.size] as? NSNumber)?.int64Value
    else {
      return CheckFinding(
        kind: .missingArtifact,
        message: "run \(run): the file “\(artifact.name)” is not at \(path): put it back, or delete the run")
    }
    guard size != artifact.bytes else { return nil }
    return CheckFinding(
      kind: .changedArtifact,
      message: "run \(run): \(path) has \(size) bytes, it was written with \(artifact.bytes)")
  }

  static func ahead(_ run: Run.ID, host: String, process: Int, seconds: Double) -> CheckFinding {
    CheckFinding(
      kind: .clockAhead,
      message: "run \(run): the heartbeat of process \(process) on \(host) lies \(Int(min(seconds, 1e12))) s in the "
        + "future; set the clocks of both machines, workers of its study watch whether it goes on")
  }

  static func abandoned(_ run: Run.ID, host: String, process: Int) -> CheckFinding {
    CheckFinding(
      kind: .abandonedRun,
      message: "run \(run): process \(process) on \(host) sent no heartbeat for longer than its lease; "
        + "the next worker of its study takes the run over")
  }
}

import Foundation

/// One thing that is not as it should be in a store.
public struct CheckFinding: Hashable, Sendable, CustomStringConvertible {
  /// What kind of trouble it is.
  public enum Kind: String, Hashable, Sendable {
    /// The file itself is damaged.
    case damage
    /// A row refers to one that is not there, or two rows contradict each other.
    case contradiction
    /// A file is no longer where the store says.
    case missingArtifact
    /// A file has another size than when it was written.
    case changedArtifact
    /// A run says that it is running, and its lease is over.
    case abandonedRun
  }

  /// What kind of trouble it is.
  public let kind: Kind
  /// One line that says what was found and what to do.
  public let message: String

  /// The line.
  public var description: String { message }
}

extension CheckFinding {
  /// Compares a noted file with the one on disk.
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

  static func abandoned(_ run: Run.ID, host: String, process: Int) -> CheckFinding {
    CheckFinding(
      kind: .abandonedRun,
      message: "run \(run): process \(process) on \(host) gave no sign of life for longer than its lease; "
        + "the next worker of its study takes the cell over")
  }
}

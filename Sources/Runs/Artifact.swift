/// A file that a run produced.
public struct Artifact: Hashable, Sendable {
  /// The name, unique in its run.
  public var name: String
  /// The path; a relative one counts from the folder of the store.
  public var path: String
  /// The size in bytes when it was written.
  public var bytes: Int64
  /// The SHA-256 in hexadecimal when it was written.
  public var sha256: String

  /// Creates the record of a file.
  public init(name: String, path: String, bytes: Int64, sha256: String) {
    self.name = name
    self.path = path
    self.bytes = bytes
    self.sha256 = sha256
  }
}

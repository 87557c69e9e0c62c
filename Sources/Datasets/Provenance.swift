/// Where a dataset comes from, so that every result can say what it was trained on.
public struct Provenance: Sendable, Equatable {
  /// One file that was read.
  public struct File: Sendable, Equatable {
    /// The path as it was opened.
    public let path: String
    /// The SHA-256 of the file as it lies on disk (compressed, if it is), 64 hexadecimal digits.
    public let sha256: String

    public init(path: String, sha256: String) {
      self.path = path
      self.sha256 = sha256
    }
  }

  /// Whether the examples were read or computed.
  public enum Origin: Sendable, Equatable {
    /// Read from files.
    case files
    /// Computed from a seed.
    case generated(seed: UInt64)
  }

  /// The name in results, such as `mnist` or `pen-stroke digits`.
  public let name: String
  public let origin: Origin
  /// The files that were read, in the order of reading; none for a generated set.
  public let files: [File]

  public init(name: String, origin: Origin, files: [File] = []) {
    self.name = name
    self.origin = origin
    self.files = files
  }

  public var isGenerated: Bool { origin != .files }

  /// Whether every file is one of the four official MNIST files, compressed or not, by its SHA-256.
  public var isMNIST: Bool {
    !files.isEmpty && files.allSatisfy { MNIST.officialDigests.contains($0.sha256) }
  }
}

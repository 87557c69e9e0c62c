/// What went wrong with a file or with bytes: where, what was expected, what was found, and what to do next.
///
/// The description is one line, such as
/// `model.safetensors, byte 8: expected a JSON object, found "<!DOC…": download the file again`.
public struct FormatError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The class of a failure, from which a command takes its exit code.
  public enum Kind: Sendable, Equatable {
    /// There is no such file or folder.
    case missing
    /// The bytes break the rules of their format.
    case malformed
    /// The bytes may be sound, but hold something that Fledge does not read.
    case unsupported
    /// The bytes ask for more memory than they are allowed.
    case tooLarge
    /// The operating system refused: permission, full disk, read-only folder.
    case system
  }

  /// The class of the failure.
  public var kind: Kind
  /// The file, or the name that the caller gave to the bytes; `nil` where nobody has said it yet.
  public var path: String?
  /// The byte at which the trouble was seen, counted from 0.
  public var offset: Int?
  /// What should have been there.
  public var expected: String
  /// What was there.
  public var found: String
  /// What to do next, or `nil` when nothing useful can be said.
  public var advice: String?

  public init(
    _ kind: Kind, path: String? = nil, offset: Int? = nil, expected: String, found: String, advice: String? = nil
  ) {
    self.kind = kind
    self.path = path
    self.offset = offset
    self.expected = expected
    self.found = found
    self.advice = advice
  }

  /// The same error with the file's name, unless it has one already.
  public func inFile(_ path: String?) -> FormatError {
    var error = self
    error.path = self.path ?? path
    return error
  }

  /// The same error, its offset counted from further ahead by `base` bytes.
  func shifted(by base: Int) -> FormatError {
    var error = self
    error.offset = offset.map { $0 + base }
    return error
  }

  /// One line: file, byte, expected, found, what to do.
  public var description: String {
    var position = path.map(FormatError.printable) ?? ""
    if let offset { position += position.isEmpty ? "byte \(offset)" : ", byte \(offset)" }
    let text = "\(position.isEmpty ? "" : position + ": ")expected \(expected), found \(found)"
    return FormatError.printable(advice.map { "\(text): \($0)" } ?? text)
  }

  /// Text from a file on one line.
  static func printable(_ text: String) -> String { PrintableText.line(text) }

  /// A name out of a file, in quotes and shortened, fit for one line of an error.
  static func quoted(_ text: String) -> String {
    text.unicodeScalars.count <= 60
      ? "\"\(text)\"" : "\"\(String(String.UnicodeScalarView(text.unicodeScalars.prefix(57))))…\""
  }

  /// A count with its noun, such as `1 byte` and `3 bytes`.
  static func count(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
}

public import FledgeFormats

/// What can go wrong when pages are made.
public enum ReportError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Text that should be a printed number is none.
  case notANumber(String)
  /// Two things of one page have the same id.
  case duplicateID(String, page: String)
  /// An id cannot stand in a file name or a link.
  case badID(String, page: String)
  /// A file or folder could not be written or read.
  case file(FormatError)

  /// One line: what was expected, what was found, and what to do.
  public var description: String {
    switch self {
    case .notANumber(let text):
      "expected a printed number such as 0.012, 97.45 % or 8,097, found \"\(text)\""
    case .duplicateID(let id, let page):
      "page \(page): expected every id once, found \(id) twice; give one of them another id"
    case .badID(let id, let page):
      "page \(page): expected an id of lower-case letters, digits, hyphens and points, found \"\(id)\""
    case .file(let error): "\(error)"
    }
  }
}

import GRDB

extension RunStoreError {
  /// Translates an error of a database access; a `RunStoreError` passes unchanged.
  package init(_ error: any Error, path: String, busySeconds: Double) {
    if let error = error as? RunStoreError {
      self = error
      return
    }
    if let error = error as? UnreadableValue {
      self = .damaged(path: path, detail: "the column “\(error.column)” is missing, or holds another kind of value")
      return
    }
    guard let error = error as? DatabaseError else {
      self = .unexpected(path: path, detail: Self.oneLine("\(error)"))
      return
    }
    let detail = Self.oneLine(error.message ?? "code \(error.extendedResultCode.rawValue)")
    switch error.resultCode {
    case .SQLITE_BUSY, .SQLITE_LOCKED: self = .locked(path: path, seconds: busySeconds)
    case .SQLITE_CORRUPT: self = .damaged(path: path, detail: detail)
    case .SQLITE_NOTADB: self = .notADatabase(path: path, found: "something else")
    case .SQLITE_READONLY, .SQLITE_PERM: self = .readOnly(path: path)
    case .SQLITE_CANTOPEN: self = .cannotOpen(path: path, detail: detail)
    case .SQLITE_FULL: self = .diskFull(path: path)
    case .SQLITE_IOERR: self = .inputOutput(path: path, detail: detail)
    default: self = .unexpected(path: path, detail: detail)
    }
  }

  private static func oneLine(_ text: String) -> String {
    text.split(whereSeparator: \.isNewline).joined(separator: " ")
  }
}

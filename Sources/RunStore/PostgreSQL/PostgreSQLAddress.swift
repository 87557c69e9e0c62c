import CPostgreSQL
import Foundation

/// The address of a PostgreSQL server, `postgres://USER@HOST:PORT/DATABASE`, as libpq reads it.
///
/// What it leaves out comes from libpq's environment (`PGPASSWORD`, `PGSSLMODE`, …), its password file and service file.
public struct PostgreSQLAddress: Hashable, Sendable {
  /// The address as it was given; it may hold a password.
  let text: String
  /// User, host, port and database, without the password: for messages.
  public let name: String
  private let password: String?
  /// Whether a password stands in the address itself.
  public var hasPassword: Bool { text.firstMatch(of: #/://[^/@:]*:[^@]+@|[?&]password=/#) != nil }

  /// Whether a store's name is such an address.
  public static func isAddress(_ text: String) -> Bool {
    ["postgres://", "postgresql://"].contains { text.hasPrefix($0) }
  }

  /// Reads an address.
  ///
  /// - Throws: `RunStoreError.noServerLibrary`, `RunStoreError.badAddress`.
  public init(_ text: String) throws(RunStoreError) {
    if let reason = unsafe fledge_pq_load() {
      throw .noServerLibrary(detail: unsafe String(cString: reason).oneLine)
    }
    guard Self.isAddress(text), !text.utf8.contains(0), unsafe fledge_pq_parses(text) else { throw .badAddress }
    self.text = text
    func value(_ keyword: String) -> String? {
      guard let found = unsafe fledge_pq_value(text, keyword) else { return nil }
      defer { unsafe free(found) }
      let value = unsafe String(cString: found)
      return value.isEmpty ? nil : value
    }
    password = value("password")
    let user = value("user").map { $0 + "@" } ?? ""
    let port = value("port").map { ":" + $0 } ?? ""
    name = "postgres://\(user)\(value("host") ?? "")\(port)/\(value("dbname") ?? "")"
  }

  /// A message of libpq or the server without the password.
  func clean(_ message: String) -> String {
    // With its verbose messages, which have the SQLSTATE, the server names its source file too.
    let lines = message.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("LOCATION:") }
    let text = lines.map { $0.trimmingCharacters(in: .whitespaces) }.joined(separator: " ")
    return password.map { text.replacing($0, with: "***") } ?? text
  }
}

extension String {
  /// The text with its line ends replaced by spaces.
  var oneLine: String { split(whereSeparator: \.isNewline).joined(separator: " ") }
}

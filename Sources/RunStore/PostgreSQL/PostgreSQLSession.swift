import FledgeFormats
import Foundation

/// A connection for the length of one call.
struct PostgreSQLSession {
  let connection: PostgreSQLConnection
  let clock: (@Sendable () -> Date)?
  /// Whether the call was begun on a connection that was lost: it may have taken effect.
  let isRetry: Bool

  /// The time in seconds since 1970 in statements: the server's, or a test's.
  var now: String {
    clock.map { "\($0().timeIntervalSince1970)::float8" } ?? "extract(epoch FROM clock_timestamp())::float8"
  }

  @discardableResult
  func run(_ sql: String, _ values: [(any SQLValue)?] = []) throws(PostgreSQLFailure) -> PostgreSQLResult {
    try connection.execute(sql, values.map { .text($0?.sqlText) })
  }

  func row(_ sql: String, _ values: [(any SQLValue)?] = []) throws(PostgreSQLFailure) -> PostgreSQLResult.Row? {
    try run(sql, values).first
  }

  /// Whether a row is there.
  func exists(_ table: String, id: Int64) throws(PostgreSQLFailure) -> Bool {
    try run("SELECT 1 FROM \(table) WHERE id = $1", [id]).count > 0
  }

  /// Runs statements that take effect together.
  func transaction<Value>(_ body: () throws -> Value) throws -> Value {
    try run("BEGIN")
    do {
      let value = try body()
      try run("COMMIT")
      return value
    } catch let error as PostgreSQLFailure {
      if case .statement = error { try run("ROLLBACK") }
      throw error
    } catch {
      try run("ROLLBACK")
      throw error
    }
  }

  func requireStudy(_ id: Study.ID) throws {
    guard try exists("study", id: id) else { throw RunStoreError.unknownStudy(id) }
  }

  func requireRun(_ id: Run.ID) throws {
    guard try exists("run", id: id) else { throw RunStoreError.unknownRun(id) }
  }
}

/// A value that PostgreSQL reads from text.
protocol SQLValue {
  var sqlText: String { get }
}

extension String: SQLValue {
  var sqlText: String { self }
}

extension Int: SQLValue {
  var sqlText: String { "\(self)" }
}

extension Int64: SQLValue {
  var sqlText: String { "\(self)" }
}

extension Double: SQLValue {
  var sqlText: String { "\(self)" }
}

/// Whole numbers as an array of PostgreSQL.
struct SQLNumbers: SQLValue {
  let numbers: [Int64]

  var sqlText: String { "{" + numbers.map { "\($0)" }.joined(separator: ",") + "}" }
}

/// Rows as JSON, which PostgreSQL opens with `json_to_recordset`.
struct SQLRows: SQLValue {
  let rows: [JSONObject]

  var sqlText: String { JSONValue.array(rows.map { .object($0) }).canonicalText }

  /// A number; JSON has no infinity, so it is text, and "not a number" is NULL as in every store.
  static func number(_ value: Double) -> JSONValue { value.isNaN ? .null : .string("\(value)") }
}

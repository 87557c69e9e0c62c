import CPostgreSQL
import Foundation

/// Why a statement has no result.
enum PostgreSQLFailure: Error {
  /// The connection cannot be used any more; whether the statement took effect is unknown.
  case lost(String)
  /// The server refused the statement, with a SQLSTATE.
  case statement(state: String, message: String)
}

/// Why there is no session.
enum ConnectionFailure: Error {
  /// The server may accept one later: it is not there, starts or ends, or has no connection left.
  case unavailable(String)
  /// It will not: a wrong user, password or database, or an encryption that one side refuses.
  case refused(String)
}

/// One session; it belongs to one thread at a time, which holds the store's lock.
@safe final class PostgreSQLConnection: @unchecked Sendable {
  /// A value of a statement.
  enum Parameter {
    case text(String?)
    case bytes([UInt8])
  }

  private let handle: OpaquePointer
  private var names: [String: String] = [:]
  private let address: PostgreSQLAddress
  /// Milliseconds to wait for the result of a statement.
  private let patience: Int32

  /// Begins a session.
  init(_ address: PostgreSQLAddress, seconds: Double, patience: Double) throws(ConnectionFailure) {
    var message = [CChar](repeating: 0, count: 2048)
    guard let handle = unsafe fledge_pq_connect(address.text, Int32(seconds * 1000), &message, 2048) else {
      let bytes = message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
      throw Self.failure(address.clean(String(decoding: bytes, as: UTF8.self)))
    }
    unsafe self.handle = handle
    self.address = address
    self.patience = Int32(patience * 1000)
  }

  deinit { unsafe fledge_pq_close(handle) }

  /// Classifies a message, which has a SQLSTATE where it is the server's: `FATAL:  53300: sorry, too many clients already`.
  private static func failure(_ message: String) -> ConnectionFailure {
    let waiting = ["53300", "57P01", "57P02", "57P03", "53200", "53400"]
    if let state = message.firstMatch(of: #/(?:FATAL|PANIC|ERROR):\s+([0-9A-Z]{5}): /#)?.1 {
      return waiting.contains(String(state)) ? .unavailable(message) : .refused(message)
    }
    let final = [
      "does not support SSL", "certificate", "no password supplied", "could not translate host name", "invalid ",
      "SSL error", "authentication", "permission denied",
    ]
    return final.contains { message.localizedStandardContains($0) } ? .refused(message) : .unavailable(message)
  }

  /// Runs a statement, which is prepared when it is first used.
  func execute(
    _ sql: String, _ parameters: [Parameter] = [], givesBytes: Bool = false
  ) throws(PostgreSQLFailure) -> PostgreSQLResult {
    var name: String?
    if !parameters.isEmpty {
      name = names[sql] ?? "s\(names.count)"
      if let name, names[sql] == nil {
        var result: OpaquePointer?
        let outcome = unsafe fledge_pq_prepare(handle, name, sql, patience, &result)
        _ = unsafe try check(outcome, result)
        names[sql] = name
      }
    }
    // C strings end with a zero; bytes say how many they are.
    var storage: [[UInt8]?] = []
    for parameter in parameters {
      switch parameter {
      case .text(nil): storage.append(nil)
      case .text(let text?):
        let bytes = Array(text.utf8)
        guard !bytes.contains(0) else {
          throw .statement(state: "22021", message: "a text with a zero byte cannot be kept in PostgreSQL")
        }
        storage.append(bytes + [0])
      case .bytes(let bytes): storage.append(bytes)
      }
    }
    let lengths = storage.map { Int32($0?.count ?? 0) }
    let isBinary: [Int32] = parameters.map { if case .bytes = $0 { 1 } else { 0 } }
    // One buffer for all values, so that one pointer is valid for all of them.
    var offsets: [Int?] = []
    var all: [UInt8] = []
    for value in storage {
      offsets.append(value == nil ? nil : all.count)
      all += value ?? []
    }
    all.append(0)
    var result: OpaquePointer?
    let outcome = unsafe all.withUnsafeBytes { buffer in
      let values = unsafe offsets.map { offset in
        unsafe offset.flatMap { unsafe buffer.baseAddress?.advanced(by: $0).assumingMemoryBound(to: CChar.self) }
      }
      return unsafe fledge_pq_execute(
        handle, name, sql, Int32(parameters.count), values, lengths, isBinary, givesBytes, patience, &result)
    }
    return unsafe try check(outcome, result)
  }

  private func check(
    _ outcome: fledge_pq_outcome, _ result: OpaquePointer?
  ) throws(PostgreSQLFailure) -> PostgreSQLResult {
    if outcome == fledge_pq_done, let result = unsafe result { return unsafe PostgreSQLResult(result) }
    let state = unsafe String(cString: fledge_pq_state(result))
    let detail = unsafe String(cString: fledge_pq_detail(result))
    unsafe fledge_pq_free(result)
    if outcome == fledge_pq_failed { throw .statement(state: state, message: address.clean(detail)) }
    let message = detail.isEmpty ? unsafe String(cString: fledge_pq_message(handle)) : detail
    throw .lost(message.isEmpty ? "no answer in \(patience / 1000) s" : address.clean(message))
  }

  /// Waits for a notification of the channels that this session listens to.
  ///
  /// - Returns: whether one came.
  func waitForNotification(seconds: Double) throws(PostgreSQLFailure) -> Bool {
    let answer = unsafe fledge_pq_wait(handle, Int32(min(seconds, 1e6) * 1000))
    guard answer >= 0 else { throw .lost("the connection ended") }
    return answer == 1
  }
}

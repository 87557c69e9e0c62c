public import Foundation
import Synchronization

/// A run store on a PostgreSQL server, for workers on any number of hosts.
///
/// It has one connection for all threads of the process. Times are the server's, so a worker's clock has no part in leases. A
/// connection that is lost, refused for want of room or silent is opened again with rising pauses; each call is done over on
/// the new one, and finds out whether it took effect before.
///
/// The store keeps checkpoints and records itself: no file of a worker is needed after its run.
public final class PostgreSQLRunStore: RunStore {
  /// How long calls wait for the server.
  public struct Patience: Sendable {
    /// Seconds until a first connection is given up.
    public var opening: Double
    /// Seconds until a call is given up after a connection was lost.
    public var call: Double
    /// Seconds without an answer after which a connection counts as lost.
    public var answer: Double

    /// By default a minute for the first connection, half an hour after that, and 30 s for an answer.
    public init(opening: Double = 60, call: Double = 1800, answer: Double = 30) {
      (self.opening, self.call, self.answer) = (opening, call, answer)
    }
  }

  /// Where the server is.
  public let address: PostgreSQLAddress
  /// The schema that holds the tables.
  let namespace: String
  /// What tests take in place of the server's clock.
  let clock: (@Sendable () -> Date)?
  private let patience: Patience
  private let isCancelled: @Sendable () -> Bool
  private let notice: @Sendable (String) -> Void
  private let shared = Mutex(Shared())
  /// When runs without a heartbeat were last looked for.
  let lastSweep = Mutex(ContinuousClock.now - .seconds(3600))

  private struct Shared: Sendable {
    var connection: PostgreSQLConnection?
    var isListening = false
  }

  /// Opens a store; makes its tables where there are none.
  ///
  /// - Parameters:
  ///   - creates: Whether a store is made where there is none.
  ///   - isCancelled: Asked while the server is waited for.
  ///   - notice: Called when the server is waited for, and when it is back.
  /// - Throws: `RunStoreError`: the server is not there or refuses, or the tables are those of a newer version.
  public convenience init(
    _ address: PostgreSQLAddress, creates: Bool = true, patience: Patience = Patience(),
    isCancelled: @escaping @Sendable () -> Bool = { false }, notice: @escaping @Sendable (String) -> Void = { _ in }
  ) throws(RunStoreError) {
    try self.init(
      address, namespace: "fledge", creates: creates, patience: patience, clock: nil, isCancelled: isCancelled,
      notice: notice)
  }

  /// Opens a store whose tables lie in a schema of their own, with a clock that tests move.
  package init(
    _ address: PostgreSQLAddress, namespace: String, creates: Bool = true, patience: Patience = Patience(),
    clock: (@Sendable () -> Date)?, isCancelled: @escaping @Sendable () -> Bool = { false },
    notice: @escaping @Sendable (String) -> Void = { _ in }
  ) throws(RunStoreError) {
    (self.address, self.namespace, self.patience, self.clock) = (address, namespace, patience, clock)
    (self.isCancelled, self.notice) = (isCancelled, notice)
    try perform(seconds: patience.opening) { session in
      try session.prepare(address.name, namespace: namespace, creates: creates)
    }
  }

  public var location: StoreLocation { .server(address.name) }

  // MARK: Sessions

  /// Runs `body` on a connection, again where that was lost meanwhile.
  func perform<Value: Sendable>(
    seconds: Double? = nil, _ body: (PostgreSQLSession) throws -> Value
  ) throws(RunStoreError) -> Value {
    let outcome: Result<Value, any Error> = shared.withLock { shared in
      do { return .success(try perform(&shared, seconds: seconds ?? patience.call, body)) } catch {
        return .failure(error)
      }
    }
    do {
      return try outcome.get()
    } catch let error as RunStoreError {
      throw error
    } catch {
      throw .server(name: address.name, detail: "\(error)".oneLine)
    }
  }

  private func perform<Value>(
    _ shared: inout Shared, seconds: Double, _ body: (PostgreSQLSession) throws -> Value
  ) throws -> Value {
    var wait = Wait(seconds: seconds)
    var isRetry = false
    while true {
      do {
        let connection = try shared.connection ?? open(&shared)
        let value = try body(PostgreSQLSession(connection: connection, clock: clock, isRetry: isRetry))
        if wait.isNoticed { notice("the server \(address.name) answers again") }
        return value
      } catch ConnectionFailure.refused(let message) where !wait.wasConnected {
        throw RunStoreError.serverRefused(name: address.name, reason: message)
      } catch ConnectionFailure.refused(let message) {
        try pause(&wait, message)
      } catch ConnectionFailure.unavailable(let message) {
        try pause(&wait, message)
      } catch PostgreSQLFailure.lost(let message) {
        (isRetry, wait.wasConnected) = (true, true)
        (shared.connection, shared.isListening) = (nil, false)
        try pause(&wait, message)
      } catch PostgreSQLFailure.statement(let state, let message) {
        if PostgreSQLState.retried.contains(state), wait.isEarly {
          wait.tries += 1
          continue
        }
        guard PostgreSQLState.ending.contains(state) else { throw error(state, message) }
        (isRetry, wait.wasConnected) = (true, true)
        (shared.connection, shared.isListening) = (nil, false)
        try pause(&wait, message)
      }
    }
  }

  private func open(_ shared: inout Shared) throws -> PostgreSQLConnection {
    let connection = try PostgreSQLConnection(address, seconds: 10, patience: patience.answer)
    _ = try connection.execute("SET search_path = \(namespace)")
    shared.connection = connection
    return connection
  }

  /// A wait for the server, with rising pauses.
  private struct Wait {
    let end: ContinuousClock.Instant
    let seconds: Double
    var pause = 0.05
    var tries = 0
    var isNoticed = false
    var wasConnected = false

    init(seconds: Double) {
      self.seconds = seconds
      end = .now + .seconds(seconds)
    }

    var isEarly: Bool { tries < 100 }
  }

  private func pause(_ wait: inout Wait, _ message: String) throws {
    guard ContinuousClock.now < wait.end, !isCancelled() else {
      throw RunStoreError.unreachable(name: address.name, seconds: wait.seconds, reason: message)
    }
    if wait.pause > 0.5, !wait.isNoticed {
      wait.isNoticed = true
      notice("waiting for the server \(address.name): \(message)")
    }
    // Workers that lost the server at the same moment come back at different ones.
    Thread.sleep(forTimeInterval: wait.pause * Double.random(in: 0.5...1))
    wait.pause = min(2, wait.pause * 1.7)
  }

  private func error(_ state: String, _ message: String) -> RunStoreError {
    if PostgreSQLState.diskFull.contains(state) { return .diskFull(path: address.name) }
    if PostgreSQLState.readOnly.contains(state) { return .readOnly(path: address.name) }
    if PostgreSQLState.denied.contains(state) { return .serverRefused(name: address.name, reason: message) }
    return .server(name: address.name, detail: "\(message) (\(state))")
  }

  /// Runs a statement that gives nothing.
  package func execute(_ sql: String) throws(RunStoreError) {
    try perform { session -> Void in try session.run(sql) }
  }

  public func waitForChange(of study: Study.ID, seconds: Double) throws(RunStoreError) {
    let isListening = shared.withLock { shared in
      defer { shared.isListening = true }
      return shared.isListening
    }
    try perform { session in
      if !isListening || session.isRetry { try session.run("LISTEN \(namespace)") }
      _ = try session.connection.waitForNotification(seconds: seconds)
    }
  }

  public func currentTime() throws(RunStoreError) -> Date {
    if let clock { return clock() }
    return try perform { session in
      var row = try session.row("SELECT extract(epoch FROM clock_timestamp())::float8")
      return Date(timeIntervalSince1970: row?.number() ?? 0)
    }
  }
}

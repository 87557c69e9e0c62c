public import Foundation
package import GRDB

/// A run store in one SQLite file that several processes may share.
///
/// The file is in write-ahead-log mode: readers do not wait for writers. A file that is not a store of this or an
/// older version, or whose tables are not those of a store, is refused and left as it is.
public final class SQLiteRunStore: RunStore {
  /// What opening may do; a store that exists and lies on a disk that cannot be written is opened for reading.
  public enum Access: Hashable, Sendable {
    /// Open the store, or create it where there is no file.
    case create
    /// Open a store that exists.
    case existing
    /// Open a store that exists, for reading only.
    case readOnly
    /// Open a store that exists for one short look, which makes no files beside it unless other processes are at work.
    case snapshot
  }

  /// The path of the file.
  public let path: String
  /// Seconds to wait while another process writes.
  public let busySeconds: Double
  /// The source of every time that is written or compared.
  let clock: @Sendable () -> Date
  let queue: DatabaseQueue

  /// Opens or creates a store.
  /// - Parameters:
  ///   - busySeconds: How long to wait while another process writes.
  ///   - clock: The source of times.
  public init(
    path: String, access: Access = .create, busySeconds: Double = 10, clock: @escaping @Sendable () -> Date = Date.init
  ) throws(RunStoreError) {
    self.path = path
    self.busySeconds = busySeconds
    self.clock = clock
    do {
      let isEmpty = try Self.inspectFile(at: path)
      if isEmpty && access != .create { throw RunStoreError.missing(path: path) }
      queue = try Self.openQueue(path: path, access: access, busySeconds: busySeconds)
    } catch {
      throw RunStoreError(error, path: path, busySeconds: busySeconds)
    }
  }

  public var location: StoreLocation { .file(path) }

  public func currentTime() -> Date { clock() }

  /// Opens or creates a store that this process alone uses, without locks and shared memory, which shared file systems may
  /// lack.
  init(unlocked path: String) throws(RunStoreError) {
    self.path = path
    busySeconds = 10
    clock = { Date() }
    do {
      _ = try Self.inspectFile(at: path)
      queue = try Self.openUnlocked(path: path)
    } catch {
      throw RunStoreError(error, path: path, busySeconds: 10)
    }
  }

  /// Closes the file; releasing the store closes it too.
  public func close() throws(RunStoreError) {
    do { try queue.close() } catch { throw RunStoreError(error, path: path, busySeconds: busySeconds) }
  }

  /// Runs `body` in one write transaction (`BEGIN IMMEDIATE`): no other process writes in between.
  package func write<Value>(_ body: (Database) throws -> Value) throws(RunStoreError) -> Value {
    do {
      return try queue.write(body)
    } catch {
      throw RunStoreError(error, path: path, busySeconds: busySeconds)
    }
  }

  /// Runs `body` on one consistent snapshot of the store.
  package func read<Value>(_ body: (Database) throws -> Value) throws(RunStoreError) -> Value {
    do {
      return try queue.read(body)
    } catch {
      throw RunStoreError(error, path: path, busySeconds: busySeconds)
    }
  }

  /// The current time in seconds since 1970, as the file stores it.
  var now: Double { clock().timeIntervalSince1970 }
}

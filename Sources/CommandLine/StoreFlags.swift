import ArgumentParser
import Fledge
import FledgeRunStore
import FledgeStudies
import Foundation
import Synchronization

/// The store that a command uses.
struct StoreFlags: ParsableArguments {
  @Option(
    name: .customLong("store"),
    help: """
      The file that keeps studies and runs, the address of a PostgreSQL server (postgres://USER@HOST/DATABASE), or a \
      folder that workers share (a name that ends with /).
      """)
  var path = "fledge.db"

  /// Whether the store is on a server.
  var isServer: Bool { PostgreSQLAddress.isAddress(path) }

  /// Whether the store is a folder in which each worker has a file.
  var isFolder: Bool { !isServer && (path.hasSuffix("/") || isDirectory) }

  private var isDirectory: Bool {
    var isFolder: ObjCBool = false
    return unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
  }

  /// Opens the store; creates it where there is none.
  func create(task: String? = nil, lease: Double = 60) throws(RunStoreError) -> any RunStore {
    if isFolder { return try ShardRunStore(folder: path, task: task, leaseSeconds: lease) }
    return isServer ? try server(creates: true, opening: 60) : try SQLiteRunStore(path: path)
  }

  /// Opens an existing store.
  func existing() throws(RunStoreError) -> any RunStore {
    if isFolder { return try merged() }
    return isServer ? try server(creates: false, opening: 10) : try SQLiteRunStore(path: path, access: .existing)
  }

  /// The results of all workers of a folder, for reading.
  private func merged() throws(RunStoreError) -> InMemoryRunStore {
    let clock = SettableClock()
    let store = InMemoryRunStore(clock: clock.now)
    let merge = try ShardMerge(folder: trimmed, into: store, setTime: clock.set)
    for fault in merge.faults { StandardError.write("fledge: fault: \(PrintableText.line(fault.description))\n") }
    return store
  }

  private var trimmed: String { path.hasSuffix("/") && path.count > 1 ? String(path.dropLast()) : path }

  /// Opens an existing store for one short look; `nil` where there is none.
  func snapshot() throws(RunStoreError) -> (any RunStore)? {
    if isServer {
      do { return try server(creates: false, opening: 10) } catch .missing { return nil }
    }
    if isFolder { return FileManager.default.fileExists(atPath: path) ? try merged() : nil }
    return FileManager.default.fileExists(atPath: path) ? try SQLiteRunStore(path: path, access: .snapshot) : nil
  }

  private func server(creates: Bool, opening: Double) throws(RunStoreError) -> PostgreSQLRunStore {
    try PostgreSQLRunStore(
      PostgreSQLAddress(path), creates: creates, patience: PostgreSQLRunStore.Patience(opening: opening),
      isCancelled: { Interruption.isRequested }, notice: { StandardError.write("fledge: \(PrintableText.line($0))\n") })
  }

  func requireStudies(_ names: [String], in store: any RunStore) throws {
    let known = try store.studies().map(\.name)
    for name in names where !known.contains(name) {
      throw StudyError.unknownStudy(name, nearest: suggestion(to: name, among: known))
    }
  }

  /// The store's name in messages, without a password.
  var name: String { isServer ? (try? PostgreSQLAddress(path).name) ?? "the server" : path }

  /// The folder of checkpoints and files of its runs; `nil` on a server, which keeps them itself.
  var folder: String? {
    if isServer { return nil }
    return isFolder ? trimmed + "/checkpoints" : path + ".files"
  }
}

/// A clock that shows the time that was last set, for rows that are copied.
final class SettableClock: Sendable {
  private let time = Mutex(Date())

  func set(_ date: Date) { time.withLock { $0 = date } }

  var now: @Sendable () -> Date { { [self] in time.withLock { $0 } } }
}

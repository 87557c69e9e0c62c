import ArgumentParser
import Fledge
import FledgeRunStore
import FledgeStudies
import Foundation

/// The store that a command uses.
struct StoreFlags: ParsableArguments {
  @Option(
    name: .customLong("store"),
    help: "The file that keeps studies and runs, or the address of a PostgreSQL server, postgres://USER@HOST/DATABASE.")
  var path = "fledge.db"

  /// Whether the store is on a server.
  var isServer: Bool { PostgreSQLAddress.isAddress(path) }

  /// Opens the store; creates it where there is none.
  func create() throws(RunStoreError) -> any RunStore {
    isServer ? try server(creates: true, opening: 60) : try SQLiteRunStore(path: path)
  }

  /// Opens an existing store.
  func existing() throws(RunStoreError) -> any RunStore {
    isServer ? try server(creates: false, opening: 10) : try SQLiteRunStore(path: path, access: .existing)
  }

  /// Opens an existing store for one short look; `nil` where there is none.
  func snapshot() throws(RunStoreError) -> (any RunStore)? {
    if isServer {
      do { return try server(creates: false, opening: 10) } catch .missing { return nil }
    }
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
  var folder: String? { isServer ? nil : path + ".files" }
}

import Foundation
import GRDB

extension SQLiteRunStore {
  /// Looks at the first bytes, before SQLite does anything.
  /// - Returns: true where no file stands, or an empty one.
  static func inspectFile(at path: String) throws -> Bool {
    guard FileManager.default.fileExists(atPath: path) else { return true }
    let kind = try? FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType
    if kind == .typeDirectory { throw RunStoreError.notADatabase(path: path, found: "a folder") }
    guard let file = FileHandle(forReadingAtPath: path) else {
      throw RunStoreError.cannotOpen(path: path, detail: "no permission to read")
    }
    defer { try? file.close() }
    let start = try file.read(upToCount: 16) ?? Data()
    if start.isEmpty { return true }
    guard start.elementsEqual("SQLite format 3\0".utf8) else {
      let bytes = start.prefix(8).map { byte in
        (byte < 16 ? "0" : "") + String(byte, radix: 16)
      }
      throw RunStoreError.notADatabase(path: path, found: "a file that begins with " + bytes.joined(separator: " "))
    }
    return false
  }

  /// Reads whose database this is.
  /// - Returns: The version of the schema, 0 for a database without tables.
  static func inspectSchema(_ database: Database, path: String) throws -> Int {
    let applicationID = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
    let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
    if applicationID == Schema.applicationID {
      guard version <= Schema.version else {
        throw RunStoreError.newerVersion(path: path, found: version, supported: Schema.version)
      }
      return version
    }
    // Another process may be between making the migrator's own table and the first migration.
    let tables = try Int.fetchOne(
      database, sql: "SELECT count(*) FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' AND name <> 'grdb_migrations'")
    guard applicationID == 0, version == 0, tables == 0 else {
      throw RunStoreError.foreignDatabase(path: path, applicationID: applicationID)
    }
    return 0
  }

  /// Switches to the write-ahead log and brings the schema up to date, while others may be doing the same.
  static func prepare(_ queue: DatabaseQueue, version: Int, busySeconds: Double) throws {
    let deadline = Date().addingTimeInterval(busySeconds)
    while true {
      do {
        try queue.writeWithoutTransaction { database in
          try database.execute(sql: "PRAGMA journal_mode = WAL")
          try database.execute(sql: "PRAGMA synchronous = NORMAL")
        }
        if version < Schema.version { try Schema.migrator.migrate(queue) }
        return
      } catch let error as DatabaseError {
        // SQLite does not wait when two switch the journal mode, and of two that migrate one finds the work done.
        let isRace = [.SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_ERROR, .SQLITE_CONSTRAINT].contains(error.resultCode)
        guard isRace, Date() < deadline else { throw error }
        Thread.sleep(forTimeInterval: 0.005)
      }
    }
  }
}

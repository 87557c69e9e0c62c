import Foundation
import GRDB

extension SQLiteRunStore {
  /// A connection to a file that is a store of this version.
  static func openQueue(path: String, access: Access, busySeconds: Double) throws -> DatabaseQueue {
    let isSnapshot = access == .snapshot
    let access = isSnapshot ? .readOnly : access
    if isSnapshot, !FileManager.default.fileExists(atPath: path + "-wal"), let address = immutableAddress(of: path),
      let queue = try? openQueue(path: address, named: path, access: .readOnly, busySeconds: busySeconds)
    {
      return queue
    }
    do {
      return try openQueue(path: path, named: path, access: access, busySeconds: busySeconds)
    } catch let error as DatabaseError {
      guard access != .create, [.SQLITE_READONLY, .SQLITE_PERM, .SQLITE_CANTOPEN].contains(error.resultCode),
        let address = immutableAddress(of: path)
      else { throw error }
      let log = try? FileManager.default.attributesOfItem(atPath: path + "-wal")[.size] as? Int
      guard log ?? 0 == 0 else {
        throw RunStoreError.cannotOpen(
          path: path, detail: "its log \(path)-wal holds changes that cannot be read where nothing may be written")
      }
      do {
        return try openQueue(path: address, named: path, access: .readOnly, busySeconds: busySeconds)
      } catch let other as DatabaseError where other.resultCode == .SQLITE_CANTOPEN {
        // This SQLite takes no addresses.
        throw error
      }
    }
  }

  /// A connection to a file without locks, with a journal in place of the write-ahead log.
  static func openUnlocked(path: String) throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.prepareDatabase { database in
      try Schema.distrust(database)
      try database.execute(sql: "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = TRUNCATE")
    }
    if !FileManager.default.fileExists(atPath: path) { _ = FileManager.default.createFile(atPath: path, contents: nil) }
    let queue: DatabaseQueue
    do {
      queue = try DatabaseQueue(path: address(of: path) + "?nolock=1", configuration: configuration)
    } catch let error as DatabaseError where error.resultCode == .SQLITE_CANTOPEN {
      // This SQLite takes no addresses.
      queue = try DatabaseQueue(path: path, configuration: configuration)
    }
    let found = try queue.read { database in try inspectSchema(database, path: path) }
    if found < Schema.version { try Schema.migrator.migrate(queue) }
    try queue.read { database in try Schema.check(database, path: path) }
    return queue
  }

  /// - Parameter name: the file's name for errors.
  private static func openQueue(
    path: String, named name: String, access: Access, busySeconds: Double
  ) throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.readonly = access == .readOnly
    configuration.busyMode = .timeout(busySeconds)
    configuration.prepareDatabase(Schema.distrust)
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    let found = try queue.read { database in
      let version = try inspectSchema(database, path: name)
      if version == Schema.version || (access == .readOnly && version >= Schema.oldestReadable) {
        try Schema.check(database, path: name, version: version)
      }
      return version
    }
    if access == .readOnly {
      if found < Schema.oldestReadable {
        throw RunStoreError.olderVersion(path: name, found: found, supported: Schema.version)
      }
    } else {
      try prepare(queue, version: found, busySeconds: busySeconds)
    }
    if found < Schema.version, access != .readOnly {
      try queue.read { database in try Schema.check(database, path: name) }
    }
    return queue
  }

  /// The address under which SQLite neither locks a file nor makes others beside it; `nil` where it cannot be read.
  private static func immutableAddress(of path: String) -> String? {
    guard FileManager.default.isReadableFile(atPath: path) else { return nil }
    return address(of: path) + "?immutable=1"
  }

  private static func address(of path: String) -> String {
    // Everything that has a meaning in an address stands as its code.
    let plain = path.utf8.map { byte in
      let isPlain = (48...57).contains(byte) || (65...90).contains(byte & 0xDF) || "/-_.".utf8.contains(byte)
      return isPlain ? String(UnicodeScalar(byte)) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
    return "file:\(plain.joined())"
  }

  /// Reads the first bytes before SQLite opens the file.
  /// - Returns: true where there is no file, or an empty one.
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

  /// Checks the application id and reads the version of the schema.
  /// - Returns: The version, 0 for a database without tables.
  static func inspectSchema(_ database: Database, path: String) throws -> Int {
    let applicationID = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
    let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
    if applicationID == Schema.applicationID {
      guard version <= Schema.version else {
        throw RunStoreError.newerVersion(path: path, found: version, supported: Schema.version)
      }
      return version
    }
    // Another process may have created the migrator's table and not yet run the first migration.
    let tables = try Int.fetchOne(
      database, sql: "SELECT count(*) FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' AND name <> 'grdb_migrations'")
    guard applicationID == 0, version == 0, tables == 0 else {
      throw RunStoreError.foreignDatabase(path: path, applicationID: applicationID)
    }
    return 0
  }

  /// Switches to the write-ahead log and migrates the schema; other processes may do the same at the same time.
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
        // Where two connections do this at the same time, SQLite fails one of them instead of waiting.
        let isRace = [.SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_ERROR, .SQLITE_CONSTRAINT].contains(error.resultCode)
        guard isRace, Date() < deadline else { throw error }
        Thread.sleep(forTimeInterval: 0.005)
      }
    }
  }
}

import FledgeRunStore
import Foundation
import GRDB
import Synchronization
import TestSupport
import Testing

/// Which files are opened, which are refused, and that a refused file stays as it is.
@Suite struct SQLiteOpeningTests {
  /// Opens a file that must be refused, and checks that it was left alone and that the error is one line.
  private func refusal(of path: String, access: SQLiteRunStore.Access = .create) throws -> RunStoreError {
    let before = try readFile(path)
    let error = try runStoreError { _ = try SQLiteRunStore(path: path, access: access, busySeconds: 0.1) }
    #expect(try readFile(path) == before)
    #expect(error.description.hasPrefix(path + ": ") && !error.description.contains("\n"))
    return error
  }

  private func makeDatabase(_ path: String, _ sql: String) throws {
    let queue = try DatabaseQueue(path: path)
    try queue.writeWithoutTransaction { try $0.execute(sql: sql) }
    try queue.close()
  }

  @Test func `a store outlives its process`() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/fledge.db"
      let store = try SQLiteRunStore(path: path)
      let run = try store.addRun(["loss": 0.5])
      try store.close()
      #expect(try SQLiteRunStore(path: path, access: .existing).run(run).metrics == ["loss": 0.5])
      #expect(try SQLiteRunStore(path: path, access: .readOnly).run(run).metrics == ["loss": 0.5])
    }
  }

  @Test func `the file is in write-ahead-log mode and carries its marks`() throws {
    try withTemporaryFolder { folder in
      let store = try SQLiteRunStore(path: folder + "/fledge.db")
      func pragma(_ name: String) throws -> String? {
        try store.read { try String.fetchOne($0, sql: "PRAGMA \(name)") }
      }
      #expect(try pragma("journal_mode") == "wal")
      #expect(try pragma("foreign_keys") == "1")
      #expect(try pragma("synchronous") == "1")
      #expect(try pragma("application_id") == "\(0x466C_6467)")
      #expect(try pragma("user_version") == "\(Schema.version)")
    }
  }

  @Test func `a read-only store refuses to write`() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/fledge.db"
      let store = try SQLiteRunStore(path: path)
      let reader = try SQLiteRunStore(path: path, access: .readOnly)
      let run = try store.addRun([:])
      #expect(throws: RunStoreError.readOnly(path: path)) { try reader.tag([run], "x") }
      #expect(try reader.runs(matching: RunQuery()).map(\.id) == [run])
    }
  }

  @Test func `a missing store is created only when that was asked for`() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/none.db"
      #expect(throws: RunStoreError.missing(path: path)) { try SQLiteRunStore(path: path, access: .existing) }
      #expect(throws: RunStoreError.missing(path: path)) { try SQLiteRunStore(path: path, access: .readOnly) }
      #expect(!FileManager.default.fileExists(atPath: path))
      try writeFile("", path)
      #expect(try SQLiteRunStore(path: path).studies().isEmpty)
    }
  }

  @Test func `garbage is refused`() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/photo.db"
      try writeFile(String(repeating: "not a database ", count: 100), path)
      let error = try refusal(of: path)
      #expect(error == .notADatabase(path: path, found: "a file that begins with 6e 6f 74 20 61 20 64 61"))
      try writeFile("SQLite format 3\0" + String(repeating: "x", count: 5000), path)
      guard case .notADatabase = try refusal(of: path) else {
        Issue.record("a header without a database behind it was not refused as such")
        return
      }
      let folderError = try runStoreError { _ = try SQLiteRunStore(path: folder) }
      #expect(folderError == .notADatabase(path: folder, found: "a folder"))
    }
  }

  @Test func `another program's database is refused`() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/photos.db"
      try makeDatabase(path, "CREATE TABLE photo (id INTEGER PRIMARY KEY); PRAGMA user_version = 1")
      #expect(try refusal(of: path) == .foreignDatabase(path: path, applicationID: 0))
      try makeDatabase(folder + "/marked.db", "PRAGMA application_id = 42; CREATE TABLE study (id INTEGER)")
      #expect(
        try refusal(of: folder + "/marked.db") == .foreignDatabase(path: folder + "/marked.db", applicationID: 42))
    }
  }

  @Test func `a store of a newer version is refused`() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/fledge.db"
      try SQLiteRunStore(path: path).close()
      try makeDatabase(path, "PRAGMA user_version = 99")
      let newer = RunStoreError.newerVersion(path: path, found: 99, supported: Schema.version)
      for access in [SQLiteRunStore.Access.create, .existing, .readOnly] {
        #expect(try refusal(of: path, access: access) == newer)
      }
      #expect(newer.description.contains("update Fledge"))
    }
  }

  @Test func `a store of version 2 is read as it is, and holds records once it is opened for writing`() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/fledge.db"
      let store = try SQLiteRunStore(path: path)
      let old = try store.addRun(["loss": 0.5])
      try store.write { database in
        try database.execute(
          sql: """
            DROP TABLE record; DELETE FROM grdb_migrations WHERE identifier = '3 records'; PRAGMA user_version = 2
            """)
      }
      try store.close()
      for access in [SQLiteRunStore.Access.readOnly, .snapshot] {
        let reader = try SQLiteRunStore(path: path, access: access)
        #expect(try reader.run(old).metrics == ["loss": 0.5] && reader.record(of: old) == nil)
        try reader.close()
      }
      let writer = try SQLiteRunStore(path: path, access: .existing)
      let new = try writer.startRun(configuration: "{}", seed: 0, worker: worker())
      _ = try writer.finish(run: new, result: RunResult(metrics: [:], record: "text"))
      #expect(try writer.record(of: new) == "text" && writer.record(of: old) == nil)
    }
  }

  @Test func `a store of version 1 is brought up to date with everything in it`() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/fledge.db"
      try makeDatabase(path, StoreVersion1.sql)
      let older = RunStoreError.olderVersion(path: path, found: 1, supported: Schema.version)
      #expect(try refusal(of: path, access: .readOnly) == older)
      let store = try SQLiteRunStore(path: path)
      #expect(
        try RunExport(of: store).csv == "study,cell,epochs,seed,loss\r\nrates,0,1,1,0.25\r\n")
      #expect(try store.curves(of: 1).map(\.values) == [[0.5]])
      #expect(try store.run(2).seed == 7 && store.run(2).message == "loss is not finite")
      try store.tag([1], "old")
      let study = try #require(try store.study(named: "rates"))
      #expect(try store.lease(study).cell.index == 1)
      #expect(try store.check().isEmpty)
      #expect(try SQLiteRunStore(path: path, access: .readOnly).run(1).tags == ["old"])
    }
  }

  @Test func `a migrated store has the tables of a new one`() throws {
    try withTemporaryFolder { folder in
      try makeDatabase(folder + "/old.db", StoreVersion1.sql)
      func columns(_ path: String) throws -> [String] {
        try SQLiteRunStore(path: path).read { database in
          try String.fetchAll(
            database,
            sql: """
              SELECT m.type || ' ' || m.name || ' ' || coalesce(c.name || ' ' || c.type || c."notnull" || c.pk, '')
              FROM sqlite_master AS m LEFT JOIN pragma_table_info(m.name) AS c ORDER BY m.name, c.cid
              """)
        }
      }
      #expect(try columns(folder + "/old.db") == columns(folder + "/new.db"))
    }
  }

  @Test func `eight handles may create one store at once`() throws {
    try withTemporaryFolder { folder in
      for round in 0..<5 {
        let path = folder + "/\(round).db"
        try onThreads(8) { _ in _ = try SQLiteRunStore(path: path).addRun([:]) }
        #expect(try SQLiteRunStore(path: path).runs(matching: RunQuery()).count == 8)
      }
    }
  }

  @Test func `handles on one file never hold one cell at once`() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/fledge.db"
      let study = try SQLiteRunStore(path: path).createStudy(ratesStudy((0..<60).map { "\($0)" }))
      let leases = Mutex<[Lease]>([])
      try onThreads(6) { process in
        let store = try SQLiteRunStore(path: path)
        while let lease = try store.leaseNextRun(study: study.id, worker: worker(process: process)) {
          leases.withLock { $0.append(lease) }
          let metrics = ["index": Double(lease.cell.index)]
          #expect(try store.finish(run: lease.run, result: RunResult(metrics: metrics)) == .accepted)
        }
      }
      let taken = leases.withLock { $0 }
      #expect(taken.map(\.cell.index).sorted() == Array(0..<60))
      #expect(taken.map(\.attempt).allSatisfy { $0 == 1 })
      let store = try SQLiteRunStore(path: path)
      #expect(try store.progress(of: study.id) == StudyProgress(finished: 60))
      #expect(try store.check().isEmpty)
    }
  }

  @Test func `nobody leases while another is between reading and writing`() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/fledge.db"
      let first = try SQLiteRunStore(path: path)
      let second = try SQLiteRunStore(path: path, busySeconds: 0.01)
      let study = try first.createStudy(ratesStudy(["0.1"]))
      let (error, progress) = try first.write { _ in
        let error = try runStoreError { _ = try second.leaseNextRun(study: study.id, worker: worker()) }
        return (error, try second.progress(of: study.id))
      }
      #expect(error == .locked(path: path, seconds: 0.01))
      #expect(progress == StudyProgress(queued: 1))
    }
  }
}

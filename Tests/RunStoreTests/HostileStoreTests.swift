import FledgeRunStore
import Foundation
import GRDB
import TestSupport
import Testing

/// Sound SQLite files that no Fledge ever wrote: refused, or one clear error, but never the end of the program.
@Suite struct HostileStoreTests {
  /// A closed store with a finished run, a run that is abandoned, a curve, a file and a tag.
  private func makeStore(_ path: String) throws {
    let store = try SQLiteRunStore(path: path, clock: TestClock().now)
    let study = try store.createStudy(ratesStudy(["0.1", "0.2", "0.3"]))
    let run = try store.lease(study).run
    _ = try store.record([MetricValue("loss", epoch: 1, 2)], run: run)
    _ = try store.finish(run: run, result: RunResult(metrics: ["loss": 1]))
    try store.tag([run], "kept")
    let other = try store.lease(study).run
    _ = try store.saveCheckpoint(StoredCheckpoint(path: "c", epoch: 1, step: 2), run: other)
    try store.close()
    try change(path, "INSERT INTO artifact VALUES (\(run), 'plot', 'plot.svg', 10, 'abc')")
  }

  private func change(_ path: String, _ sql: String) throws {
    let queue = try DatabaseQueue(path: path)
    try queue.writeWithoutTransaction { database in
      try database.execute(sql: "PRAGMA ignore_check_constraints = ON; PRAGMA foreign_keys = OFF")
      try database.execute(sql: sql)
    }
    try queue.close()
  }

  /// Everything that reads, on a store that was just opened.
  private func readAll(_ path: String) throws -> [RunStoreError] {
    let store = try SQLiteRunStore(path: path, access: .existing)
    var errors: [RunStoreError] = []
    func attempt(_ body: () throws -> Void) {
      do { try body() } catch let error as RunStoreError { errors.append(error) } catch { Issue.record("\(error)") }
    }
    attempt { _ = try store.studies() }
    attempt { _ = try store.study(named: "rates") }
    attempt { _ = try store.cells(of: 1) }
    attempt { _ = try store.cell(1) }
    attempt { _ = try store.progress(of: 1) }
    for order in [RunQuery.Order.newestFirst, .highest("loss")] {
      attempt { _ = try store.runs(matching: RunQuery(order: order)) }
    }
    attempt { _ = try store.run(1) }
    attempt { _ = try store.curves(of: [1, 2], names: nil) }
    attempt { _ = try store.artifacts(of: 1) }
    attempt { _ = try store.check() }
    attempt { _ = try RunExport(of: store) }
    attempt { _ = try store.leaseNextRun(study: 1, worker: worker()) }
    try store.close()
    return errors
  }

  private func columns(_ path: String) throws -> [(table: String, column: String)] {
    let queue = try DatabaseQueue(path: path)
    defer { try? queue.close() }
    return try queue.read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT m.name AS "table", c.name AS "column" FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c
          WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' AND m.name NOT LIKE 'grdb%'
          """
      ).map { ($0["table"], $0["column"]) }
    }
  }

  @Test func `a number of threads that is a word is damage, and named`() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/fledge.db"
      try makeStore(path)
      #expect(try readAll(path).isEmpty)
      try change(path, "UPDATE run SET threads = 'many'")
      let error = try runStoreError { _ = try SQLiteRunStore(path: path).run(1) }
      #expect(
        error == .damaged(path: path, detail: "the column “threads” is missing, or holds another kind of value"))
    }
  }

  @Test(arguments: ["'word'", "x'FF00FE'", "9e99", "-1", "9223372036854775807", "''"])
  func `whatever kind of value stands in a column, reading the store ends`(value: String) throws {
    try withTemporaryFolder { folder in
      let (sound, path) = (folder + "/sound.db", folder + "/fledge.db")
      try makeStore(sound)
      let all = try columns(sound)
      #expect(all.count > 50)
      var refusals = 0
      for (table, column) in all {
        remove(path)
        try FileManager.default.copyItem(atPath: sound, toPath: path)
        // A key of one type does not accept a value of another; the existing row stays.
        do { try change(path, "UPDATE OR IGNORE \(table) SET \(column) = \(value)") } catch is DatabaseError {
          continue
        }
        let errors = try readAll(path)
        #expect(errors.allSatisfy { !$0.description.contains("\n") })
        refusals += errors.isEmpty ? 0 : 1
      }
      #expect(refusals > 0)
    }
  }

  @Test(arguments: [
    ("ALTER TABLE run RENAME COLUMN threads TO thread", "the table “run” has other columns"),
    ("DROP TABLE tag", "the table “tag” is not there"),
    (
      "DROP TABLE tag; CREATE VIEW tag AS WITH RECURSIVE n(run, tag) AS (VALUES (1, 'a') UNION ALL SELECT run, tag FROM n) "
        + "SELECT * FROM n", "the table “tag” is not there"
    ),
    ("ALTER TABLE run ADD COLUMN more AS (zeroblob(900000000))", "the table “run” has other columns"),
    ("CREATE VIEW more AS SELECT 1", "the view “more” is not Fledge's"),
    (
      "CREATE TRIGGER more AFTER UPDATE ON run BEGIN DELETE FROM run; END", "the trigger “more” is not Fledge's"
    ),
  ])
  func `a file with other tables than a store's is refused and left as it is`(sql: String, detail: String) throws {
    try withTemporaryFolder { folder in
      let path = folder + "/fledge.db"
      try makeStore(path)
      try change(path, sql)
      let before = try readFile(path)
      for access in [SQLiteRunStore.Access.create, .existing, .readOnly] {
        let error = try runStoreError { _ = try SQLiteRunStore(path: path, access: access) }
        #expect(error == .damaged(path: path, detail: detail))
      }
      #expect(try SQLiteRunStore.check(path: path).first?.message == "\(path): \(detail)")
      #expect(try readFile(path) == before)
      _ = try SQLiteRunStore.salvage(from: path, to: folder + "/saved.db")
      let saved = try SQLiteRunStore(path: folder + "/saved.db")
      #expect(try saved.check().allSatisfy { $0.kind != .damage } && saved.studies().count == 1)
    }
  }

  @Test func `an index that somebody added, and further tables, do no harm`() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/fledge.db"
      try makeStore(path)
      try change(path, "CREATE INDEX mine ON run (host); CREATE TABLE notes (text TEXT); ANALYZE")
      #expect(try readAll(path).isEmpty)
    }
  }
}

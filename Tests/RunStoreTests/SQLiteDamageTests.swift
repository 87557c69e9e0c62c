import FledgeRunStore
import Foundation
import GRDB
import TestSupport
import Testing

/// Locked, full, truncated and overwritten files: each gives one clear line, and what can be read is saved.
@Suite struct SQLiteDamageTests {
  /// A closed store with a study of three cells, two of them finished, each with a long curve.
  private func makeStore(_ path: String) throws {
    let store = try SQLiteRunStore(path: path, clock: TestClock().now)
    let study = try store.createStudy(ratesStudy(["0.1", "0.2", "0.3"]))
    for _ in 0..<2 {
      let lease = try store.lease(study)
      for epoch in 1...200 {
        let values = ["loss", "accuracy", "gradient_norm"].map { MetricValue($0, epoch: epoch, Double(epoch)) }
        _ = try store.record(values, run: lease.run)
      }
      _ = try store.finish(run: lease.run, result: RunResult(metrics: ["loss": Double(lease.run)]))
      try store.tag([lease.run], "kept")
    }
    try store.close()
  }

  private func pages(of table: String, _ path: String) throws -> [Int] {
    let queue = try DatabaseQueue(path: path)
    defer { try? queue.close() }
    return try queue.read { database in
      try Int.fetchAll(database, sql: "SELECT pageno FROM dbstat WHERE name = ? ORDER BY pageno", arguments: [table])
    }
  }

  private func scribble(over page: Int, _ path: String) throws {
    let file = try #require(FileHandle(forUpdatingAtPath: path))
    try file.seek(toOffset: UInt64(page - 1) * 4096)
    try file.write(contentsOf: Data(repeating: 0xEE, count: 4096))
    try file.close()
  }

  @Test func `a store that another keeps locked is named after the time-out`() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/fledge.db"
      let store = try SQLiteRunStore(path: path, busySeconds: 0.05)
      let other = try DatabaseQueue(path: path)
      try other.inTransaction(.exclusive) { _ in
        let error = try runStoreError { _ = try store.startRun(configuration: "{}", seed: 1, worker: worker()) }
        #expect(error == .locked(path: path, seconds: 0.05))
        #expect(error.description.contains("locked by another process for more than 0.05 s"))
        return .commit
      }
      _ = try store.startRun(configuration: "{}", seed: 1, worker: worker())
    }
  }

  @Test func `a full disk loses nothing`() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/fledge.db"
      let store = try SQLiteRunStore(path: path)
      let run = try store.startRun(configuration: "{}", seed: 1, worker: worker())
      _ = try store.record([MetricValue("loss", epoch: 1, 1)], run: run)
      try store.write { database in
        let pages = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
        _ = try Int.fetchOne(database, sql: "PRAGMA max_page_count = \(pages)")
      }
      let values = (2...5000).map { MetricValue("loss", epoch: $0, 1) }
      #expect(throws: RunStoreError.diskFull(path: path)) { try store.record(values, run: run) }
      #expect(try store.curves(of: run).first?.positions == [1])
      #expect(try store.finish(run: run, result: RunResult(metrics: ["loss": 1])) == .accepted)
    }
  }

  @Test func `a folder that is not there is named`() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/none/fledge.db"
      let error = try runStoreError { _ = try SQLiteRunStore(path: path) }
      guard case .cannotOpen(path, _) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(error.description.contains("check that the folder exists"))
    }
  }

  @Test func `SQLite's words become one line that says what to do`() {
    let codes: [(ResultCode, RunStoreError)] = [
      (.SQLITE_BUSY, .locked(path: "p", seconds: 1)), (.SQLITE_READONLY, .readOnly(path: "p")),
      (.SQLITE_FULL, .diskFull(path: "p")), (.SQLITE_CORRUPT, .damaged(path: "p", detail: "a b")),
      (.SQLITE_CANTOPEN, .cannotOpen(path: "p", detail: "a b")),
      (.SQLITE_IOERR, .inputOutput(path: "p", detail: "a b")),
      (.SQLITE_CONSTRAINT, .unexpected(path: "p", detail: "a b")),
    ]
    for (code, expected) in codes {
      let error = RunStoreError(DatabaseError(resultCode: code, message: "a\nb"), path: "p", busySeconds: 1)
      #expect(error == expected)
      #expect(error.description.hasPrefix("p: ") && error.description.contains(";"))
    }
  }

  @Test func `a cut store is refused, and its front is saved`() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/fledge.db"
      try makeStore(path)
      let whole = try readFile(path)
      let cut = whole.prefix(whole.count * 2 / 3)
      try cut.write(to: URL(fileURLWithPath: path))
      let error = try runStoreError { _ = try SQLiteRunStore(path: path) }
      guard case .damaged(path, _) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(error.description.contains("--salvage"))
      let findings = try SQLiteRunStore.check(path: path)
      #expect(findings.allSatisfy { $0.kind == .damage })
      #expect(findings.last?.message.contains("1 studies, 3 cells, 2 runs") == true)
      let report = try SQLiteRunStore.salvage(from: path, to: folder + "/saved.db")
      #expect(report.studies == 1 && report.cells == 3 && report.runs == 2 && !report.losses.isEmpty)
      #expect(try readFile(path) == cut)
      #expect(try SQLiteRunStore(path: folder + "/saved.db").check().isEmpty)
    }
  }

  @Test func `one bad page costs the run that it belongs to`() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/fledge.db"
      try makeStore(path)
      let curvePages = try pages(of: "metric", path)
      try scribble(over: try #require(curvePages.last), path)
      let findings = try SQLiteRunStore.check(path: path)
      #expect(findings.contains { $0.kind == .damage })
      let report = try SQLiteRunStore.salvage(from: path, to: folder + "/saved.db")
      #expect(report.metricValues > 600 && report.metricValues < 1202)
      #expect(report.losses == ["curves of 1 runs (2) are not whole"])
      let saved = try SQLiteRunStore(path: folder + "/saved.db")
      #expect(try saved.curves(of: 1).map(\.positions.count) == [200, 200, 200])
      #expect(try saved.run(2).state == .finished && saved.run(2).tags == ["kept"])
    }
  }

  @Test func `whichever page is bad, the rest is saved into a sound store`() throws {
    try withTemporaryFolder { folder in
      let (path, copy) = (folder + "/fledge.db", folder + "/saved.db")
      try makeStore(path)
      let whole = try readFile(path)
      var saved = 0
      for page in 1...whole.count / 4096 {
        try whole.write(to: URL(fileURLWithPath: path))
        try scribble(over: page, path)
        for end in ["", "-wal", "-shm"] { remove(copy + end) }
        do {
          #expect(try SQLiteRunStore.check(path: path).contains { $0.kind == .damage })
          _ = try SQLiteRunStore.salvage(from: path, to: copy)
          #expect(try SQLiteRunStore(path: copy).check().isEmpty)
          saved += 1
        } catch let error as RunStoreError {
          // Nothing can be saved only where the first page, the list of tables, is lost.
          guard case .notADatabase = error, page == 1 else { throw error }
        }
      }
      #expect(saved == whole.count / 4096 - 1)
    }
  }

  @Test func `a lost result is trained again`() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/fledge.db"
      try makeStore(path)
      try scribble(over: try #require(try pages(of: "final_metric", path).last), path)
      _ = try SQLiteRunStore.salvage(from: path, to: folder + "/saved.db")
      let saved = try SQLiteRunStore(path: folder + "/saved.db")
      let study = try #require(try saved.study(named: "rates"))
      #expect(try saved.progress(of: study.id) == StudyProgress(queued: 3))
      #expect(try saved.runs(matching: RunQuery(states: [.interrupted])).count == 2)
      #expect(try saved.lease(study).attempt == 2)
    }
  }

  @Test func `a whole store is salvaged whole, and nothing is overwritten`() throws {
    try withTemporaryFolder { folder in
      let (path, copy) = (folder + "/fledge.db", folder + "/saved.db")
      try makeStore(path)
      #expect(try SQLiteRunStore.check(path: path).isEmpty)
      let report = try SQLiteRunStore.salvage(from: path, to: copy)
      #expect(report.metricValues == 1202 && report.tags == 2 && report.losses.isEmpty)
      let (old, new) = (try SQLiteRunStore(path: path), try SQLiteRunStore(path: copy))
      #expect(try old.runs(matching: RunQuery()) == new.runs(matching: RunQuery()))
      #expect(try old.curves(of: [1, 2], names: nil) == new.curves(of: [1, 2], names: nil))
      #expect(throws: RunStoreError.alreadyExists(path: copy)) { try SQLiteRunStore.salvage(from: path, to: copy) }
    }
  }

  @Test func `a contradiction inside the file is found`() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/fledge.db"
      try makeStore(path)
      let queue = try DatabaseQueue(path: path)
      try queue.writeWithoutTransaction { database in
        try database.execute(
          sql: """
            PRAGMA foreign_keys = OFF; DELETE FROM run WHERE id = 2; UPDATE cell SET state = 'running' WHERE position = 2
            """)
      }
      try queue.close()
      let findings = try SQLiteRunStore(path: path).check()
      #expect(findings.allSatisfy { $0.kind == .contradiction })
      #expect(findings.contains { $0.message == "cell 1 of study “rates” is finished, its runs say otherwise" })
      #expect(findings.contains { $0.message == "cell 2 of study “rates” is running, its runs say otherwise" })
      #expect(findings.contains { $0.message == "a row of “metric” belongs to a “run” that is not there" })
    }
  }
}

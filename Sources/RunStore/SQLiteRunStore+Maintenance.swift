import Foundation
import GRDB

extension SQLiteRunStore {
  public func tag(_ runs: [Run.ID], _ tag: String) throws(RunStoreError) {
    try write { database in
      for run in runs {
        try requireRun(run, database)
        try database.execute(sql: "INSERT OR IGNORE INTO tag (run, tag) VALUES (?, ?)", arguments: [run, tag])
      }
    }
  }

  public func untag(_ runs: [Run.ID], _ tag: String) throws(RunStoreError) {
    try write { database in
      for run in runs {
        try requireRun(run, database)
        try database.execute(sql: "DELETE FROM tag WHERE run = ? AND tag = ?", arguments: [run, tag])
      }
    }
  }

  public func deleteRuns(_ runs: [Run.ID]) throws(RunStoreError) {
    try write { database in
      for run in Set(runs).sorted() {
        try requireRun(run, database)
        let isInUse = try Bool.fetchOne(
          database, sql: "SELECT state = 'running' AND heartbeat + lease >= ? FROM run WHERE id = ?",
          arguments: [now, run])
        if isInUse == true { throw RunStoreError.runInUse(run) }
        try database.execute(
          sql: """
            UPDATE cell SET state = 'queued' WHERE id =
              (SELECT cell FROM run WHERE id = ? AND state IN ('running', 'finished'))
            """, arguments: [run])
        try database.execute(sql: "DELETE FROM run WHERE id = ?", arguments: [run])
      }
    }
  }

  public func check() throws(RunStoreError) -> [CheckFinding] {
    try read { database in
      try Self.damage(database, path: path) + contradictions(database) + lostFiles(database) + abandoned(database)
        + ahead(database)
    }
  }

  private func requireRun(_ run: Run.ID, _ database: Database) throws {
    let exists = try Bool.fetchOne(database, sql: "SELECT EXISTS (SELECT 1 FROM run WHERE id = ?)", arguments: [run])
    if exists != true { throw RunStoreError.unknownRun(run) }
  }

  /// SQLite's own integrity check, at most twenty lines.
  static func damage(_ database: Database, path: String) throws -> [CheckFinding] {
    let lines = try String.fetchAll(database, sql: "PRAGMA integrity_check(20)")
    return lines.filter { $0 != "ok" }.map { line in
      let text = line.split(whereSeparator: \.isNewline).joined(separator: " ")
      return CheckFinding(kind: .damage, message: "\(path): \(text); salvage what can be read into a new file")
    }
  }

  private func contradictions(_ database: Database) throws -> [CheckFinding] {
    var findings: [CheckFinding] = []
    for row in try Row.fetchAll(database, sql: "PRAGMA foreign_key_check") {
      let (table, parent): (String, String) = try (row.value("table"), row.value("parent"))
      let number = (try row.value("rowid") as Int64?).map { "row \($0) of " } ?? "a row of "
      findings.append(
        CheckFinding(kind: .contradiction, message: "\(number)“\(table)” belongs to a “\(parent)” that is not there"))
    }
    let rows = try Row.fetchAll(
      database,
      sql: """
        SELECT study.name AS study, cell.position AS position, cell.state AS state FROM cell
        JOIN study ON study.id = cell.study
        WHERE (cell.state = 'finished') <> EXISTS (SELECT 1 FROM run WHERE run.cell = cell.id AND run.state = 'finished')
          OR (cell.state = 'running') <> EXISTS (SELECT 1 FROM run WHERE run.cell = cell.id AND run.state = 'running')
        ORDER BY study.name, cell.position
        """)
    for row in rows {
      let (study, position, state): (String, Int, String) = try (
        row.value("study"), row.value("position"), row.value("state")
      )
      findings.append(
        CheckFinding(
          kind: .contradiction, message: "cell \(position) of study “\(study)” is \(state), its runs say otherwise"))
    }
    return findings
  }

  private func lostFiles(_ database: Database) throws -> [CheckFinding] {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    return try Row.fetchAll(database, sql: "SELECT * FROM artifact ORDER BY run, name").compactMap { row in
      try CheckFinding.compare(Self.artifact(row), of: row.value("run"), folder: folder)
    }
  }

  private func ahead(_ database: Database) throws -> [CheckFinding] {
    try Row.fetchAll(
      database,
      sql: """
        SELECT id, host, process, heartbeat - ? AS ahead FROM run
        WHERE state = 'running' AND heartbeat - lease > ? ORDER BY id
        """, arguments: [now, now]
    ).map { row in
      try CheckFinding.ahead(
        row.value("id"), host: row.value("host"), process: row.value("process"), seconds: row.value("ahead"))
    }
  }

  private func abandoned(_ database: Database) throws -> [CheckFinding] {
    try Row.fetchAll(
      database,
      sql: "SELECT id, host, process FROM run WHERE state = 'running' AND heartbeat + lease < ? ORDER BY id",
      arguments: [now]
    ).map { row in try CheckFinding.abandoned(row.value("id"), host: row.value("host"), process: row.value("process")) }
  }
}

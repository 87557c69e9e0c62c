import Foundation
import GRDB

extension Row {
  /// The value of a column; optional where NULL is allowed.
  ///
  /// SQLite stores any type in any column, so a damaged file may hold a value on which GRDB's own subscript would trap.
  func value<Value: DatabaseValueConvertible & StatementColumnConvertible>(_ column: String) throws -> Value {
    do {
      return try decode(forColumn: column)
    } catch {
      throw UnreadableValue(column: column)
    }
  }
}

/// A value that Fledge never writes.
struct UnreadableValue: Error {
  let column: String
}

extension SQLiteRunStore {
  static func run(_ row: Row) throws -> Run {
    let seed: Int64? = try row.value("full_seed")
    let finished: Double? = try row.value("finished")
    return try Run(
      id: row.value("id"), cell: row.value("cell"), study: row.value("study_name"),
      cellIndex: row.value("cell_position"), attempt: row.value("attempt"), state: runState(row.value("state")),
      configuration: row.value("full_configuration") ?? "{}", seed: UInt64(bitPattern: seed ?? 0), worker: worker(row),
      startedAt: date(row, "started"), heartbeatAt: date(row, "heartbeat"),
      finishedAt: finished.map(Date.init(timeIntervalSince1970:)), usage: usage(row), message: row.value("message"),
      checkpoint: checkpoint(row), metrics: [:], tags: [])
  }

  static func date(_ row: Row, _ column: String) throws -> Date {
    try Date(timeIntervalSince1970: row.value(column))
  }

  private static func worker(_ row: Row) throws -> Worker {
    let lease: Double = try row.value("lease")
    guard lease > 0 else { throw UnreadableValue(column: "lease") }
    return try Worker(
      host: row.value("host"), process: row.value("process"), toolVersion: row.value("tool_version"),
      gitCommit: row.value("git_commit"), processor: row.value("processor"),
      instructionSet: row.value("instruction_set"), threads: row.value("threads"),
      dataSHA256: row.value("data_sha256"), leaseSeconds: lease)
  }

  private static func usage(_ row: Row) throws -> RunUsage? {
    guard let wall: Double = try row.value("wall_seconds"), let cpu: Double = try row.value("cpu_seconds"),
      let peak: Int64 = try row.value("peak_memory")
    else { return nil }
    return RunUsage(wallSeconds: wall, cpuSeconds: cpu, peakMemoryBytes: peak)
  }

  static func checkpoint(_ row: Row) throws -> StoredCheckpoint? {
    guard let path: String = try row.value("checkpoint_path") else { return nil }
    return try StoredCheckpoint(
      path: path, epoch: row.value("checkpoint_epoch") ?? 0, step: row.value("checkpoint_step") ?? 0)
  }

  static func artifact(_ row: Row) throws -> Artifact {
    try Artifact(
      name: row.value("name"), path: row.value("path"), bytes: row.value("bytes"), sha256: row.value("sha256"))
  }

  // The schema allows only these four words.
  static func runState(_ word: String) -> Run.State { Run.State(rawValue: word) ?? .interrupted }

  /// Adds final metrics and tags, with one query each.
  static func complete(_ runs: [Run], _ database: Database) throws -> [Run] {
    let numbers = "[" + runs.map { "\($0.id)" }.joined(separator: ",") + "]"
    // A damaged file may hold a number twice.
    let positions = Dictionary(runs.indices.map { (runs[$0].id, $0) }) { first, _ in first }
    var runs = runs
    let metrics = try Row.fetchCursor(
      database,
      sql: "SELECT run, name, value FROM final_metric WHERE run IN (SELECT value FROM json_each(?))",
      arguments: [numbers])
    while let row = try metrics.next() {
      guard let position = try positions[row.value("run")] else { continue }
      let value: Double? = try row.value("value")
      runs[position].metrics[try row.value("name")] = value ?? .nan
    }
    let tags = try Row.fetchCursor(
      database, sql: "SELECT run, tag FROM tag WHERE run IN (SELECT value FROM json_each(?)) ORDER BY run, tag",
      arguments: [numbers])
    while let row = try tags.next() {
      guard let position = try positions[row.value("run")] else { continue }
      runs[position].tags.append(try row.value("tag"))
    }
    return runs
  }
}

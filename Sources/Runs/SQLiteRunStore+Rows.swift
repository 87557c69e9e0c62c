import Foundation
import GRDB

extension SQLiteRunStore {
  static func run(_ row: Row) -> Run {
    let seed: Int64 = row["full_seed"] ?? 0
    let finished: Double? = row["finished"]
    return Run(
      id: row["id"], cell: row["cell"], study: row["study_name"], cellIndex: row["cell_position"],
      attempt: row["attempt"], state: runState(row["state"]), configuration: row["full_configuration"] ?? "{}",
      seed: UInt64(bitPattern: seed), worker: worker(row), startedAt: Date(timeIntervalSince1970: row["started"]),
      heartbeatAt: Date(timeIntervalSince1970: row["heartbeat"]),
      finishedAt: finished.map(Date.init(timeIntervalSince1970:)), usage: usage(row), message: row["message"],
      checkpoint: checkpoint(row), metrics: [:], tags: [])
  }

  private static func worker(_ row: Row) -> Worker {
    Worker(
      host: row["host"], process: row["process"], toolVersion: row["tool_version"], gitCommit: row["git_commit"],
      processor: row["processor"], instructionSet: row["instruction_set"], threads: row["threads"],
      dataSHA256: row["data_sha256"], leaseSeconds: row["lease"])
  }

  private static func usage(_ row: Row) -> RunUsage? {
    guard let wall: Double = row["wall_seconds"], let cpu: Double = row["cpu_seconds"],
      let peak: Int64 = row["peak_memory"]
    else { return nil }
    return RunUsage(wallSeconds: wall, cpuSeconds: cpu, peakMemoryBytes: peak)
  }

  static func checkpoint(_ row: Row) -> StoredCheckpoint? {
    guard let path: String = row["checkpoint_path"] else { return nil }
    return StoredCheckpoint(path: path, epoch: row["checkpoint_epoch"] ?? 0, step: row["checkpoint_step"] ?? 0)
  }

  static func artifact(_ row: Row) -> Artifact {
    Artifact(name: row["name"], path: row["path"], bytes: row["bytes"], sha256: row["sha256"])
  }

  // The schema admits these four words only.
  static func runState(_ word: String) -> Run.State { Run.State(rawValue: word) ?? .interrupted }

  /// Adds final metrics and tags, with one query each.
  static func complete(_ runs: [Run], _ database: Database) throws -> [Run] {
    let numbers = "[" + runs.map { "\($0.id)" }.joined(separator: ",") + "]"
    let places = Dictionary(uniqueKeysWithValues: runs.indices.map { (runs[$0].id, $0) })
    var runs = runs
    let metrics = try Row.fetchCursor(
      database,
      sql: "SELECT run, name, value FROM final_metric WHERE run IN (SELECT value FROM json_each(?))",
      arguments: [numbers])
    while let row = try metrics.next() {
      guard let place = places[row[0]] else { continue }
      runs[place].metrics[row[1]] = row[2] ?? Double.nan
    }
    let tags = try Row.fetchCursor(
      database, sql: "SELECT run, tag FROM tag WHERE run IN (SELECT value FROM json_each(?)) ORDER BY run, tag",
      arguments: [numbers])
    while let row = try tags.next() {
      guard let place = places[row[0]] else { continue }
      runs[place].tags.append(row[1])
    }
    return runs
  }
}

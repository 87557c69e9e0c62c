import Foundation
import GRDB

extension SQLiteRunStore {
  public func leaseNextRun(
    study: Study.ID, before position: Int, worker: Worker
  ) throws(RunStoreError) -> Lease? {
    try write { database in
      try requireStudy(study, database)
      _ = try interruptAbandonedRuns(database)
      let next = try Row.fetchOne(
        database,
        sql: "SELECT * FROM cell WHERE study = ? AND state = 'queued' AND position < ? ORDER BY position LIMIT 1",
        arguments: [study, position])
      return try next.map { try begin(Self.cell($0), worker: worker, database) }
    }
  }

  public func lease(cell: StudyRun.ID, worker: Worker) throws(RunStoreError) -> Lease? {
    try write { database in
      _ = try interruptAbandonedRuns(database)
      let cell = try requireStudyRun(cell, database)
      return cell.state == .queued ? try begin(cell, worker: worker, database) : nil
    }
  }

  public func cell(_ id: StudyRun.ID) throws(RunStoreError) -> StudyRun {
    try read { database in try requireStudyRun(id, database) }
  }

  private func requireStudyRun(_ id: StudyRun.ID, _ database: Database) throws -> StudyRun {
    guard let row = try Row.fetchOne(database, sql: "SELECT * FROM cell WHERE id = ?", arguments: [id]) else {
      throw RunStoreError.unknownStudyRun(id)
    }
    return try Self.cell(row)
  }

  /// Begins a run for a queued cell, from its newest checkpoint.
  private func begin(_ queued: StudyRun, worker: Worker, _ database: Database) throws -> Lease {
    var cell = queued
    cell.state = .running
    cell.attempts &+= 1
    try database.execute(
      sql: "UPDATE cell SET state = 'running', attempts = ? WHERE id = ?", arguments: [cell.attempts, cell.id])
    let earlier = try Row.fetchOne(
      database,
      sql: "SELECT * FROM run WHERE cell = ? AND checkpoint_path IS NOT NULL ORDER BY attempt DESC LIMIT 1",
      arguments: [cell.id])
    let run = try insertRun(cell: cell, configuration: nil, seed: nil, worker: worker, database)
    let checkpoint = try earlier.flatMap(Self.checkpoint)
    if let earlier, let checkpoint {
      try inherit(checkpoint, from: earlier.value("id"), to: run, database)
    }
    return Lease(cell: cell, run: run, attempt: cell.attempts, checkpoint: checkpoint)
  }

  public func startRun(
    configuration: String, seed: UInt64, worker: Worker
  ) throws(RunStoreError) -> Run.ID {
    _ = try Settings(configuration: configuration, source: "the run's configuration")
    return try write { database in
      try insertRun(
        cell: nil, configuration: configuration, seed: Int64(bitPattern: seed), worker: worker, database)
    }
  }

  public func interruptAbandonedRuns() throws(RunStoreError) -> [Run.ID] {
    try write { database in try interruptAbandonedRuns(database) }
  }

  private func interruptAbandonedRuns(_ database: Database) throws -> [Run.ID] {
    let runs = try Int64.fetchAll(
      database, sql: "SELECT id FROM run WHERE state = 'running' AND heartbeat + lease < ? ORDER BY id",
      arguments: [now])
    for run in runs {
      _ = try end(run, as: .interrupted, message: Self.abandonedMessage, usage: nil, database)
    }
    return runs
  }

  static let abandonedMessage = "its process sent no heartbeat for longer than its lease"

  private func insertRun(
    cell: StudyRun?, configuration: String?, seed: Int64?, worker: Worker, _ database: Database
  ) throws -> Run.ID {
    let now = now
    let arguments: StatementArguments = [
      cell?.id, cell?.attempts ?? 1, configuration, seed, worker.host, worker.process, worker.toolVersion,
      worker.gitCommit, worker.processor, worker.instructionSet, worker.threads, worker.dataSHA256,
      worker.leaseSeconds, now, now,
    ]
    try database.execute(
      sql: """
        INSERT INTO run (cell, attempt, state, configuration, seed, host, process, tool_version, git_commit,
          processor, instruction_set, threads, data_sha256, lease, started, heartbeat)
        VALUES (?, ?, 'running', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """, arguments: arguments)
    return database.lastInsertedRowID
  }

  /// Gives a new attempt the checkpoint of an earlier one, and the metrics recorded up to it.
  private func inherit(
    _ checkpoint: StoredCheckpoint, from earlier: Run.ID, to run: Run.ID, _ database: Database
  ) throws {
    try setCheckpoint(checkpoint, of: run, database)
    try database.execute(
      sql: """
        INSERT INTO metric (run, name, axis, position, value)
        SELECT ?, name, axis, position, value FROM metric
        WHERE run = ? AND position <= CASE axis WHEN \(MetricAxis.epoch.rawValue) THEN ? ELSE ? END
        """, arguments: [run, earlier, checkpoint.epoch, checkpoint.step])
  }

  func setCheckpoint(_ checkpoint: StoredCheckpoint, of run: Run.ID, _ database: Database) throws {
    try database.execute(
      sql: "UPDATE run SET checkpoint_path = ?, checkpoint_epoch = ?, checkpoint_step = ? WHERE id = ?",
      arguments: [checkpoint.path, checkpoint.epoch, checkpoint.step, run])
  }
}

import Foundation
import Synchronization

extension PostgreSQLRunStore {
  public func leaseNextRun(
    study: Study.ID, before position: Int, worker: Worker
  ) throws(RunStoreError) -> Lease? {
    // Workers that choose at the same moment pass over each other's rows.
    let choice = """
      SELECT id FROM cell WHERE study = $1 AND state = 'queued' AND position < $2 ORDER BY position LIMIT 1
      FOR UPDATE SKIP LOCKED
      """
    let lease = try lease(choice, [study, Int64(position)], worker)
    if lease == nil { try perform { session in try session.requireStudy(study) } }
    return lease
  }

  public func lease(cell: StudyRun.ID, worker: Worker) throws(RunStoreError) -> Lease? {
    let choice = "SELECT id FROM cell WHERE id = $1 AND state = 'queued' AND $2::bigint = 0 FOR UPDATE"
    let lease = try lease(choice, [cell, 0], worker)
    if lease == nil { _ = try self.cell(cell) }
    return lease
  }

  /// Takes a cell, once more where runs without a heartbeat were found.
  private func lease(_ choice: String, _ values: [Int64], _ worker: Worker) throws(RunStoreError) -> Lease? {
    // A call that is done over finds the run that it began before.
    let request = UUID().uuidString
    func take() throws(RunStoreError) -> Lease? {
      try perform { session in try session.lease(choice, values, worker, request: request) }
    }
    let isDue = lastSweep.withLock { last in
      guard ContinuousClock.now - last > .seconds(min(1, worker.leaseSeconds / 4)) else { return false }
      last = .now
      return true
    }
    if isDue { _ = try interruptAbandonedRuns() }
    if let lease = try take() { return lease }
    if isDue { return nil }
    return try interruptAbandonedRuns().isEmpty ? nil : take()
  }

  public func startRun(
    configuration: String, seed: UInt64, worker: Worker
  ) throws(RunStoreError) -> Run.ID {
    _ = try Settings(configuration: configuration, source: "the run's configuration")
    let request = UUID().uuidString
    return try perform { session in
      if session.isRetry, let run = try session.begun(request)?.run { return run }
      let values: [(any SQLValue)?] = [configuration, Int64(bitPattern: seed)]
      let begun = try session.row(
        """
        INSERT INTO run (id, attempt, state, configuration, seed, started, heartbeat, \(PostgreSQLSession.workerColumns))
        VALUES (nextval('run_number'), 1, 'running', $1, $2, \(session.now), \(session.now),
          \(PostgreSQLSession.workerParameters(from: 3))) RETURNING id
        """, values + PostgreSQLSession.values(worker, request: request))
      guard var row = begun, let run = row.integer() else {
        throw RunStoreError.server(name: address.name, detail: "a run just written has no number")
      }
      return run
    }
  }

  public func interruptAbandonedRuns() throws(RunStoreError) -> [Run.ID] {
    try perform { session in
      try session.run(
        """
        WITH dead AS MATERIALIZED (
          SELECT id FROM run WHERE state = 'running' AND heartbeat + lease < \(session.now) FOR UPDATE SKIP LOCKED
        ), ended AS (
          UPDATE run SET state = 'interrupted', finished = \(session.now), message = $1 FROM dead WHERE run.id = dead.id
          RETURNING run.id, run.cell
        ), freed AS (
          UPDATE cell SET state = 'queued', message = NULL FROM ended WHERE cell.id = ended.cell AND cell.fence = ended.id
        )
        SELECT id FROM ended ORDER BY id
        """, [SQLiteRunStore.abandonedMessage]
      ).map { row in row.integer() ?? 0 }
    }
  }
}

extension PostgreSQLSession {
  static let workerColumns = """
    host, process, tool_version, git_commit, processor, instruction_set, threads, data_sha256, lease, request
    """

  static func workerParameters(from first: Int) -> String {
    let types = ["text", "bigint", "text", "text", "text", "text", "bigint", "text", "float8", "text"]
    return types.enumerated().map { "$\($0.offset + first)::\($0.element)" }.joined(separator: ", ")
  }

  static func values(_ worker: Worker, request: String) -> [(any SQLValue)?] {
    [
      worker.host, worker.process, worker.toolVersion, worker.gitCommit, worker.processor, worker.instructionSet,
      worker.threads, worker.dataSHA256, worker.leaseSeconds, request,
    ]
  }

  /// The run that an earlier try of a call began.
  func begun(_ request: String) throws -> (run: Run.ID, cell: StudyRun.ID?)? {
    try run("SELECT id, cell FROM run WHERE state = 'running' AND request = $1", [request]).map { row in
      (row.integer() ?? 0, row.integer())
    }.first
  }

  /// Takes the cell that `choice` finds and begins a run for it, from its newest checkpoint, in one statement.
  func lease(_ choice: String, _ values: [Int64], _ worker: Worker, request: String) throws -> Lease? {
    if isRetry, let run = try begun(request)?.run { return try lease(of: run) }
    let sql = """
      WITH next AS MATERIALIZED (\(choice)), taken AS (
        UPDATE cell SET state = 'running', attempts = cell.attempts + 1, fence = nextval('run_number')
        FROM next WHERE cell.id = next.id RETURNING cell.*
      ), earlier AS (
        SELECT run.* FROM taken JOIN run ON run.cell = taken.id AND run.checkpoint_path IS NOT NULL
        ORDER BY run.attempt DESC LIMIT 1
      ), begun AS (
        INSERT INTO run (id, cell, attempt, state, started, heartbeat, checkpoint_path, checkpoint_epoch, checkpoint_step,
          \(Self.workerColumns))
        SELECT taken.fence, taken.id, taken.attempts, 'running', \(now), \(now), earlier.checkpoint_path,
          earlier.checkpoint_epoch, earlier.checkpoint_step, \(Self.workerParameters(from: 3))
        FROM taken LEFT JOIN earlier ON true
      ), inherited AS (
        INSERT INTO metric (run, name, axis, position, value)
        SELECT taken.fence, m.name, m.axis, m.position, m.value FROM taken, earlier, metric AS m
        WHERE m.run = earlier.id AND m.position <= CASE m.axis WHEN \(MetricAxis.epoch.rawValue)
          THEN earlier.checkpoint_epoch ELSE earlier.checkpoint_step END
      )
      SELECT \(Self.cellColumns.split(separator: ", ").map { "taken.\($0)" }.joined(separator: ", ")), taken.fence,
        earlier.checkpoint_path, earlier.checkpoint_epoch, earlier.checkpoint_step
      FROM taken LEFT JOIN earlier ON true
      """
    return try run(sql, values.map { $0 as any SQLValue } + Self.values(worker, request: request)).map(Self.lease).first
  }

  private func lease(of run: Run.ID) throws -> Lease? {
    let columns = Self.cellColumns.split(separator: ", ").map { "cell.\($0)" }.joined(separator: ", ")
    return try self.run(
      """
      SELECT \(columns), run.id, run.checkpoint_path, run.checkpoint_epoch, run.checkpoint_step
      FROM run JOIN cell ON cell.id = run.cell WHERE run.id = $1
      """, [run]
    ).map(Self.lease).first
  }

  private static func lease(_ row: inout PostgreSQLResult.Row) -> Lease {
    let cell = cell(&row)
    return Lease(cell: cell, run: row.integer() ?? 0, attempt: cell.attempts, checkpoint: checkpoint(&row))
  }

  static func checkpoint(_ row: inout PostgreSQLResult.Row) -> StoredCheckpoint? {
    let (path, epoch, step) = (row.text(), row.integer(), row.integer())
    return path.map { StoredCheckpoint(path: $0, epoch: Int(epoch ?? 0), step: Int(step ?? 0)) }
  }
}

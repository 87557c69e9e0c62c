import FledgeFormats
import Foundation

extension PostgreSQLRunStore {
  public func heartbeat(run: Run.ID) throws(RunStoreError) -> Acceptance {
    try perform { session in
      let renewed = try session.run("UPDATE run SET \(session.renewal) RETURNING id", [run])
      return try session.acceptance(of: run, renewed.count)
    }
  }

  public func record(_ values: [MetricValue], run: Run.ID) throws(RunStoreError) -> Acceptance {
    struct Key: Hashable {
      let name: String
      let axis: MetricAxis
      let position: Int
    }
    // One statement writes a row once, so the last value of a position is chosen here.
    var last: [Key: Double] = [:]
    for value in values { last[Key(name: value.name, axis: value.axis, position: value.position)] = value.value }
    let rows = last.map { key, value -> JSONObject in
      [
        "n": .string(key.name), "a": .integer(key.axis.rawValue), "p": .integer(key.position),
        "v": SQLRows.number(value),
      ]
    }
    return try perform { session in
      let renewed = try session.row(
        """
        WITH renewed AS (UPDATE run SET \(session.renewal) RETURNING id), written AS (
          INSERT INTO metric (run, name, axis, position, value) SELECT renewed.id, v.n, v.a, v.p, v.v
          FROM renewed, json_to_recordset($2::json) AS v (n text, a bigint, p bigint, v float8)
          ON CONFLICT (run, name, axis, position) DO UPDATE SET value = excluded.value
        )
        SELECT count(*) FROM renewed
        """, [run, SQLRows(rows: rows)])
      return try session.acceptance(of: run, renewed)
    }
  }

  public func setData(_ sha256: String, of run: Run.ID) throws(RunStoreError) -> Acceptance {
    try perform { session in
      let renewed = try session.run(
        "UPDATE run SET data_sha256 = $2, \(session.renewal) RETURNING id", [run, sha256])
      return try session.acceptance(of: run, renewed.count)
    }
  }

  public func saveCheckpoint(_ checkpoint: StoredCheckpoint, run: Run.ID) throws(RunStoreError) -> Acceptance {
    try perform { session in
      let renewed = try session.run(
        """
        UPDATE run SET checkpoint_path = $2, checkpoint_epoch = $3, checkpoint_step = $4, \(session.renewal)
        RETURNING id
        """, [run, checkpoint.path, checkpoint.epoch, checkpoint.step])
      return try session.acceptance(of: run, renewed.count)
    }
  }

  public func saveCheckpoint(
    _ checkpoint: StoredCheckpoint, content: [UInt8], run: Run.ID
  ) throws(RunStoreError) -> Acceptance {
    try perform { session in
      let result = try session.connection.execute(
        """
        WITH renewed AS (
          UPDATE run SET checkpoint_path = $2, checkpoint_epoch = $3, checkpoint_step = $4, \(session.renewal)
          RETURNING id, cell
        ), kept AS (
          INSERT INTO checkpoint (cell, run, content) SELECT cell, id, $5::bytea FROM renewed WHERE cell IS NOT NULL
          ON CONFLICT (cell) DO UPDATE SET run = excluded.run, content = excluded.content
        )
        SELECT count(*) FROM renewed
        """,
        [
          .text("\(run)"), .text(checkpoint.path), .text("\(checkpoint.epoch)"), .text("\(checkpoint.step)"),
          .bytes(content),
        ])
      return try session.acceptance(of: run, result.first)
    }
  }

  public func checkpointContent(for run: Run.ID) throws(RunStoreError) -> [UInt8]? {
    try perform { session in
      try session.connection.execute(
        """
        SELECT content FROM checkpoint JOIN run ON run.cell = checkpoint.cell
        WHERE run.id = $1 AND run.checkpoint_path IS NOT NULL
        """, [.text("\(run)")], givesBytes: true
      ).bytes
    }
  }

  public func addArtifact(_ artifact: Artifact, run: Run.ID) throws(RunStoreError) -> Acceptance {
    try perform { session in
      let written = try session.run(
        """
        INSERT INTO artifact (run, name, path, bytes, sha256)
        SELECT id, $2::text, $3::text, $4::bigint, $5::text FROM run WHERE id = $1 AND state <> 'interrupted'
        ON CONFLICT (run, name) DO UPDATE SET path = excluded.path, bytes = excluded.bytes, sha256 = excluded.sha256
        RETURNING run
        """, [run, artifact.name, artifact.path, artifact.bytes, artifact.sha256])
      return try session.acceptance(of: run, written.count)
    }
  }

  public func finish(run: Run.ID, result: RunResult) throws(RunStoreError) -> Acceptance {
    let metrics = result.metrics.sorted { $0.key < $1.key }.map { name, value -> JSONObject in
      ["n": .string(name), "v": SQLRows.number(value)]
    }
    let answer = try end(run, as: .finished, message: nil, usage: result.usage, metrics: metrics, record: result.record)
    if answer == .superseded { try keepLate(result, of: run) }
    return answer
  }

  public func fail(run: Run.ID, message: String, usage: RunUsage?) throws(RunStoreError) -> Acceptance {
    try end(run, as: .failed, message: message, usage: usage)
  }

  public func interrupt(run: Run.ID, message: String, usage: RunUsage?) throws(RunStoreError) -> Acceptance {
    try end(run, as: .interrupted, message: message, usage: usage)
  }

  /// Ends a run that is running, with its cell and its results, in one statement; a run in another state stays as it is.
  private func end(
    _ run: Run.ID, as state: Run.State, message: String?, usage: RunUsage?, metrics: [JSONObject] = [],
    record: String? = nil
  ) throws(RunStoreError) -> Acceptance {
    try perform { session in
      let ended = try session.row(
        """
        WITH ended AS (
          UPDATE run SET state = $2, finished = \(session.now), message = $3, wall_seconds = $4::float8,
            cpu_seconds = $5::float8, peak_memory = $6::bigint
          WHERE id = $1 AND state = 'running' RETURNING id, cell
        ), freed AS (
          UPDATE cell SET state = $7, message = $8 FROM ended WHERE cell.id = ended.cell AND cell.fence = ended.id
        ), measured AS (
          INSERT INTO final_metric (run, name, value) SELECT ended.id, v.n, v.v
          FROM ended, json_to_recordset($9::json) AS v (n text, v float8)
        ), recorded AS (
          INSERT INTO record (run, text) SELECT id, $10::text FROM ended WHERE $10::text IS NOT NULL
        ), removed AS (
          DELETE FROM checkpoint USING ended WHERE checkpoint.cell = ended.cell AND $2 = 'finished'
        )
        SELECT count(pg_notify($11, '')) FROM ended
        """,
        [
          run, state.rawValue, message, usage?.wallSeconds, usage?.cpuSeconds, usage?.peakMemoryBytes,
          state.studyRunState.rawValue, state == .failed ? message : nil, SQLRows(rows: metrics), record, namespace,
        ])
      let answer = try session.acceptance(of: run, ended)
      guard answer == .superseded, session.isRetry else { return answer }
      // The connection may have been lost after the run had ended so.
      return try session.run("SELECT 1 FROM run WHERE id = $1 AND state = $2", [run, state.rawValue]).count > 0
        ? .accepted : .superseded
    }
  }
}

extension PostgreSQLSession {
  /// What renews the lease of run `$1`.
  var renewal: String { "heartbeat = \(now) WHERE id = $1 AND state = 'running'" }

  func acceptance(of run: Run.ID, _ count: Int) throws -> Acceptance {
    if count > 0 { return .accepted }
    try requireRun(run)
    return .superseded
  }

  func acceptance(of run: Run.ID, _ row: PostgreSQLResult.Row?) throws -> Acceptance {
    var row = row
    return try acceptance(of: run, Int(row?.integer() ?? 0))
  }
}

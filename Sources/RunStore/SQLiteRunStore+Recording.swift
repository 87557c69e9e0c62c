import Foundation
import GRDB

extension SQLiteRunStore {
  public func heartbeat(run: Run.ID) throws(RunStoreError) -> Acceptance {
    try write { database in try renew(run, database) }
  }

  public func record(_ values: [MetricValue], run: Run.ID) throws(RunStoreError) -> Acceptance {
    try write { database in
      guard try renew(run, database) == .accepted else { return .superseded }
      let insert = try database.cachedStatement(
        sql: "INSERT OR REPLACE INTO metric (run, name, axis, position, value) VALUES (?, ?, ?, ?, ?)")
      for value in values {
        try insert.execute(arguments: [run, value.name, value.axis.rawValue, value.position, value.value])
      }
      return .accepted
    }
  }

  public func setData(_ sha256: String, of run: Run.ID) throws(RunStoreError) -> Acceptance {
    try write { database in
      guard try renew(run, database) == .accepted else { return .superseded }
      try database.execute(sql: "UPDATE run SET data_sha256 = ? WHERE id = ?", arguments: [sha256, run])
      return .accepted
    }
  }

  public func saveCheckpoint(_ checkpoint: StoredCheckpoint, run: Run.ID) throws(RunStoreError) -> Acceptance {
    try write { database in
      guard try renew(run, database) == .accepted else { return .superseded }
      try setCheckpoint(checkpoint, of: run, database)
      return .accepted
    }
  }

  public func addArtifact(_ artifact: Artifact, run: Run.ID) throws(RunStoreError) -> Acceptance {
    try write { database in
      guard try state(of: run, database) != .interrupted else { return .superseded }
      try database.execute(
        sql: "INSERT OR REPLACE INTO artifact (run, name, path, bytes, sha256) VALUES (?, ?, ?, ?, ?)",
        arguments: [run, artifact.name, artifact.path, artifact.bytes, artifact.sha256])
      return .accepted
    }
  }

  public func finish(run: Run.ID, result: RunResult) throws(RunStoreError) -> Acceptance {
    try write { database in
      guard try end(run, as: .finished, message: nil, usage: result.usage, database) == .accepted else {
        return .superseded
      }
      let insert = try database.cachedStatement(
        sql: "INSERT INTO final_metric (run, name, value) VALUES (?, ?, ?)")
      for (name, value) in result.metrics.sorted(by: { $0.key < $1.key }) {
        try insert.execute(arguments: [run, name, value])
      }
      if let record = result.record {
        try database.execute(sql: "INSERT INTO record (run, text) VALUES (?, ?)", arguments: [run, record])
      }
      return .accepted
    }
  }

  public func fail(run: Run.ID, message: String, usage: RunUsage?) throws(RunStoreError) -> Acceptance {
    try write { database in try end(run, as: .failed, message: message, usage: usage, database) }
  }

  public func interrupt(run: Run.ID, message: String, usage: RunUsage?) throws(RunStoreError) -> Acceptance {
    try write { database in try end(run, as: .interrupted, message: message, usage: usage, database) }
  }

  /// Moves a run and its cell out of the state `running`; a run in another state stays as it is.
  func end(
    _ run: Run.ID, as state: Run.State, message: String?, usage: RunUsage?, _ database: Database
  ) throws -> Acceptance {
    guard try self.state(of: run, database) == .running else { return .superseded }
    try database.execute(
      sql: """
        UPDATE run SET state = ?, finished = ?, message = ?, wall_seconds = ?, cpu_seconds = ?, peak_memory = ?
        WHERE id = ?
        """,
      arguments: [
        state.rawValue, now, message, usage?.wallSeconds, usage?.cpuSeconds, usage?.peakMemoryBytes, run,
      ])
    try database.execute(
      sql: "UPDATE cell SET state = ?, message = ? WHERE id = (SELECT cell FROM run WHERE id = ?)",
      arguments: [state.studyRunState.rawValue, state == .failed ? message : nil, run])
    return .accepted
  }

  private func renew(_ run: Run.ID, _ database: Database) throws -> Acceptance {
    let update = try database.cachedStatement(
      sql: "UPDATE run SET heartbeat = ? WHERE id = ? AND state = 'running'")
    try update.execute(arguments: [now, run])
    if database.changesCount == 1 { return .accepted }
    _ = try state(of: run, database)
    return .superseded
  }

  private func state(of run: Run.ID, _ database: Database) throws -> Run.State {
    guard let word = try String.fetchOne(database, sql: "SELECT state FROM run WHERE id = ?", arguments: [run]) else {
      throw RunStoreError.unknownRun(run)
    }
    return Self.runState(word)
  }
}

extension Run.State {
  /// The state of a cell whose latest run is in this state.
  var studyRunState: StudyRun.State {
    switch self {
    case .running: .running
    case .finished: .finished
    case .failed: .failed
    case .interrupted: .queued
    }
  }
}

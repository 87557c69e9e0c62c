import Foundation

extension InMemoryRunStore {
  public func leaseNextRun(
    study: Study.ID, before position: Int, worker: Worker
  ) throws(RunStoreError) -> Lease? {
    let now = clock()
    return try access { contents throws(RunStoreError) in
      try contents.requireStudy(study)
      _ = try contents.interruptAbandonedRuns(now: now)
      let next = contents.cells(of: study).first { $0.state == .queued && $0.index < position }
      return next.map { contents.begin($0, worker: worker, now: now) }
    }
  }

  public func lease(cell: StudyRun.ID, worker: Worker) throws(RunStoreError) -> Lease? {
    let now = clock()
    return try access { contents throws(RunStoreError) in
      _ = try contents.interruptAbandonedRuns(now: now)
      let cell = try contents.requireStudyRun(cell)
      return cell.state == .queued ? contents.begin(cell, worker: worker, now: now) : nil
    }
  }

  public func cell(_ id: StudyRun.ID) throws(RunStoreError) -> StudyRun {
    try access { contents throws(RunStoreError) in try contents.requireStudyRun(id) }
  }

  public func startRun(
    configuration: String, seed: UInt64, worker: Worker
  ) throws(RunStoreError) -> Run.ID {
    _ = try Settings(configuration: configuration, source: "the run's configuration")
    let now = clock()
    return try access { contents in
      let run = Run(
        id: contents.nextNumber(), cell: nil, study: nil, cellIndex: nil, attempt: 1, state: .running,
        configuration: configuration, seed: seed, worker: worker, startedAt: now, heartbeatAt: now, metrics: [:],
        tags: [])
      contents.runs[run.id] = run
      return run.id
    }
  }

  public func interruptAbandonedRuns() throws(RunStoreError) -> [Run.ID] {
    let now = clock()
    return try access { contents throws(RunStoreError) in try contents.interruptAbandonedRuns(now: now) }
  }
}

extension InMemoryRunStore.Contents {
  mutating func interruptAbandonedRuns(now: Date) throws(RunStoreError) -> [Run.ID] {
    let abandoned = runs.values.filter { $0.isAbandoned(at: now) }.map(\.id).sorted()
    for run in abandoned {
      _ = try end(run, as: .interrupted, message: SQLiteRunStore.abandonedMessage, usage: nil, now: now)
    }
    return abandoned
  }

  fileprivate func requireStudyRun(_ id: StudyRun.ID) throws(RunStoreError) -> StudyRun {
    guard let cell = cells[id] else { throw .unknownStudyRun(id) }
    return cell
  }

  /// Begins a run for a queued cell, from its newest checkpoint.
  fileprivate mutating func begin(_ queued: StudyRun, worker: Worker, now: Date) -> Lease {
    var cell = queued
    cell.state = .running
    cell.attempts += 1
    cells[cell.id] = cell
    let earlier = runs.values.filter { $0.cell == cell.id && $0.checkpoint != nil }.max { $0.attempt < $1.attempt }
    let run = Run(
      id: nextNumber(), cell: cell.id, study: studies[cell.study]?.name, cellIndex: cell.index,
      attempt: cell.attempts, state: .running, configuration: cell.configuration, seed: cell.seed, worker: worker,
      startedAt: now, heartbeatAt: now, checkpoint: earlier?.checkpoint, metrics: [:], tags: [])
    runs[run.id] = run
    if let earlier, let checkpoint = earlier.checkpoint { inherit(checkpoint, from: earlier.id, to: run.id) }
    return Lease(cell: cell, run: run.id, attempt: cell.attempts, checkpoint: earlier?.checkpoint)
  }

  fileprivate mutating func inherit(_ checkpoint: StoredCheckpoint, from earlier: Run.ID, to run: Run.ID) {
    for (key, values) in curves[earlier] ?? [:] {
      let last = key.axis == .epoch ? checkpoint.epoch : checkpoint.step
      let kept = values.filter { $0.key <= last }
      if !kept.isEmpty { curves[run, default: [:]][key] = kept }
    }
  }
}

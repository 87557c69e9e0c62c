import Foundation

extension InMemoryRunStore {
  /// Takes the first queued cell of a study and begins a run for it.
  public func claimNextCell(study: Study.ID, worker: Worker) throws(RunStoreError) -> Claim? {
    let now = clock()
    return try access { contents throws(RunStoreError) in
      try contents.requireStudy(study)
      _ = try contents.interruptAbandonedRuns(now: now)
      guard var cell = contents.cells(of: study).first(where: { $0.state == .queued }) else { return nil }
      cell.state = .running
      cell.attempts += 1
      contents.cells[cell.id] = cell
      let earlier = contents.runs.values.filter { $0.cell == cell.id && $0.checkpoint != nil }
        .max { $0.attempt < $1.attempt }
      let run = Run(
        id: contents.nextNumber(), cell: cell.id, study: contents.studies[study]?.name, cellIndex: cell.index,
        attempt: cell.attempts, state: .running, configuration: cell.configuration, seed: cell.seed, worker: worker,
        startedAt: now, heartbeatAt: now, checkpoint: earlier?.checkpoint, metrics: [:], tags: [])
      contents.runs[run.id] = run
      if let earlier, let checkpoint = earlier.checkpoint {
        contents.inherit(checkpoint, from: earlier.id, to: run.id)
      }
      return Claim(cell: cell, run: run.id, attempt: cell.attempts, checkpoint: earlier?.checkpoint)
    }
  }

  /// Begins a training on its own.
  public func startRun(
    configuration: String, seed: UInt64, worker: Worker
  ) throws(RunStoreError) -> Run.ID {
    _ = try Settings(configuration: configuration, place: "the run's configuration")
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

  /// Interrupts every run whose lease is over.
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

  fileprivate mutating func inherit(_ checkpoint: Checkpoint, from earlier: Run.ID, to run: Run.ID) {
    for (key, values) in curves[earlier] ?? [:] {
      let last = key.axis == .epoch ? checkpoint.epoch : checkpoint.step
      let kept = values.filter { $0.key <= last }
      if !kept.isEmpty { curves[run, default: [:]][key] = kept }
    }
  }
}

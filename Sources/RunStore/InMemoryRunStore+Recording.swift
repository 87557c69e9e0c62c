import Foundation

extension InMemoryRunStore {
  public func heartbeat(run: Run.ID) throws(RunStoreError) -> Acceptance {
    let now = clock()
    return try access { contents throws(RunStoreError) in try contents.renew(run, now: now) }
  }

  public func record(_ values: [MetricValue], run: Run.ID) throws(RunStoreError) -> Acceptance {
    let now = clock()
    return try access { contents throws(RunStoreError) in
      guard try contents.renew(run, now: now) == .accepted else { return .superseded }
      for value in values {
        let key = Contents.CurveKey(name: value.name, axis: value.axis)
        contents.curves[run, default: [:]][key, default: [:]][value.position] = value.value
      }
      return .accepted
    }
  }

  public func setData(_ sha256: String, of run: Run.ID) throws(RunStoreError) -> Acceptance {
    let now = clock()
    return try access { contents throws(RunStoreError) in
      guard try contents.renew(run, now: now) == .accepted else { return .superseded }
      contents.runs[run]?.worker.dataSHA256 = sha256
      return .accepted
    }
  }

  public func saveCheckpoint(_ checkpoint: StoredCheckpoint, run: Run.ID) throws(RunStoreError) -> Acceptance {
    let now = clock()
    return try access { contents throws(RunStoreError) in
      guard try contents.renew(run, now: now) == .accepted else { return .superseded }
      contents.runs[run]?.checkpoint = checkpoint
      return .accepted
    }
  }

  public func addArtifact(_ artifact: Artifact, run: Run.ID) throws(RunStoreError) -> Acceptance {
    try access { contents throws(RunStoreError) in
      guard try contents.requireRun(run).state != .interrupted else { return .superseded }
      contents.artifacts[run, default: [:]][artifact.name] = artifact
      return .accepted
    }
  }

  public func finish(run: Run.ID, result: RunResult) throws(RunStoreError) -> Acceptance {
    let now = clock()
    return try access { contents throws(RunStoreError) in
      let answer = try contents.end(run, as: .finished, message: nil, usage: result.usage, now: now)
      if answer == .accepted {
        contents.runs[run]?.metrics = result.metrics
        contents.records[run] = result.record
      }
      return answer
    }
  }

  public func fail(run: Run.ID, message: String, usage: RunUsage?) throws(RunStoreError) -> Acceptance {
    let now = clock()
    return try access { contents throws(RunStoreError) in
      try contents.end(run, as: .failed, message: message, usage: usage, now: now)
    }
  }

  public func interrupt(run: Run.ID, message: String, usage: RunUsage?) throws(RunStoreError) -> Acceptance {
    let now = clock()
    return try access { contents throws(RunStoreError) in
      try contents.end(run, as: .interrupted, message: message, usage: usage, now: now)
    }
  }
}

extension InMemoryRunStore.Contents {
  mutating func end(
    _ id: Run.ID, as state: Run.State, message: String?, usage: RunUsage?, now: Date
  ) throws(RunStoreError) -> Acceptance {
    var run = try requireRun(id)
    guard run.state == .running else { return .superseded }
    run.state = state
    run.finishedAt = now
    run.message = message
    run.usage = usage
    runs[id] = run
    if let cell = run.cell {
      cells[cell]?.state = state.studyRunState
      cells[cell]?.message = state == .failed ? message : nil
    }
    return .accepted
  }

  fileprivate mutating func renew(_ run: Run.ID, now: Date) throws(RunStoreError) -> Acceptance {
    guard try requireRun(run).state == .running else { return .superseded }
    runs[run]?.heartbeatAt = now
    return .accepted
  }
}

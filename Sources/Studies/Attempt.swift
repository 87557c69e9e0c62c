import FledgeFormats
import FledgeModels
import FledgeRunStore
import FledgeTraining
import Foundation

/// One attempt at one run: trains, records progress in the store, and ends the run.
struct Attempt {
  let runner: StudyRunner
  let store: any RunStore
  let pool: WorkerPool
  let active: ActiveRun
  let run: ScheduledRun
  let progress: @Sendable (StudyEvent) -> Void
  private let clock = ContinuousClock()

  init(
    _ active: ActiveRun, _ run: ScheduledRun, _ runner: StudyRunner, in store: any RunStore, pool: WorkerPool,
    progress: @escaping @Sendable (StudyEvent) -> Void
  ) {
    (self.active, self.run, self.runner, self.store, self.pool) = (active, run, runner, store, pool)
    self.progress = progress
  }

  private var plan: RunPlan { run.plan }
  private var lease: Lease { active.lease }
  private var writer: String { "fledge \(runner.toolVersion)" }

  /// Trains and records the result.
  ///
  /// Errors that belong to the run are recorded too; all others are thrown.
  /// - Returns: whether the run has ended; `false` where it was given back or another worker holds it.
  func perform() throws -> Bool {
    let start = clock.now
    let usage = UsageMeter(threads: plan.settings.threads)
    let information = RunAttempt(run, attempt: lease.attempt, epochsBefore: lease.checkpoint?.epoch ?? 0)
    var isFound = false
    let end: RunEnd
    do {
      if let folder = plan.folder, let record = try RunFolder.record(in: folder) {
        try record.checkUntouched(in: folder)
        isFound = true
        return try finish(record, folder: folder, usage: nil) != nil
      }
      progress(.began(information))
      if let (record, folder) = try train(information, usage) {
        let metrics = try finish(record, folder: folder, usage: usage.usage)
        end = metrics.map { .finished(metrics: $0, seconds: (clock.now - start) / .seconds(1)) } ?? .superseded
      } else {
        end = active.isLost ? .superseded : .interrupted
      }
    } catch let error as RunStoreError {
      throw error
    } catch {
      let message = "\(error)"
      guard runner.belongsToRun(error) else {
        _ = try? store.interrupt(run: lease.run, message: message, usage: usage.usage)
        progress(.ended(information, .interrupted))
        throw error
      }
      let answer = try store.fail(run: lease.run, message: message, usage: usage.usage)
      end = answer == .accepted ? .failed(message) : .superseded
      if isFound { return answer == .accepted }
    }
    progress(.ended(information, end))
    return end != .superseded && end != .interrupted
  }

  /// Trains from the checkpoint, or from the beginning, and writes the run's folder if it has one.
  ///
  /// - Returns: `nil` where the run was given back or another worker holds it.
  private func train(_ information: RunAttempt, _ usage: UsageMeter) throws -> (RunRecord, folder: String?)? {
    let experiment = try Experiment(plan.settings, data: plan.data(plan.settings))
    if let digest = experiment.data.digest { active.note(try store.setData(digest, of: lease.run)) }
    let files = RunFiles(runner.folder, part: runner.folderPart, run: lease.run, settings: plan.settings)
    var measurements = Measurements()
    if let checkpoint = try savedCheckpoint(files) {
      resume(experiment, from: checkpoint, &measurements)
    }
    let tags = plan.tags + (experiment.data.isStandIn ? [StudyResults.standInTag] : [])
    for tag in tags { try? store.tag([lease.run], tag) }

    var pending: [MetricValue] = []
    var (lastRecord, lastCheckpoint) = (clock.now, clock.now)
    var isGivenBack = false
    func save() throws {
      guard files != nil || store.location.isServer else { return }
      let notes = plan.probe == nil ? nil : try measurements.notes
      let checkpoint = experiment.checkpoint(writer: writer, notes: notes)
      if store.location.isServer {
        let stored = StoredCheckpoint(path: "on the server", epoch: checkpoint.state.epoch, step: checkpoint.state.step)
        active.note(try store.saveCheckpoint(stored, content: checkpoint.encoded(), run: lease.run))
      } else if let saved = files?.save(checkpoint) {
        active.note(try store.saveCheckpoint(saved, run: lease.run))
      }
    }
    let result: ExperimentResult
    do {
      result = try experiment.run { event in
        if case .epoch(let record, _) = event { progress(.epoch(information, record)) }
        let probed = try plan.probe?.measure(event, experiment.trainer, experiment.data, &measurements)
        if probed == .stop { return .stop }
        let mustStop = active.isLost || pool.isEnding
        guard case .epoch(let record, _) = event else {
          // An epoch is measured after its last step, so a run that stopped there would resume without measuring it.
          if case .step(let step) = event, !step.isEndOfEpoch, mustStop {
            isGivenBack = true
            return .stop
          }
          return .proceed
        }
        pending += StudyMetrics.values(record)
        if clock.now - lastRecord > .seconds(1) {
          active.note(try store.record(pending, run: lease.run))
          (pending, lastRecord) = ([], clock.now)
        }
        if clock.now - lastCheckpoint > .seconds(runner.checkpointSeconds) {
          try save()
          lastCheckpoint = clock.now
        }
        isGivenBack = mustStop
        return mustStop ? .stop : .proceed
      }
    } catch let error as TrainingError {
      guard let path = plan.folder else { throw error }
      var record = experiment.record(diverged: error, writer: writer)
      if plan.probe != nil { record.measurements = measurements }
      (record.study, record.variant) = (plan.study, plan.variant)
      try RunFiles.open(path, plan.settings).write(recordOnly: record, settings: plan.settings)
      try note(record, folder: path)
      throw error
    }
    if !pending.isEmpty { active.note(try store.record(pending, run: lease.run)) }
    if active.isLost {
      // A whole result is compared with that of the worker that holds the run now.
      if result.history.endReason != .interrupted, plan.folder == nil {
        _ = try finish(experiment.record(result, writer: writer), folder: nil, usage: usage.usage)
      }
      return nil
    }
    if isGivenBack, result.history.endReason == .interrupted {
      try save()
      _ = try store.interrupt(run: lease.run, message: "its process was asked to stop", usage: usage.usage)
      return nil
    }
    var record = experiment.record(result, writer: writer)
    if plan.probe != nil { record.measurements = measurements }
    (record.study, record.variant) = (plan.study, plan.variant)
    let path = plan.folder ?? (runner.keepsWeights ? files?.path : nil)
    if let path { try RunFiles.open(path, plan.settings).write(result, settings: experiment.settings, record: record) }
    files?.removeCheckpoints(lease.checkpoint)
    return (record, path)
  }

  /// The checkpoint that an earlier attempt has left: from the server, or from its file.
  private func savedCheckpoint(_ files: RunFiles?) throws -> Checkpoint? {
    guard let stored = lease.checkpoint else { return nil }
    guard store.location.isServer else { return files?.checkpoint(stored) }
    return try store.checkpointContent(for: lease.run).flatMap { try? Checkpoint(bytes: $0) }
  }

  /// Restores a checkpoint; where it is damaged or of another training, the training starts over.
  private func resume(_ experiment: Experiment, from checkpoint: Checkpoint, _ measurements: inout Measurements) {
    let found = checkpoint.notes.flatMap { try? Measurements(notes: $0) }
    guard plan.probe == nil || found != nil, (try? experiment.restore(checkpoint)) != nil else { return }
    measurements = found ?? Measurements()
  }

  /// Adds the files of a run's folder to the store.
  private func note(_ record: RunRecord, folder: String) throws {
    for artifact in RunFiles.artifacts(in: folder) { active.note(try store.addArtifact(artifact, run: lease.run)) }
  }

  /// Ends the run in the store with its record.
  ///
  /// - Returns: the final metrics; `nil` where another worker holds the run.
  private func finish(_ record: RunRecord, folder: String?, usage: RunUsage?) throws -> [String: Double]? {
    var record = record
    if let folder {
      record = try RunFolder.record(in: folder) ?? record
      try note(record, folder: folder)
    }
    // A checkpoint of a worker with another file comes without the curves before it.
    let isContinued = runner.folderPart != nil && lease.checkpoint != nil
    if usage == nil || isContinued {
      _ = try store.record(record.history.epochs.flatMap { StudyMetrics.values($0) }, run: lease.run)
    }
    if usage == nil {
      for tag in plan.tags + [StudyResults.foundTag] { try? store.tag([lease.run], tag) }
    }
    if let divergence = record.divergence { throw Diverged(description: divergence) }
    let metrics = StudyMetrics.final(record)
    for (name, value) in metrics.sorted(by: { $0.key < $1.key }) where !value.isFinite {
      throw StudyError.notFinite(metric: name, value: value)
    }
    let text = String(decoding: try record.encoded(isCompact: true), as: UTF8.self)
    let result = RunResult(metrics: metrics, usage: usage, record: text)
    return try store.finish(run: lease.run, result: result) == .accepted ? metrics : nil
  }
}

/// The message of a training that diverged in an earlier attempt.
struct Diverged: Error, CustomStringConvertible {
  let description: String
}

import FledgeExperiments
import FledgeFormats
import FledgeRuns
import FledgeTraining
import Foundation

/// One attempt at one cell.
struct CellTraining {
  private let session: StudySession
  private let run: ActiveRun
  private let claim: Claim
  private let files: CellFiles?
  private let clock = ContinuousClock()

  init(_ session: StudySession, _ run: ActiveRun) {
    self.session = session
    self.run = run
    claim = run.claim
    files = session.runner.folder.map { CellFiles(folder: $0, study: session.study.name, claim: run.claim) }
  }

  private var store: any RunStore { session.store }

  /// Trains and writes the result; errors of the training are written too, errors of the store are thrown.
  func train() throws {
    let start = clock.now
    let usage = UsageMeter(threads: session.threads)
    let attempt = try self.attempt()
    session.progress(.began(attempt))
    do {
      let end = try train(attempt, start: start, usage: usage)
      session.progress(.ended(attempt, end))
    } catch let error as RunStoreError {
      throw error
    } catch {
      let message = "\(error)"
      let answer = try store.fail(run: claim.run, message: message, usage: usage.usage)
      session.progress(.ended(attempt, answer == .accepted ? .failed(message) : .superseded))
    }
  }

  private func attempt() throws -> CellAttempt {
    let settings = try claim.cell.settings()
    return CellAttempt(
      index: claim.cell.index, count: session.cellCount,
      name: session.names[claim.cell.hash] ?? claim.cell.hash, seed: claim.cell.seed,
      attempt: claim.attempt, epochs: settings.epochs, epochsBefore: claim.checkpoint?.epoch ?? 0)
  }

  private func train(_ attempt: CellAttempt, start: ContinuousClock.Instant, usage: UsageMeter) throws -> CellEnd {
    let settings = try claim.cell.settings(threads: session.threads)
    let experiment = try Experiment(settings, data: session.shelf.data(for: settings))
    if let checkpoint = claim.checkpoint { files?.resume(experiment, from: checkpoint) }

    var pending: [MetricValue] = []
    var lastRecord = start
    var lastCheckpoint = start
    let result = try experiment.run { event in
      let mustStop = run.isLost || session.isEnding
      guard case .epoch(let record, _) = event else {
        // After the last step of an epoch it is measured first: a training resumed there would have no step to measure.
        if case .step(let step, let steps, _, _, _, _) = event, step < steps, mustStop { return .stop }
        return .proceed
      }
      session.progress(.epoch(attempt, record))
      pending += StudyMetrics.values(record)
      let now = clock.now
      if now - lastRecord > .seconds(1) {
        run.note(try store.record(pending, run: claim.run))
        pending = []
        lastRecord = now
      }
      if let files, now - lastCheckpoint > .seconds(session.runner.checkpointSeconds) {
        try save(experiment, to: files)
        lastCheckpoint = clock.now
      }
      return mustStop ? .stop : .proceed
    }
    if !pending.isEmpty { run.note(try store.record(pending, run: claim.run)) }
    if run.isLost { return .superseded }
    if result.history.endReason == .interrupted {
      if let files { try save(experiment, to: files) }
      _ = try store.interrupt(run: claim.run, message: "its process was asked to stop", usage: usage.usage)
      return .interrupted
    }
    return try finish(experiment, result, start: start, usage: usage)
  }

  /// Saves a checkpoint; without room for it the training goes on.
  private func save(_ experiment: Experiment, to files: CellFiles) throws {
    guard let checkpoint = files.save(experiment, writer: "fledge \(session.runner.toolVersion)") else { return }
    run.note(try store.saveCheckpoint(checkpoint, run: claim.run))
  }

  private func finish(
    _ experiment: Experiment, _ result: ExperimentResult, start: ContinuousClock.Instant, usage: UsageMeter
  ) throws -> CellEnd {
    var metrics = StudyMetrics.final(result)
    if let findings = try session.runner.inspect?(claim.cell, experiment, result) {
      metrics.merge(findings.metrics) { _, new in new }
      if !findings.files.isEmpty, files == nil { throw StudyError.noFolder(cell: claim.cell.index) }
      for file in findings.files {
        if let artifact = try files?.write(file) { run.note(try store.addArtifact(artifact, run: claim.run)) }
      }
    }
    for (name, value) in metrics.sorted(by: { $0.key < $1.key }) where !value.isFinite {
      throw StudyError.notFinite(metric: name, value: value)
    }
    if experiment.data.isStandIn { try store.tag([claim.run], StudyResults.standInTag) }
    let answer = try store.finish(run: claim.run, result: RunResult(metrics: metrics, usage: usage.usage))
    guard answer == .accepted else { return .superseded }
    files?.removeCheckpoints()
    return .finished(metrics: metrics, seconds: (clock.now - start) / .seconds(1))
  }
}

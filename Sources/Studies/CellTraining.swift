import FledgeExperiments
import FledgeFormats
import FledgeRuns
import FledgeTraining
import Foundation

/// One attempt at one cell: trains, records progress in the store, and ends the run.
struct CellTraining {
  /// What all attempts of one process share.
  struct WorkerContext: Sendable {
    let store: any RunStore
    let pool: CellPool
    let work: any CellWork
    /// Where checkpoints and files go; `nil` where none are kept.
    let folder: String?
    let checkpointSeconds: Double
    /// The program's name and version, for the checkpoints.
    let writer: String
    /// Threads of each training.
    let threads: Int
  }

  private let workerContext: WorkerContext
  private let run: ActiveRun
  private let lease: Lease
  private let files: CellFiles?
  private let clock = ContinuousClock()

  init(_ run: ActiveRun, of study: String, in workerContext: WorkerContext) {
    self.workerContext = workerContext
    self.run = run
    lease = run.lease
    files = workerContext.folder.map { CellFiles(folder: $0, study: study, lease: run.lease) }
  }

  private var store: any RunStore { workerContext.store }

  /// Trains and records the result.
  ///
  /// Errors that belong to the cell are recorded too; all others are thrown.
  func train() throws {
    let start = clock.now
    let usage = UsageMeter(threads: workerContext.threads)
    workerContext.work.began(lease)
    do {
      workerContext.work.ended(lease, try train(start: start, usage: usage))
    } catch let error as RunStoreError {
      throw error
    } catch {
      let message = "\(error)"
      guard workerContext.work.isOwn(error) else {
        _ = try? store.interrupt(run: lease.run, message: message, usage: usage.usage)
        workerContext.work.ended(lease, .interrupted)
        throw error
      }
      let answer = try store.fail(run: lease.run, message: message, usage: usage.usage)
      workerContext.work.ended(lease, answer == .accepted ? .failed(message) : .superseded)
    }
  }

  private func train(start: ContinuousClock.Instant, usage: UsageMeter) throws -> CellEnd {
    let task = try workerContext.work.task(for: lease)
    if let checkpoint = lease.checkpoint { files?.resume(task, from: checkpoint) }

    var pending: [MetricValue] = []
    var lastRecord = start
    var lastCheckpoint = start
    var isGivenBack = false
    let result: ExperimentResult
    do {
      result = try task.experiment.run { event in
        if try task.observe(event) == .stop { return .stop }
        let mustStop = run.isLost || workerContext.pool.isEnding
        guard case .epoch(let record, _) = event else {
          // An epoch is measured after its last step, so a run that stopped there would resume without measuring it.
          if case .step(let step, let steps, _, _, _, _) = event, step < steps, mustStop {
            isGivenBack = true
            return .stop
          }
          return .proceed
        }
        pending += StudyMetrics.values(record)
        let now = clock.now
        if now - lastRecord > .seconds(1) {
          run.note(try store.record(pending, run: lease.run))
          pending = []
          lastRecord = now
        }
        if let files, now - lastCheckpoint > .seconds(workerContext.checkpointSeconds) {
          try save(task, to: files)
          lastCheckpoint = clock.now
        }
        isGivenBack = mustStop
        return mustStop ? .stop : .proceed
      }
    } catch let error as TrainingError {
      for artifact in try task.diverged(error) { run.note(try store.addArtifact(artifact, run: lease.run)) }
      throw error
    }
    if !pending.isEmpty { run.note(try store.record(pending, run: lease.run)) }
    if run.isLost { return .superseded }
    if isGivenBack, result.history.endReason == .interrupted {
      if let files { try save(task, to: files) }
      _ = try store.interrupt(run: lease.run, message: "its process was asked to stop", usage: usage.usage)
      return .interrupted
    }
    return try finish(task, result, start: start, usage: usage)
  }

  /// Saves a checkpoint; where it cannot be written, training continues.
  private func save(_ task: any CellTask, to files: CellFiles) throws {
    guard let checkpoint = files.save(task, writer: workerContext.writer) else { return }
    run.note(try store.saveCheckpoint(checkpoint, run: lease.run))
  }

  private func finish(
    _ task: any CellTask, _ result: ExperimentResult, start: ContinuousClock.Instant, usage: UsageMeter
  ) throws -> CellEnd {
    let measurements = try task.finish(result)
    let metrics = StudyMetrics.final(result).merging(measurements.metrics) { _, new in new }
    if !measurements.files.isEmpty, files == nil { throw StudyError.noFolder(cell: lease.cell.index) }
    for artifact in try measurements.files.compactMap({ try files?.write($0) }) + measurements.artifacts {
      run.note(try store.addArtifact(artifact, run: lease.run))
    }
    for (name, value) in metrics.sorted(by: { $0.key < $1.key }) where !value.isFinite {
      throw StudyError.notFinite(metric: name, value: value)
    }
    if task.experiment.data.isStandIn { try store.tag([lease.run], StudyResults.standInTag) }
    let answer = try store.finish(run: lease.run, result: RunResult(metrics: metrics, usage: usage.usage))
    guard answer == .accepted else { return .superseded }
    files?.removeCheckpoints()
    return .finished(metrics: metrics, seconds: (clock.now - start) / .seconds(1))
  }
}

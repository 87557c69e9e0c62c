import FledgeDatasets
import FledgeExperiments
import FledgeFormats
import FledgeRuns
import FledgeStudies
import FledgeTensors
import FledgeTraining
import Foundation

/// One attempt at a trial: its training, its probe, and its folder.
final class TrialTask: CellTask {
  let experiment: Experiment
  private let job: TrialJob
  private let context: ReproductionContext
  private var measurements = Measurements()
  private let start = ContinuousClock().now
  /// The seconds of earlier attempts up to the checkpoint.
  private var secondsBefore = 0.0

  /// The notes that are stored in checkpoints.
  private struct Notes: Codable {
    var measurements: Measurements
    var seconds: Double
  }

  /// Makes the data and builds network and trainer.
  init(_ job: TrialJob, in context: ReproductionContext) throws {
    self.job = job
    self.context = context
    experiment = try Experiment(job.settings, data: job.study.data.make(context, job.settings))
  }

  func observe(_ event: TrainingEvent) throws -> TrainingCommand {
    if case .epoch(let record, _) = event { context.note(job, epochs: record.epoch) }
    return try job.study.probe?.measure(event, experiment.trainer, experiment.data, &measurements) ?? .proceed
  }

  func checkpoint(writer: String) throws -> Checkpoint {
    let notes = try TrialRecord.encoder.encode(Notes(measurements: measurements, seconds: seconds))
    return experiment.checkpoint(writer: writer, notes: try JSONValue(parsing: [UInt8](notes)))
  }

  func restore(_ checkpoint: Checkpoint) throws {
    let text = checkpoint.notes?.text() ?? ""
    let notes = try TrialRecord.decoder.decode(Notes.self, from: Data(text.utf8))
    try experiment.restore(checkpoint)
    measurements = notes.measurements
    secondsBefore = notes.seconds
  }

  func finish(_ result: ExperimentResult) throws -> CellMeasurements {
    var record = record(result.history)
    if let test = result.test {
      record.testLoss = test.loss
      if experiment.data.hasLabels, !job.settings.isAutoencoder {
        record.testAccuracy = test.accuracy ?? .nan
        record.report = result.report
      }
    }
    let folder = context.folder(of: job)
    try folder.write(record, parameters: result.parameters, statistics: result.statistics)
    return CellMeasurements(artifacts: folder.artifacts)
  }

  func diverged(_ error: TrainingError) throws -> [Artifact] {
    var record = record(experiment.trainer.state.history)
    record.divergence = error.description
    let folder = context.folder(of: job)
    try folder.write(record, parameters: nil, statistics: nil)
    return folder.artifacts
  }

  private var seconds: Double { secondsBefore + (ContinuousClock().now - start) / .seconds(1) }

  private func record(_ history: History) -> TrialRecord {
    var record = TrialRecord(
      name: job.name, settings: job.settings.yaml, seed: job.settings.seed,
      features: experiment.data.training.featureShape.count, outputs: experiment.data.outputCount)
    record.history = history
    record.measurements = measurements
    record.seconds = seconds
    return record
  }
}

/// Connects the trials of a reproduction with the study engine.
struct TrialWork: CellWork {
  let context: ReproductionContext
  /// The training of each cell.
  let jobs: [Cell.ID: TrialJob]

  func task(for lease: Lease) throws -> any CellTask {
    guard let job = jobs[lease.cell.id] else {
      preconditionFailure("expected a cell of this reproduction, found cell \(lease.cell.id)")
    }
    return try TrialTask(job, in: context)
  }

  func began(_ lease: Lease) {
    guard let job = jobs[lease.cell.id] else { return }
    context.began(job)
  }

  func ended(_ lease: Lease, _ end: CellEnd) {
    guard let job = jobs[lease.cell.id] else { return }
    switch end {
    case .finished, .failed:
      context.tag(lease.run)
      context.finished(job)
    case .interrupted, .superseded: context.gaveBack(job)
    }
  }

  func endedElsewhere(_ cell: Cell) {
    if let job = jobs[cell.id] { context.finished(job) }
  }

  /// A training that diverges is a result; any other error, such as a full disk, would occur in all of them.
  func isOwn(_ error: any Error) -> Bool {
    switch error {
    case TrainingError.diverged, StudyError.notFinite: true
    default: false
    }
  }
}

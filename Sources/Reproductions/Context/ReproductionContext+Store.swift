import FledgeExperiments
import FledgeFormats
import FledgeNetworks
import FledgePages
import FledgeRuns
import FledgeStudies
import FledgeTraining

extension ReproductionContext {
  /// A training with its cell in the store.
  struct StoredTrial {
    let job: TrialJob
    var cell: Cell
  }

  /// The tag of runs whose training was found finished in its folder.
  static let adoptedTag = "adopted"

  /// Creates a study in the store, or finds it there; one cell for each variant and seed.
  ///
  /// The name contains scale and number of seeds. Where a study of this name has other cells, since its settings or
  /// data have changed, both are kept.
  func register(_ study: PaperStudy) throws -> [StoredTrial] {
    let jobs = jobs(of: study)
    let ordered = seeds(of: study).indices.flatMap { seed in jobs.map { $0[seed] } }
    let definitions = ordered.map(\.definition)
    let definition = StudyDefinition(
      name: storedName(of: study), source: study.name, definition: meaning(of: study, jobs).canonicalText,
      cells: definitions)
    let stored = try create(definition)
    return zip(ordered, try store.cells(of: stored.id)).map { StoredTrial(job: $0, cell: $1) }
  }

  private func create(_ definition: StudyDefinition) throws -> Study {
    do {
      return try store.createStudy(definition)
    } catch {
      guard case .studyDiffers = error else { throw error }
      let text = definition.cells.map { "\($0.hash) \($0.seed)" }.joined(separator: "\n")
      var other = definition
      other.name += ", \(SHA256.hash(Array(text.utf8)).hex.prefix(8))"
      return try store.createStudy(other)
    }
  }

  private func storedName(of study: PaperStudy) -> String {
    var name = study.name
    if scale != .full { name += ", \(scale.rawValue)" }
    if let seeds = options.seeds { name += ", \(seeds == 1 ? "1 seed" : "\(seeds) seeds")" }
    return name
  }

  /// What `fledge study show` needs beside the cells: names of variants, and the metric to compare by.
  private func meaning(of study: PaperStudy, _ jobs: [[TrialJob]]) -> JSONValue {
    let settings = study.variants.first?.settings ?? TrainingSettings()
    let metric =
      settings.isAutoencoder ? "test_loss" : settings.dataset == "mnist" ? "test_accuracy" : "training_loss_seen"
    // Variants with equal settings are one group, named by the first.
    var hashes = Set<String>()
    let names = jobs.compactMap { jobs in
      jobs.first.flatMap { hashes.insert($0.definition.hash).inserted ? $0.label : nil }
    }
    return [
      "compare": .string(metric), "names": .array(names.map { $0.isEmpty ? .null : .string($0) }),
      "seeds": .array(seeds(of: study).map { .integer(Int($0)) }),
    ]
  }

  /// Synchronises the store with the folders: a finished folder finishes its cell, and a cell whose folder is missing
  /// is queued again.
  func settle(_ trials: [StoredTrial], worker: Worker) throws {
    for trial in trials {
      let folder = folder(of: trial.job)
      let cell = try store.cell(trial.cell.id)
      let hasEnded = cell.state == .finished || cell.state == .failed
      // The usual case: an ended cell with its record.
      if hasEnded == folder.hasRecord { continue }
      if hasEnded {
        try forget(cell)
      } else if cell.state == .queued, let record = try folder.record(),
        let lease = try store.lease(cell: cell.id, worker: worker)
      {
        try adopt(record, of: trial.job, lease)
      }
    }
  }

  /// Records a training that is finished in its folder.
  private func adopt(_ record: TrialRecord, of job: TrialJob, _ lease: Lease) throws {
    _ = try store.record(record.history.epochs.flatMap { StudyMetrics.values($0) }, run: lease.run)
    for artifact in folder(of: job).artifacts { _ = try store.addArtifact(artifact, run: lease.run) }
    try store.tag([lease.run], Self.adoptedTag)
    tag(lease.run)
    if let divergence = record.divergence {
      _ = try store.fail(run: lease.run, message: divergence, usage: nil)
      return
    }
    let network = try job.settings.network(features: record.features, outputs: record.outputs)
    let metrics = StudyMetrics.final(
      record.history, testAccuracy: record.testAccuracy, testLoss: record.testLoss, parameters: network.parameterCount)
    _ = try store.finish(run: lease.run, result: RunResult(metrics: metrics.filter(\.value.isFinite)))
  }

  /// Tags a run on generated digits; if the tag cannot be written, the run is unaffected.
  func tag(_ run: Run.ID) {
    if case .other = pageData { try? store.tag([run], StudyResults.standInTag) }
  }

  /// Queues an ended cell again.
  private func forget(_ cell: Cell) throws {
    guard cell.state == .finished else {
      _ = try store.retryFailed(study: cell.study)
      return
    }
    let study = try store.studies().first { $0.id == cell.study }
    let finished = try store.runs(matching: RunQuery(study: study?.name, states: [.finished]))
    try store.deleteRuns(finished.filter { $0.cell == cell.id }.map(\.id))
  }
}

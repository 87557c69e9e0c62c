import FledgeDatasets
import FledgeExperiments
import FledgeRuns
import FledgeStudies
import FledgeTensors
import Synchronization

extension ReproductionContext {
  /// The trials of a study: read if finished, else trained now on all cores.
  ///
  /// - Throws: `PaperError.interrupted` where the run was cancelled.
  public func train(_ study: PaperStudy) throws -> StudyTrials {
    let jobs = jobs(of: study)
    try train([study])
    let trials = try jobs.map { jobs in
      try jobs.map { job in
        let folder = folder(of: job)
        guard let record = try folder.record() else {
          throw PaperError.unreadable(path: folder.path, reason: "none")
        }
        usedSeconds.withLock { $0[job.key] = record.seconds }
        return Trial(
          label: job.label, settings: job.settings, record: record, folder: folder, dataProvider: study.data,
          context: self)
      }
    }
    return StudyTrials(labels: study.variants.map(\.label), trials: trials)
  }

  /// Trains everything that the pages need, the longest trainings first, so that cores stay busy to the end.
  public func train(studiesOf papers: [any Paper]) throws {
    try train(papers.flatMap { $0.studies(at: scale) })
  }

  /// The trainings of a study, variant by variant.
  func jobs(of study: PaperStudy) -> [[TrialJob]] {
    study.variants.map { variant in
      seeds(of: study).map { TrialJob(study, variant, seed: $0, dataChecksum: dataChecksum) }
    }
  }

  func folder(of job: TrialJob) -> TrialFolder { TrialFolder(path: "\(output)/runs/\(job.key.prefix(20))") }

  /// Trains all cells of some studies.
  private func train(_ studies: [PaperStudy]) throws {
    let trials = try studies.flatMap { try register($0) }
    let runner = self.runner
    defer { TrialFolder.removeIfEmpty(checkpointFolder) }
    while true {
      try settle(trials, worker: runner.worker)
      // A training that two studies share is done for the first and adopted by the other.
      var keys = Set<String>()
      let waiting = trials.filter { !folder(of: $0.job).hasRecord && keys.insert($0.job.key).inserted }
      guard !waiting.isEmpty else { return }
      let costs = waiting.map { ($0, cost($0.job)) }.sorted { $0.1 > $1.1 }
      progress.expect(costs.map { ($0.0.job.key, $0.1) })
      let work = TrialWork(
        context: self, jobs: Dictionary(waiting.map { ($0.cell.id, $0.job) }) { first, _ in first })
      guard try runner.run(costs.map(\.0.cell), of: work, in: store) else {
        let counts = progress.counts
        throw PaperError.interrupted(finished: counts.finished, left: counts.left)
      }
    }
  }

  private var checkpointFolder: String { output + "/fledge.db.files" }

  private var runner: CellRunner {
    var runner = CellRunner(workers: workers)
    runner.folder = checkpointFolder
    runner.toolVersion = options.version
    runner.dataSHA256 = dataChecksum
    runner.isCancelled = options.isCancelled
    return runner
  }

  private func cost(_ job: TrialJob) -> Double {
    let features = job.settings.dataset == "mnist" ? digits.training.featureShape.count : 2
    return job.cost(examples: digits.training.count, features: features)
  }
}

extension ReproductionContext {
  func began(_ job: TrialJob) { options.progress(progress.began(job.key, job.name)) }

  func note(_ job: TrialJob, epochs: Int) {
    options.progress(progress.epoch(job.key, job.name, done: epochs, of: job.settings.epochs))
  }

  func finished(_ job: TrialJob) { options.progress(progress.finished(job.key, job.name)) }

  func gaveBack(_ job: TrialJob) { progress.gaveBack(job.key) }
}

import FledgeDatasets
import FledgeModels
import FledgeRunStore
public import FledgeStudies
import FledgeTensors
import FledgeTraining
import Foundation
import Synchronization

extension ReproductionContext {
  /// The runs of a study: read if finished, else trained now on all cores.
  ///
  /// - Throws: `PaperError.interrupted` where training was cancelled.
  public func train(_ study: PaperStudy) throws -> StudyRuns {
    try train([study])
    let runs = try zip(study.variants, try plans(of: study)).map { variant, plans in
      try plans.map { plan in
        guard let folder = plan.folder, let record = try RunFolder.record(in: folder) else {
          throw PaperError.unreadable(path: plan.folder ?? "", reason: "none")
        }
        try record.checkUntouched(in: folder)
        usedSeconds.withLock { $0[folder] = record.seconds }
        return ReportRun(
          label: variant.label, settings: plan.settings, record: record, folder: folder, dataProvider: study.data,
          context: self)
      }
    }
    return StudyRuns(labels: study.variants.map(\.label), runs: runs)
  }

  /// Trains everything that the pages need, the longest runs first, so that cores stay busy to the end.
  public func train(studiesOf papers: [any Paper]) throws {
    try train(papers.flatMap { try $0.studies(at: scale) })
  }

  /// What the pages will cost; writes nothing.
  public func estimate(studiesOf papers: [any Paper]) throws -> StudyEstimate {
    var folders = Set<String>()
    let plans = try papers.flatMap { try $0.studies(at: scale) }.flatMap { try self.plans(of: $0).joined() }
    let items = try plans.compactMap { plan -> StudyEstimate.Item? in
      guard let folder = plan.folder, folders.insert(folder).inserted else { return nil }
      let hasEnded = RunFolder.hasRecord(in: folder)
      return try StudyEstimate.Item(
        plan, hasEnded: hasEnded, seconds: hasEnded ? RunFolder.record(in: folder)?.seconds : nil)
    }
    return try StudyEstimate(items, workers: workers, keepsWeights: true)
  }

  /// Trains all runs of some studies that are in no folder yet.
  private func train(_ studies: [PaperStudy]) throws {
    // Data that are missing are found before anything is written.
    for study in studies { _ = try plans(of: study) }
    let runs = try studies.flatMap { try register($0) }
    var converted = Set<String?>()
    var hasRequeued = false
    for run in runs {
      if try LegacyRun.convert(run.plan, writer: "fledge \(options.version)") { converted.insert(run.plan.folder) }
      // The folder of a run decides whether it is finished; the store may be deleted.
      let hasEnded = run.cell.state == .finished || run.cell.state == .failed
      if hasEnded, converted.contains(run.plan.folder) || !run.hasRecord {
        try requeue(run.cell)
        hasRequeued = true
      }
    }
    // Two studies may share a run: it is trained for the first, and the other finds it finished in its folder.
    var folders = Set<String?>()
    let waiting = runs.filter { !$0.hasRecord && folders.insert($0.plan.folder).inserted }
    let costs = waiting.map { ($0, cost($0.plan)) }.sorted { $0.1 > $1.1 }
    progress.expect(costs.map { ($0.0.key, $0.1) })
    let names = Dictionary(waiting.map { ($0.cell.id, ($0.key, $0.plan.name)) }) { first, _ in first }
    let runner = runner
    defer { _ = unsafe rmdir(checkpointFolder) }
    let isDone = try runner.train(costs.map(\.0), in: store) { [self] event in note(event, names) }
    guard isDone,
      try runner.train(runs.filter { hasRequeued || !$0.hasEnded }, in: store, progress: { _ in })
    else {
      let counts = progress.counts
      throw PaperError.interrupted(finished: counts.finished, left: counts.left)
    }
  }

  private var checkpointFolder: String { output + "/fledge.db.files" }

  private var runner: StudyRunner {
    var runner = StudyRunner(workers: workers)
    runner.folder = checkpointFolder
    runner.toolVersion = options.version
    runner.dataSHA256 = dataChecksum
    runner.endsAtFirstError = true
    runner.isCancelled = options.isCancelled
    return runner
  }

  private func cost(_ plan: RunPlan) -> Double {
    if let own = trainingData.known(plan.settings) {
      return plan.cost(examples: own.trainingCount, features: own.featureCount)
    }
    let features = plan.settings.dataset == "mnist" ? digits.training.featureShape.count : 2
    return plan.cost(examples: digits.training.count, features: features)
  }

  private func note(_ event: StudyEvent, _ names: [StudyRun.ID: (key: String, name: String)]) {
    switch event {
    case .began(let run): if let (key, name) = names[run.id] { options.progress(progress.began(key, name)) }
    case .epoch(let run, let record):
      if let (key, name) = names[run.id] {
        options.progress(progress.epoch(key, name, done: record.epoch, of: run.epochs))
      }
    case .ended(let run, .finished), .ended(let run, .failed), .endedElsewhere(let run):
      if let (key, name) = names[run.id] { options.progress(progress.finished(key, name)) }
    case .ended(let run, _): if let (key, _) = names[run.id] { progress.gaveBack(key) }
    case .notice(let text): options.notice(text)
    case .opened, .halved: break
    }
  }
}

extension ScheduledRun {
  /// What tells a run from others, whatever study it is in.
  fileprivate var key: String { plan.folder ?? "" }

  fileprivate var hasRecord: Bool { plan.folder.map { RunFolder.hasRecord(in: $0) } ?? false }

  /// Whether the store had its result when it was registered, and the folder is there.
  fileprivate var hasEnded: Bool { (cell.state == .finished || cell.state == .failed) && hasRecord }
}

import Dispatch
import FledgeDatasets
import FledgeExperiments
import FledgeReports
import FledgeTensors
import Foundation
import Synchronization

extension Laboratory {
  /// The trials of a study: found finished, or trained now on all cores.
  ///
  /// - Throws: `PaperError.interrupted` when asked to stop.
  public func train(_ study: PaperStudy) throws -> StudyTrials {
    let jobs = study.variants.map { variant in
      seeds(of: study).map { TrialJob(study, variant, seed: $0, dataChecksum: dataChecksum) }
    }
    try train(jobs.flatMap(\.self))
    let trials = try jobs.map { jobs in
      try jobs.map { job in
        let folder = folder(of: job)
        guard let record = try folder.record() else {
          throw PaperError.unreadable(path: folder.path, reason: "none")
        }
        usedSeconds.withLock { $0[job.key] = record.seconds }
        return Trial(
          label: job.label, settings: job.settings, record: record, folder: folder, recipe: study.data,
          laboratory: self)
      }
    }
    return StudyTrials(labels: study.variants.map(\.label), trials: trials)
  }

  /// Trains everything that pages will ask for, the longest trainings first, so that no core waits at the end.
  public func train(studiesOf papers: [any Paper]) throws {
    let jobs = papers.flatMap { $0.studies(at: scale) }.flatMap { study in
      study.variants.flatMap { variant in
        seeds(of: study).map { TrialJob(study, variant, seed: $0, dataChecksum: dataChecksum) }
      }
    }
    try train(jobs)
  }

  private func folder(of job: TrialJob) -> TrialFolder {
    TrialFolder(path: "\(output)/runs/\(job.key.prefix(20))")
  }

  private func train(_ jobs: [TrialJob]) throws {
    var waiting: [(job: TrialJob, cost: Double)] = []
    var keys = Set<String>()
    for job in jobs where keys.insert(job.key).inserted {
      if try folder(of: job).record() != nil { continue }
      let features = job.settings.dataset == "mnist" ? digits.training.featureShape.count : 2
      waiting.append((job, job.cost(examples: digits.training.count, features: features)))
    }
    guard !waiting.isEmpty else { return }
    waiting.sort { $0.cost > $1.cost }
    ledger.expect(waiting.map { ($0.job.key, $0.cost) })
    do {
      try TrialQueue(waiting.map(\.job)).run(workers: workers) { try self.perform($0, isEnding: $1) }
    } catch is CancellationError {
      let counts = ledger.counts
      throw PaperError.interrupted(finished: counts.finished, left: counts.left)
    }
  }

  private func perform(_ job: TrialJob, isEnding: () -> Bool) throws {
    options.progress(ledger.began(job.key, job.name))
    let start = ContinuousClock().now
    let folder = folder(of: job)
    try job.train(
      in: self, folder: folder, isCancelled: { isEnding() || options.isCancelled() },
      epochDone: { options.progress(ledger.epoch(job.key, job.name, done: $0, of: job.settings.epochs)) })
    options.progress(ledger.finished(job.key, job.name, seconds: (ContinuousClock().now - start) / .seconds(1)))
  }
}

/// Jobs and the threads that take them one after the other.
final class TrialQueue: Sendable {
  private struct State {
    var jobs: [TrialJob]
    var failure: (any Error)?
  }

  private let state: Mutex<State>

  init(_ jobs: [TrialJob]) { state = Mutex(State(jobs: jobs.reversed())) }

  /// Does all jobs; the first error ends the others, and is thrown.
  ///
  /// - Parameter body: does one job; asks its second argument whether to end early.
  func run(
    workers: Int, _ body: @escaping @Sendable (_ job: TrialJob, _ isEnding: @escaping () -> Bool) throws -> Void
  ) throws {
    let group = DispatchGroup()
    let count = state.withLock { min(workers, $0.jobs.count) }
    for _ in 0..<count {
      group.enter()
      let thread = Thread {
        self.work(body)
        group.leave()
      }
      thread.stackSize = 8 << 20
      thread.start()
    }
    group.wait()
    if let failure = state.withLock({ $0.failure }) { throw failure }
  }

  private func work(_ body: (TrialJob, @escaping () -> Bool) throws -> Void) {
    while let job = state.withLock({ $0.failure == nil ? $0.jobs.popLast() : nil }) {
      do {
        try body(job) { self.state.withLock { $0.failure != nil } }
      } catch {
        state.withLock { if $0.failure == nil { $0.failure = error } }
      }
    }
  }
}

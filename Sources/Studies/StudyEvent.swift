import FledgeModels
public import FledgeRunStore
public import FledgeTraining

/// An event of a running study; observers are called on the thread of the worker that it concerns.
public enum StudyEvent: Sendable {
  /// A study, or one rung of it, was opened in the store.
  case opened(study: String, progress: StudyProgress, isStandIn: Bool)
  case began(RunAttempt)
  /// A run has finished an epoch.
  case epoch(RunAttempt, EpochRecord)
  /// A worker has ended its attempt at a run.
  case ended(RunAttempt, RunEnd)
  /// Another process has ended a run.
  case endedElsewhere(RunAttempt)
  /// Something that a user should know, such as a run that was taken from a dead process.
  case notice(String)
  /// A rung of successive halving has ended; `kept` of the settings go on.
  case halved(rung: Int, kept: Int, of: Int)
}

/// One attempt at a run, for progress displays.
public struct RunAttempt: Sendable, Hashable {
  /// The number of the run in the store.
  public let id: StudyRun.ID
  /// The index of the run in its study.
  public let index: Int
  /// The number of runs in the study.
  public let count: Int
  /// The settings that vary, as text.
  public let name: String
  /// The seed.
  public let seed: UInt64
  /// The number of the attempt, from 1.
  public let attempt: Int
  /// The largest number of epochs.
  public let epochs: Int
  /// Epochs that earlier attempts have finished.
  public let epochsBefore: Int

  init(_ run: ScheduledRun, attempt: Int = 0, epochsBefore: Int = 0) {
    (id, index, count, name) = (run.cell.id, run.cell.index, run.count, run.plan.name)
    (seed, epochs) = (run.cell.seed, run.plan.settings.epochs)
    (self.attempt, self.epochsBefore) = (attempt, epochsBefore)
  }
}

/// How an attempt at a run ended.
public enum RunEnd: Sendable, Hashable {
  /// With the accepted result of the run.
  case finished(metrics: [String: Double], seconds: Double)
  /// With an error; other runs go on.
  case failed(String)
  /// Given back; a later attempt resumes it.
  case interrupted
  /// Another worker holds the run now; nothing of this attempt counts.
  case superseded
}

/// How the run of a study ended.
public enum StudyEnd: String, Sendable, Hashable {
  /// No run waits.
  case finished
  /// The budget is used up; runs wait.
  case budgetUsed = "budget-used"
  /// The run was cancelled; runs wait.
  case interrupted
}

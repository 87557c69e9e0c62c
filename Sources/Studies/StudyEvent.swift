public import FledgeRuns
public import FledgeTraining

/// An event of a running study; observers are called on the thread of the worker that it concerns.
public enum StudyEvent: Sendable {
  /// A study, or one rung of it, was opened in the store.
  case opened(study: String, progress: StudyProgress, isStandIn: Bool)
  case began(CellAttempt)
  /// A cell has finished an epoch.
  case epoch(CellAttempt, EpochRecord)
  /// A worker has ended its attempt at a cell.
  case ended(CellAttempt, CellEnd)
  /// A rung of successive halving has ended; `kept` of the settings go on.
  case halved(rung: Int, kept: Int, of: Int)
}

/// One attempt at a cell, for progress displays.
public struct CellAttempt: Sendable, Hashable {
  /// The index of the cell in its study.
  public let index: Int
  /// The number of cells in the study.
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
}

/// How an attempt at a cell ended.
public enum CellEnd: Sendable, Hashable {
  /// With the accepted result of the cell.
  case finished(metrics: [String: Double], seconds: Double)
  /// With an error; other cells go on.
  case failed(String)
  /// Given back; a later attempt resumes it.
  case interrupted
  /// Another worker holds the cell now; nothing of this attempt counts.
  case superseded
}

/// How the run of a study ended.
public enum StudyEnd: String, Sendable, Hashable {
  /// No cell waits.
  case finished
  /// The budget is used up; cells wait.
  case budgetUsed = "budget-used"
  /// The run was cancelled; cells wait.
  case interrupted
}

public import FledgeRuns
public import FledgeTraining

/// What a runner tells whoever watches; called from the thread of the worker that it concerns.
public enum StudyEvent: Sendable {
  /// A study, or one rung of it, was opened in the store.
  case opened(study: String, progress: StudyProgress, isStandIn: Bool)
  /// A worker has taken a cell.
  case began(CellAttempt)
  /// A cell has done an epoch.
  case epoch(CellAttempt, EpochRecord)
  /// A cell left its worker's hands.
  case ended(CellAttempt, CellEnd)
  /// A rung of successive halving is done: so many of the settings go on.
  case halved(rung: Int, kept: Int, of: Int)
}

/// One attempt at a cell, as a progress display names it.
public struct CellAttempt: Sendable, Hashable {
  /// The place of the cell in its study.
  public let index: Int
  /// The cells of the study.
  public let count: Int
  /// The settings that vary, as text.
  public let name: String
  /// The seed.
  public let seed: UInt64
  /// The number of the attempt, from 1.
  public let attempt: Int
  /// The most epochs that it takes.
  public let epochs: Int
  /// The epochs that an earlier attempt had done.
  public let epochsBefore: Int
}

/// How a cell left its worker's hands.
public enum CellEnd: Sendable, Hashable {
  /// With the one accepted result of the cell.
  case finished(metrics: [String: Double], seconds: Double)
  /// With an error; other cells go on.
  case failed(String)
  /// Given back, to be taken up later.
  case interrupted
  /// Another worker has taken it over; nothing of this attempt counts.
  case superseded
}

/// How a whole run of a study ended.
public enum StudyEnd: String, Sendable, Hashable {
  /// No cell waits any more.
  case finished
  /// The budget is used up; cells wait.
  case budgetUsed = "budget-used"
  /// Somebody asked to stop; cells wait.
  case interrupted
}

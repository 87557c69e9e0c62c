public import Foundation

/// One attempt at a cell, or one training on its own.
///
/// A run leaves the state `running` exactly once. From then on its worker's calls are answered with
/// ``Acceptance/superseded`` and write nothing: that is the fence between a slow worker and its successor.
public struct Run: Identifiable, Hashable, Sendable {
  /// Where a run stands.
  public enum State: String, Hashable, Sendable, CaseIterable {
    /// Its worker trains, or died without a word.
    case running
    /// It has a result.
    case finished
    /// It ended with an error.
    case failed
    /// It was given back, or taken from a worker that gave no sign of life.
    case interrupted
  }

  /// The number of the run in its store; never given twice.
  public let id: Int64
  /// The cell that it attempts; nil for a training on its own.
  public let cell: Cell.ID?
  /// The name of the cell's study.
  public let study: String?
  /// The position of the cell in its study.
  public let cellIndex: Int?
  /// The number of the attempt at the cell, from 1.
  public let attempt: Int
  /// Where the run stands.
  public internal(set) var state: State
  /// The complete configuration as canonical JSON.
  public let configuration: String
  /// The root seed.
  public let seed: UInt64
  /// Who trains, with what, on what.
  public let worker: Worker
  /// The time at which the run began.
  public let startedAt: Date
  /// The last sign of life.
  public internal(set) var heartbeatAt: Date
  /// The time at which the run left the state `running`.
  public internal(set) var finishedAt: Date?
  /// What the run cost, where its worker lived to say so.
  public internal(set) var usage: RunUsage?
  /// Why the run failed or was interrupted.
  public internal(set) var message: String?
  /// The last saved checkpoint.
  public internal(set) var checkpoint: StoredCheckpoint?
  /// The final metrics by name.
  public internal(set) var metrics: [String: Double]
  /// The tags, sorted.
  public internal(set) var tags: [String]

  /// Says whether the run claims to be running while its worker's lease is over.
  public func isAbandoned(at now: Date) -> Bool {
    state == .running && heartbeatAt.timeIntervalSince1970 + worker.leaseSeconds < now.timeIntervalSince1970
  }
}

/// What a run cost.
public struct RunUsage: Hashable, Sendable {
  /// Elapsed seconds.
  public var wallSeconds: Double
  /// Processor seconds over all threads.
  public var cpuSeconds: Double
  /// Largest resident memory in bytes.
  public var peakMemoryBytes: Int64

  /// Creates the account of one run.
  public init(wallSeconds: Double, cpuSeconds: Double, peakMemoryBytes: Int64) {
    self.wallSeconds = wallSeconds
    self.cpuSeconds = cpuSeconds
    self.peakMemoryBytes = peakMemoryBytes
  }
}

/// The result of a finished run.
public struct RunResult: Hashable, Sendable {
  /// The final metrics by name; they must not depend on time or machine, so that exports can be compared.
  public var metrics: [String: Double]
  /// What the run cost.
  public var usage: RunUsage?

  /// Creates a result.
  public init(metrics: [String: Double], usage: RunUsage? = nil) {
    self.metrics = metrics
    self.usage = usage
  }
}

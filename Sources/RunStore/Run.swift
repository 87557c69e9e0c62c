public import Foundation

/// One attempt at a cell, or one training that belongs to no study.
///
/// A run leaves the state `running` exactly once. After that, its worker's calls return ``Acceptance/superseded`` and
/// write nothing, so a slow worker cannot overwrite its successor.
public struct Run: Identifiable, Hashable, Sendable {
  public enum State: String, Hashable, Sendable, CaseIterable {
    /// Its worker trains, or died without ending it.
    case running
    /// It has a result.
    case finished
    /// It ended with an error.
    case failed
    /// Its worker gave it up, or sent no heartbeat for longer than its lease.
    case interrupted
  }

  /// Unique in its store; never reused.
  public let id: Int64
  /// The cell that it attempts; nil for a training of its own.
  public let cell: StudyRun.ID?
  /// The name of the cell's study.
  public let study: String?
  /// The position of the cell in its study.
  public internal(set) var cellIndex: Int?
  /// The number of the attempt at the cell, from 1.
  public let attempt: Int
  public internal(set) var state: State
  /// The complete configuration as canonical JSON.
  public internal(set) var configuration: String
  /// The root seed.
  public let seed: UInt64
  /// The process that trains, with its provenance.
  public internal(set) var worker: Worker
  public let startedAt: Date
  public internal(set) var heartbeatAt: Date
  /// When the run left the state `running`.
  public internal(set) var finishedAt: Date?
  /// What the run cost; nil where its worker died before it could say so.
  public internal(set) var usage: RunUsage?
  /// Why the run failed or was interrupted.
  public internal(set) var message: String?
  /// The last saved checkpoint.
  public internal(set) var checkpoint: StoredCheckpoint?
  /// The final metrics by name.
  public internal(set) var metrics: [String: Double]
  /// The tags, sorted.
  public internal(set) var tags: [String]

  /// Seconds by which the last heartbeat lies beyond the lease in the future; `nil` for a heartbeat that a clock in step
  /// with `now` can have sent.
  public func secondsAhead(of now: Date) -> Double? {
    let seconds = heartbeatAt.timeIntervalSince1970 - now.timeIntervalSince1970
    return state == .running && seconds > worker.leaseSeconds ? seconds : nil
  }

  /// Whether the run is marked as running although its lease has expired.
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
  /// The text of the run's record, from which its folder can be made.
  public var record: String?

  public init(metrics: [String: Double], usage: RunUsage? = nil, record: String? = nil) {
    self.metrics = metrics
    self.usage = usage
    self.record = record
  }
}

/// A file that a run produced.
public struct Artifact: Hashable, Sendable {
  /// The name, unique in its run.
  public var name: String
  /// The path; a relative one counts from the folder of the store.
  public var path: String
  /// The size in bytes when it was written.
  public var bytes: Int64
  /// The SHA-256 in hexadecimal when it was written.
  public var sha256: String

  public init(name: String, path: String, bytes: Int64, sha256: String) {
    self.name = name
    self.path = path
    self.bytes = bytes
    self.sha256 = sha256
  }
}

/// One training of a study: a frozen, complete configuration and a seed.
public struct StudyRun: Identifiable, Hashable, Sendable {
  /// The state of a cell; only `finished` ones have an accepted result.
  public enum State: String, Hashable, Sendable, CaseIterable {
    /// It waits for a worker.
    case queued
    /// A worker trains it.
    case running
    /// It has its one accepted result.
    case finished
    /// Its last attempt failed; it waits for `retryFailed`.
    case failed
  }

  /// Unique in the store.
  public let id: Int64
  /// The study that it belongs to.
  public let study: Study.ID
  /// The position in the study's order, from 0.
  public internal(set) var index: Int
  /// The complete configuration as canonical JSON; never changes.
  public internal(set) var configuration: String
  /// The hash of the configuration, as its author computed it.
  public let hash: String
  /// The root seed.
  public let seed: UInt64
  public internal(set) var state: State
  /// How many attempts there were, a running one included.
  public internal(set) var attempts: Int
  /// Why the last attempt failed, for a failed cell.
  public internal(set) var message: String?
}

/// A cell as its study defines it.
public struct StudyRunDefinition: Hashable, Sendable {
  /// The complete configuration as canonical JSON: an object, keys sorted, numbers in one spelling.
  public var configuration: String
  /// A hash of the configuration; cells of equal hash and seed are the same training.
  public var hash: String
  /// The root seed.
  public var seed: UInt64

  public init(configuration: String, hash: String, seed: UInt64) {
    self.configuration = configuration
    self.hash = hash
    self.seed = seed
  }
}

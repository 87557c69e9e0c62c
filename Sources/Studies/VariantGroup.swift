public import FledgeFormats
public import FledgeMetrics
public import FledgeRunStore

/// One variant with the results of all its seeds.
public struct VariantGroup: Sendable {
  /// The result of one seed.
  public struct SeedRun: Sendable {
    /// The run's number in its store.
    public let run: Run.ID
    /// The index of the cell in its study.
    public let cell: Int
    public let seed: UInt64
    /// The final metrics by name.
    public let metrics: [String: Double]
    /// The cost, where known.
    public let usage: RunUsage?
  }

  /// A seed whose training failed.
  public struct Failure: Sendable, Hashable {
    /// The index of the cell in its study.
    public let cell: Int
    public let seed: UInt64
    public let message: String
  }

  /// The variant's name: the one from the file, or the values that vary.
  public let name: String
  /// Whether the name comes from the file.
  public let isNamed: Bool
  /// The complete settings, without seed and threads.
  public let settings: JSONObject
  /// The SHA-256 of the settings.
  public let hash: String
  /// The finished runs, in the order of seeds.
  public internal(set) var runs: [SeedRun] = []
  /// The seeds that failed.
  public internal(set) var failures: [Failure] = []
  /// The number of seeds that are queued or running.
  public internal(set) var waiting = 0

  /// The seeds of the finished runs.
  public var seeds: [UInt64] { runs.map(\.seed) }

  /// The values of a metric over seeds; `nil` where no run has a finite one.
  public func values(_ metric: String) -> SeedValues? {
    try? SeedValues(runs.compactMap { $0.metrics[metric] }.filter(\.isFinite))
  }

  /// The statistics of a metric over seeds; `nil` where no run has a finite value.
  public func summary(_ metric: String) -> SeedSummary? { values(metric).map { SeedSummary($0) } }

  /// The value of a metric for each seed that has a finite one.
  func valuesBySeed(_ metric: String) -> [UInt64: Double] {
    let pairs = runs.compactMap { run in run.metrics[metric].map { (run.seed, $0) } }.filter { $0.1.isFinite }
    return Dictionary(pairs) { first, _ in first }
  }
}

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
    /// The fold that was the test set, where the study has folds.
    public var fold: Int?
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
    /// The fold that was the test set, where the study has folds.
    public var fold: Int?
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
  /// The seeds that are queued or running, or have a fold that is.
  var waitingSeeds: Set<UInt64> = []
  /// The number of folds of each seed, where the study has folds.
  public internal(set) var folds: Int?

  /// The number of seeds that are queued or running.
  public var waiting: Int { waitingSeeds.count }

  /// The seeds of the finished runs; with folds, those whose folds are all finished.
  public var seeds: [UInt64] {
    guard let folds else { return runs.map(\.seed) }
    let counts = Dictionary(grouping: runs, by: \.seed).mapValues(\.count)
    var seen: Set<UInt64> = []
    return runs.map(\.seed).filter { counts[$0] == folds && seen.insert($0).inserted }
  }

  /// The values of a metric over seeds; `nil` where no run has a finite one.
  ///
  /// With folds the value of a seed is the mean over its folds: folds of one seed are no independent repeats.
  public func values(_ metric: String) -> SeedValues? {
    let values = valuesBySeed(metric)
    return try? SeedValues(seeds.compactMap { values[$0] })
  }

  /// The values of a metric in the folds of a seed; `nil` where one is missing or not finite.
  public func foldValues(_ metric: String, seed: UInt64) -> [Double]? {
    let values = runs.filter { $0.seed == seed }.compactMap { $0.metrics[metric] }.filter(\.isFinite)
    return values.count == folds ? values : nil
  }

  /// The statistics of a metric over seeds; `nil` where no run has a finite value.
  public func summary(_ metric: String) -> SeedSummary? { values(metric).map { SeedSummary($0) } }

  /// The value of a metric for each seed that has a finite one.
  func valuesBySeed(_ metric: String) -> [UInt64: Double] {
    if folds != nil {
      let means = seeds.compactMap { seed in
        foldValues(metric, seed: seed).map { (seed, $0.reduce(0, +) / Double($0.count)) }
      }
      return Dictionary(means) { first, _ in first }
    }
    let pairs = runs.compactMap { run in run.metrics[metric].map { (run.seed, $0) } }.filter { $0.1.isFinite }
    return Dictionary(pairs) { first, _ in first }
  }
}

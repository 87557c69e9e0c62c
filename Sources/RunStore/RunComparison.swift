import FledgeFormats

/// The settings in which some runs differ.
public struct RunComparison: Sendable {
  /// One setting, with its value in each run.
  public struct Setting: Hashable, Sendable {
    /// The key path, such as `optimizer.momentum`; `seed` for the seed.
    public let path: String
    /// The value in each run as text; nil where a run lacks the setting.
    public let values: [String?]
  }

  /// The settings that are not the same in all runs, by key path; the seed comes last.
  public let differing: [Setting]

  /// Compares the configurations of runs.
  public init(_ runs: [Run]) throws(RunStoreError) {
    var columns: [[String: String]] = []
    for run in runs {
      let settings = try Settings(configuration: run.configuration, source: "run \(run.id)")
      let pairs = settings.entries.map { ($0.path, $0.value.plainText) }
      columns.append(Dictionary(pairs) { first, _ in first })
    }
    let paths = Set(columns.flatMap(\.keys)).sorted(by: String.byBytes)
    var settings = paths.map { path in Setting(path: path, values: columns.map { $0[path] }) }
    if !paths.contains("seed") { settings.append(Setting(path: "seed", values: runs.map { "\($0.seed)" })) }
    differing = settings.filter { Set($0.values).count > 1 }
  }
}

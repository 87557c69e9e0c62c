import FledgeFormats
import FledgeModels
import Testing

/// Folds of groups by class, beside runs from before there were any.
@Suite struct FoldBalanceTests {
  private func settings(_ flags: [String: String]) throws -> TrainingSettings {
    var settings = TrainingSettings()
    for (key, text) in flags.sorted(by: { $0.key < $1.key }) {
      try settings.set(key, to: SettingValue(flag: text, of: key))
    }
    return settings
  }

  private let grouped = ["dataset": "csv", "label": "kind", "split-by": "patient", "folds": "5", "fold": "2"]

  @Test func `new folds of groups say that classes decide, all other runs do not`() throws {
    #expect(try settings(grouped).values["fold-balance"] == "classes")
    #expect(try settings(grouped).identity["fold-balance"] == "classes")
    for other in [[:], ["folds": "5"], ["split-by": "patient"], ["folds": "5", "split-by": "p", "task": "regression"]] {
      #expect(try settings(other).values["fold-balance"] == "rows")
      #expect(try settings(other).identity["fold-balance"] == nil)
    }
  }

  @Test func `a stored run without the key keeps its folds and its identity`() throws {
    var old = try settings(grouped)
    old.foldBalance = .rows
    var stored = RunSettings(old).values
    let identity = RunSettings(old).identity
    #expect(stored["fold-balance"] == "rows" && identity["fold-balance"] == nil)
    stored["fold-balance"] = nil
    let read = try RunSettings.settings(parsing: JSONValue.object(stored).text(), seed: 0)
    #expect(read.foldBalance == .rows && RunSettings(read).identity == identity)
    #expect(RunSettings(read).hash == RunSettings(old).hash)
    #expect(try RunSettings(settings(grouped)).hash != RunSettings(old).hash)
  }

  @Test func `a run's file from before is read as it was, a file of a few settings as new`() throws {
    var full = try settings(grouped)
    full.foldBalance = .rows
    let lines = full.yaml.split(separator: "\n").filter { !$0.hasPrefix("fold-balance") }
    var read = TrainingSettings()
    try read.apply(yaml: lines.joined(separator: "\n"), name: "config.yaml")
    #expect(read.foldBalance == .rows)
    var short = TrainingSettings()
    try short.apply(yaml: "dataset: csv\nsplit-by: patient\nfolds: 5\n", name: "mine.yaml")
    #expect(short.foldBalance == .auto && short.values["fold-balance"] == "classes")
  }

  @Test(arguments: [
    ["fold-balance": "classes"], ["fold-balance": "classes", "folds": "5", "fold": "1"],
    ["fold-balance": "classes", "folds": "5", "fold": "1", "split-by": "p", "dataset": "csv", "task": "regression"],
  ])
  func `classes without folds of groups, or without classes, are refused`(flags: [String: String]) throws {
    let error = try #require(throws: SettingError.self) { try settings(flags).checkFolds() }
    #expect(error.description.hasPrefix("fold-balance: "))
  }
}

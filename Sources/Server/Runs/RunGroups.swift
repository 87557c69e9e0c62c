import FledgeFormats
import FledgeMetrics
import FledgeStudies

/// One run of a comparison.
struct ComparedRun {
  let id: String
  let settings: FlatSettings
  let history: HistoryRows
  let values: [String: Double]

  init(_ entry: RunEntry, in catalogue: RunCatalogue) throws {
    id = entry.id
    let bytes = try FileBytes.readSmall(entry.path + "/config.yaml", limit: 1 << 20)
    settings = FlatSettings(String(decoding: bytes, as: UTF8.self))
    history = try HistoryRows(entry.path + "/history.csv")
    values = catalogue.summary(entry).values
  }

  var seed: String { settings["seed"] ?? "" }

  /// A column of the history by epoch.
  func curve(_ name: String) -> [Int: Double] {
    guard let column = history.columns.firstIndex(of: name) else { return [:] }
    var found: [Int: Double] = [:]
    for row in history.rows where row.count > column {
      if let epoch = row[0], let value = row[column] { found[Int(epoch)] = value }
    }
    return found
  }
}

/// Runs grouped by all settings but the seed, and compared as the variants of a study are.
struct RunGroups {
  private static let metrics = ["test_accuracy", "test_loss", "validation_accuracy", "validation_loss"]
  private static let curves = [
    "training_loss_seen", "training_accuracy_seen", "training_loss", "training_accuracy", "validation_loss",
    "validation_accuracy", "learning_rate",
  ]

  let runs: [ComparedRun]
  /// The settings that differ between runs, the seed and what decides no result left out.
  let differing: [String]
  private(set) var groups: [[ComparedRun]] = []

  init(_ runs: [ComparedRun]) {
    self.runs = runs
    var keys: [String] = []
    for run in runs { keys += run.settings.keys.filter { !keys.contains($0) } }
    let left = FlatSettings.operational.union(["seed"])
    let differing = keys.filter { key in
      !left.contains(key) && runs.contains { $0.settings[key] != runs[0].settings[key] }
    }
    self.differing = differing
    var order: [[String?]] = []
    for run in runs {
      let values = differing.map { run.settings[$0] }
      if let index = order.firstIndex(of: values) {
        groups[index].append(run)
      } else {
        order.append(values)
        groups.append([run])
      }
    }
  }

  /// A group's name: the settings that differ.
  func name(_ group: Int) -> String {
    let settings = groups[group][0].settings
    return differing.isEmpty ? "all" : differing.map { "\($0) \(settings[$0] ?? "none")" }.joined(separator: ", ")
  }

  /// The comparisons of all pairs by one metric, paired where both have the same seeds.
  func comparisons(_ metric: String) -> [(first: Int, second: Int, comparison: Comparison)] {
    var pairs: [(Int, Int)] = []
    var found: [Comparison] = []
    for first in groups.indices {
      for second in groups.indices where first < second {
        if let comparison = comparison(first, second, metric) {
          pairs.append((first, second))
          found.append(comparison)
        }
      }
    }
    return zip(pairs, Comparison.simultaneous(found)).map { ($0.0, $0.1, $1) }
  }

  private func comparison(_ first: Int, _ second: Int, _ name: String) -> Comparison? {
    let metric = StudyMetrics.metric(name)
    let values = [first, second].map { group in
      Dictionary(groups[group].compactMap { run in run.values[name].map { (run.seed, $0) } }) { first, _ in first }
    }
    let shared = values[0].keys.filter { values[1][$0] != nil }.sorted()
    func take(_ index: Int, _ seeds: [String]) -> SeedValues? {
      try? SeedValues(seeds.compactMap { values[index][$0] })
    }
    if shared.count >= 2, shared.count == values[0].count, shared.count == values[1].count,
      let left = take(0, shared), let right = take(1, shared), let paired = try? PairedSeedValues(left, right)
    {
      return try? Comparison(self.name(first), self.name(second), paired: paired, metric: metric)
    }
    guard let left = take(0, Array(values[0].keys).sorted()), let right = take(1, Array(values[1].keys).sorted()) else {
      return nil
    }
    return try? Comparison(
      self.name(first), self.name(second), unpaired: UnpairedSeedValues(left, right), metric: metric)
  }

  var json: JSONObject {
    var found: [JSONValue] = []
    for metric in RunGroups.metrics {
      for (first, second, comparison) in comparisons(metric) {
        found.append([
          "metric": .string(metric), "a": .integer(first), "b": .integer(second), "text": .string(comparison.sentence),
        ])
      }
    }
    return [
      "differing": .array(differing.map { .string($0) }),
      "groups": .array(groups.indices.map { .object(json($0)) }), "comparisons": .array(found),
    ]
  }

  private func json(_ index: Int) -> JSONObject {
    let group = groups[index]
    var metrics = JSONObject()
    for name in RunGroups.metrics {
      guard let values = try? SeedValues(group.compactMap { $0.values[name] }) else { continue }
      metrics[name] = [
        "median": .number(values.median), "lower": .number(values.lowerQuartile),
        "upper": .number(values.upperQuartile), "minimum": .number(values.minimum),
        "maximum": .number(values.maximum),
        "count": .integer(values.count),
      ]
    }
    var curves = JSONObject()
    for name in RunGroups.curves {
      let runs = group.map { $0.curve(name) }
      guard let band = CurveBand(runs) else { continue }
      var object = band.json
      object["runs"] = .array(
        runs.map { run in .array(band.epochs.map { epoch in run[epoch].map { .number($0) } ?? .null }) })
      curves[name] = .object(object)
    }
    return [
      "name": .string(name(index)), "settings": .object(group[0].settings.json(differing)),
      "runs": .array(group.map { .string($0.id) }), "seeds": .array(group.map { .string($0.seed) }),
      "metrics": .object(metrics), "curves": .object(curves),
    ]
  }
}

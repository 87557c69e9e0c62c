import FledgeFormats
public import FledgeMetrics
import FledgeModels
public import FledgeRunStore

/// All results that a store has of one study, grouped by variant; each group has one run for each seed.
public struct StudyResults: Sendable {
  /// The tag of runs that were trained on generated digits because MNIST could not be found.
  public static let standInTag = "stand-in"
  /// The tag of runs whose training was found finished in its folder.
  public static let foundTag = "found"

  /// The name of the study.
  public let name: String
  /// The number of finished runs with fewer epochs than the study has now; they are kept and not compared.
  public let outgrownCount: Int
  /// The runs of the study by state.
  public let progress: StudyProgress
  /// The settings that vary, in the order of the schema.
  public let varyingKeys: [String]
  /// The variants with their runs, in the order of the study.
  public let groups: [VariantGroup]
  /// The metric by which variants are compared.
  public let metric: Metric
  /// The number of folds of each seed, where the study has folds.
  public let folds: Int?
  /// The index in `groups` of the variant that all others are compared with; `nil` compares all pairs.
  public let baseline: Int?
  /// Whether any run was trained on generated digits instead of MNIST.
  public let isStandIn: Bool
  /// Where curves are read from.
  private let store: any RunStore

  /// Collects the results of a study.
  ///
  /// - Parameter metric: the metric to compare by, in place of the study's own.
  /// - Throws: `StudyError.unknownStudy`, `StudyError.unknownMetric`, `StudyError.unreadable`, `RunStoreError`.
  public init(named name: String, in store: any RunStore, metric given: String? = nil) throws {
    guard let study = try store.study(named: name) else {
      throw StudyError.unknownStudy(name, nearest: suggestion(to: name, among: try store.studies().map(\.name)))
    }
    let given = given.map { StudyMetrics.fullName($0) }
    self.store = store
    self.name = name
    let finished = try store.runs(matching: RunQuery(study: name, states: [.finished], order: .oldestFirst))
    isStandIn = finished.contains { $0.tags.contains(StudyResults.standInTag) }
    let meaning = try? JSONValue(parsing: Array(study.definition.utf8))
    let names = meaning?["names"]?.arrayValue ?? []
    metric = StudyMetrics.metric(given ?? meaning?["compare"]?.stringValue ?? "test_accuracy")
    // Stores of earlier versions name no hashes, and all their runs belong to the study.
    let hashes = meaning?["hashes"]?.arrayValue.map { Set($0.compactMap(\.stringValue)) }
    let all = try store.cells(of: study.id)
    let cells = all.filter { hashes?.contains($0.hash) ?? true }
    outgrownCount = all.count { $0.state == .finished } - cells.count { $0.state == .finished }
    progress = StudyProgress(cells.map(\.state))
    baseline = meaning?["baseline"]?.integerValue

    folds = meaning?["folds"]?.integerValue
    var order: [String] = []
    var settings: [String: JSONObject] = [:]
    // The variant that a cell belongs to, and its fold.
    var places: [String: (variant: String, fold: Int?)] = [:]
    for cell in cells where places[cell.hash] == nil {
      guard let values = try? JSONValue(parsing: Array(cell.configuration.utf8)), var object = values.objectValue else {
        throw StudyError.unreadable(study: name, reason: "cell \(cell.index) holds no settings")
      }
      var variant = cell.hash
      if folds != nil {
        var whole = try RunSettings.settings(parsing: cell.configuration, seed: 0)
        whole.fold = nil
        variant = RunSettings(whole).hash
      }
      places[cell.hash] = (variant, object["fold"]?.integerValue)
      if folds != nil { object["fold"] = nil }
      guard settings[variant] == nil else { continue }
      settings[variant] = object
      order.append(variant)
    }
    let keys = VaryingKeys.among(order.compactMap { settings[$0] })
    varyingKeys = keys
    var groups = order.enumerated().map { index, hash in
      let object = settings[hash] ?? JSONObject()
      let given = index < names.count ? names[index].stringValue : nil
      return VariantGroup(
        name: given ?? VaryingKeys.name(object, keys: keys), isNamed: given != nil, settings: object, hash: hash)
    }
    for index in groups.indices { groups[index].folds = folds }
    StudyResults.fill(&groups, cells: cells, finished: finished, places: places)
    self.groups = groups
    if let given, !metricNames.contains(given) {
      throw StudyError.unknownMetric(given, nearest: suggestion(to: given, among: metricNames), known: metricNames)
    }
  }

  private static func fill(
    _ groups: inout [VariantGroup], cells: [StudyRun], finished: [Run], places: [String: (variant: String, fold: Int?)]
  ) {
    let indices = Dictionary(groups.enumerated().map { ($0.element.hash, $0.offset) }) { first, _ in first }
    let runs = Dictionary(finished.map { ($0.cellIndex ?? -1, $0) }) { first, _ in first }
    for cell in cells {
      guard let place = places[cell.hash], let index = indices[place.variant] else { continue }
      switch cell.state {
      case .queued, .running: groups[index].waitingSeeds.insert(cell.seed)
      case .failed:
        groups[index].failures.append(
          VariantGroup.Failure(
            cell: cell.index, seed: cell.seed, fold: place.fold, message: cell.message ?? "no message"))
      case .finished:
        guard let run = runs[cell.index] else { continue }
        groups[index].runs.append(
          VariantGroup.SeedRun(
            run: run.id, cell: cell.index, seed: cell.seed, fold: place.fold, metrics: run.metrics, usage: run.usage))
      }
    }
  }

  public func group(named name: String) -> VariantGroup? { groups.first { $0.name == name } }

  /// The names of all metrics of finished runs: the compared one, those of every training, then others by name.
  public var metricNames: [String] {
    let present = Set(groups.flatMap { $0.runs.flatMap(\.metrics.keys) })
    let others = present.subtracting(StudyMetrics.names).sorted()
    return [metric.id].filter(present.contains)
      + (StudyMetrics.names + others).filter { present.contains($0) && $0 != metric.id }
  }

  /// The values of a metric after each epoch, one curve for each run of a group that has it, in the order of seeds.
  public func curves(_ metric: String, of group: VariantGroup) throws -> [Curve] {
    try store.curves(of: group.runs.map(\.run), names: [metric]).filter { $0.axis == .epoch }
  }

  /// The folds of the only seed that is finished; `nil` without folds, with several seeds, or where a value is missing.
  ///
  /// With several seeds the values of seeds, each a mean over folds, are what intervals are made of.
  public func onlyFolds(_ metric: String, of group: VariantGroup) throws -> FoldValues? {
    guard folds != nil, group.seeds.count == 1, let values = group.foldValues(metric, seed: group.seeds[0]) else {
      return nil
    }
    let sizes = try group.runs.filter { $0.seed == group.seeds[0] }.compactMap { run in
      try store.record(of: run.run).map { try RunRecord(parsing: Array($0.utf8)) }
    }.map { (training: $0.trainingExamples, test: $0.testExamples) }
    return sizes.count == values.count ? try? FoldValues(values, sizes: sizes) : nil
  }

  /// The files that the study keeps of one run.
  public func artifacts(of run: VariantGroup.SeedRun) throws -> [Artifact] { try store.artifacts(of: run.run) }
}

extension StudyResults {
  /// Compares variants by a metric on the seeds that both have; tests and intervals are adjusted for their number.
  ///
  /// All pairs are compared, or all others with the baseline if there is one. Pairs that share fewer than two seeds are
  /// left out. Values are paired by seed.
  /// - Parameter name: the metric; `nil` for the study's own.
  public func comparisons(_ name: String? = nil, significance: Double = 0.05) -> [Comparison] {
    let metric = name.map { StudyMetrics.metric($0) } ?? self.metric
    let values = groups.map { $0.valuesBySeed(metric.id) }
    let seeds = groups.map(\.seeds)
    var pairs: [(Int, Int)] = []
    if let baseline, groups.indices.contains(baseline) {
      pairs = groups.indices.filter { $0 != baseline }.map { ($0, baseline) }
    } else {
      for first in groups.indices {
        for second in groups.indices where first < second { pairs.append((first, second)) }
      }
    }
    let family = pairs.compactMap { first, second -> Comparison? in
      let shared = seeds[first].filter { values[first][$0] != nil && values[second][$0] != nil }
      guard let left = try? SeedValues(shared.compactMap { values[first][$0] }),
        let right = try? SeedValues(shared.compactMap { values[second][$0] }),
        let paired = try? PairedSeedValues(left, right)
      else { return nil }
      return try? Comparison(
        groups[first].name, groups[second].name, paired: paired, metric: metric, significance: significance)
    }
    return Comparison.simultaneous(family)
  }
}

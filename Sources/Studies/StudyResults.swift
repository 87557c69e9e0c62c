import FledgeExperiments
import FledgeFormats
public import FledgeMetrics
public import FledgeRuns

/// All results that a store has of one study, grouped by settings, with the seeds as an axis of their own.
public struct StudyResults: Sendable {
  /// The tag of runs that were trained on generated digits because MNIST could not be found.
  public static let standInTag = "stand-in"

  /// The name of the study.
  public let name: String
  /// How many cells stand in each state.
  public let progress: StudyProgress
  /// The settings that vary, in the order of the schema.
  public let varyingKeys: [String]
  /// The settings with their runs, in the order of the study.
  public let groups: [VariantGroup]
  /// The metric that settings are compared by.
  public let metric: Metric
  /// The place in `groups` of the settings that all others are compared with; `nil` compares all pairs.
  public let baseline: Int?
  /// Whether any run was trained on generated digits in the place of MNIST.
  public let isStandIn: Bool
  /// Where curves are read from.
  private let store: any RunStore

  /// Gathers the results of a study.
  ///
  /// - Throws: `StudyError.unknownStudy`, `StudyError.unreadable`, `RunStoreError`.
  public init(named name: String, in store: any RunStore) throws {
    guard let study = try store.study(named: name) else {
      throw StudyError.unknownStudy(name, nearest: suggestion(to: name, among: try store.studies().map(\.name)))
    }
    self.store = store
    self.name = name
    progress = try store.progress(of: study.id)
    let cells = try store.cells(of: study.id)
    let finished = try store.runs(matching: RunQuery(study: name, states: [.finished], order: .oldestFirst))
    isStandIn = finished.contains { $0.tags.contains(StudyResults.standInTag) }
    let meaning = try? JSONValue(parsing: Array(study.definition.utf8))
    let names = meaning?["names"]?.arrayValue ?? []
    metric = StudyMetrics.metric(meaning?["compare"]?.stringValue ?? "test_accuracy")
    baseline = meaning?["baseline"]?.integerValue

    var order: [String] = []
    var settings: [String: JSONObject] = [:]
    for cell in cells where settings[cell.hash] == nil {
      guard let values = try? JSONValue(parsing: Array(cell.configuration.utf8)), let object = values.objectValue else {
        throw StudyError.unreadable(study: name, reason: "cell \(cell.index) holds no settings")
      }
      settings[cell.hash] = object
      order.append(cell.hash)
    }
    let keys = VaryingKeys.among(order.compactMap { settings[$0] })
    varyingKeys = keys
    var groups = order.enumerated().map { position, hash in
      let object = settings[hash] ?? JSONObject()
      let given = position < names.count ? names[position].stringValue : nil
      return VariantGroup(
        name: given ?? VaryingKeys.name(object, keys: keys), isNamed: given != nil, settings: object, hash: hash)
    }
    StudyResults.fill(&groups, cells: cells, finished: finished)
    self.groups = groups
  }

  private static func fill(_ groups: inout [VariantGroup], cells: [Cell], finished: [Run]) {
    let positions = Dictionary(groups.enumerated().map { ($0.element.hash, $0.offset) }) { first, _ in first }
    let runs = Dictionary(finished.map { ($0.cellIndex ?? -1, $0) }) { first, _ in first }
    for cell in cells {
      guard let position = positions[cell.hash] else { continue }
      switch cell.state {
      case .queued, .running: groups[position].waiting += 1
      case .failed:
        groups[position].failures.append(
          VariantGroup.Failure(cell: cell.index, seed: cell.seed, message: cell.message ?? "no message"))
      case .finished:
        guard let run = runs[cell.index] else { continue }
        groups[position].runs.append(
          VariantGroup.SeedRun(
            run: run.id, cell: cell.index, seed: cell.seed, metrics: run.metrics, usage: run.usage))
      }
    }
  }

  /// The settings of a name.
  public func group(named name: String) -> VariantGroup? { groups.first { $0.name == name } }

  /// The names of all metrics that a finished run has: the compared one, those of every training, then others by name.
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

  /// The files that the study keeps of one run.
  public func artifacts(of run: VariantGroup.SeedRun) throws -> [Artifact] { try store.artifacts(of: run.run) }
}

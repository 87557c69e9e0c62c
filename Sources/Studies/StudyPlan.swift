public import FledgeExperiments
import FledgeFormats
public import FledgeRuns

/// A study before it runs: which settings, which seeds, and what is compared.
///
/// Cells stand seed by seed, all settings of the first seed before those of the second: a study that is half done
/// has already compared all settings with the same seeds.
public struct StudyPlan: Sendable {
  /// One choice of settings, to be trained with every seed.
  public struct Point: Sendable {
    /// The name that the file gives it; `nil` where it goes by the settings that vary.
    public var name: String?
    /// The complete settings; the seed in them is replaced by each seed of the study.
    public var settings: TrainingSettings

    /// Makes a point.
    public init(name: String? = nil, _ settings: TrainingSettings) {
      self.name = name
      self.settings = settings
    }
  }

  /// How much may be spent before no further cell is begun; cells that were begun are finished.
  public struct Budget: Sendable, Equatable {
    /// Epochs over all finished cells of the study.
    public var epochs: Int?
    /// Seconds since the start of the command.
    public var seconds: Double?

    /// Makes a budget; `nil` is no limit.
    public init(epochs: Int? = nil, seconds: Double? = nil) {
      self.epochs = epochs
      self.seconds = seconds
    }
  }

  /// Successive halving: train all settings for few epochs, keep the best, train those for longer, and so on.
  ///
  /// Source: K. Jamieson, A. Talwalkar, Non-stochastic best arm identification and hyperparameter optimization, 2016.
  public struct Halving: Sendable, Equatable {
    /// The epochs of each rung, rising.
    public var rungs: [Int]
    /// The share of settings that goes on to the next rung; at least one does.
    public var keep: Double
    /// What decides, by the median over seeds; measured on the validation set.
    public var metric: String

    /// Makes the rule.
    public init(rungs: [Int], keep: Double = 0.5, metric: String = "validation_loss") {
      self.rungs = rungs
      self.keep = keep
      self.metric = metric
    }
  }

  /// The name, unique in its store.
  public var name: String
  /// The text that it was read from.
  public var source: String
  /// The settings to compare.
  public var points: [Point]
  /// The seeds, the same for all settings.
  public var seeds: [UInt64]
  /// The metric that settings are compared by.
  public var metric: String
  /// The place in `points` of the settings that all others are compared with; `nil` compares all pairs.
  public var baseline: Int?
  /// How much may be spent.
  public var budget: Budget
  /// Whether and how settings drop out.
  public var halving: Halving?

  /// Makes a plan from settings in Swift.
  public init(
    name: String, source: String = "", points: [Point], seeds: [UInt64], metric: String = "test_accuracy",
    baseline: Int? = nil, budget: Budget = Budget(), halving: Halving? = nil
  ) {
    self.name = name
    self.source = source
    self.points = points
    self.seeds = seeds
    self.metric = metric
    self.baseline = baseline
    self.budget = budget
    self.halving = halving
  }

  /// The keys whose values are not the same at all points, in the order of the schema.
  public var varyingKeys: [String] { VaryingKeys.among(points.map { CellSettings($0.settings).values }) }

  /// The name of each point: its own, or the values that vary.
  public var pointNames: [String] {
    let configurations = points.map { CellSettings($0.settings).values }
    let keys = VaryingKeys.among(configurations)
    return zip(points, configurations).map { $0.name ?? VaryingKeys.name($1, keys: keys) }
  }

  /// What the store keeps: one cell for each seed and point.
  public var definition: StudyDefinition {
    let settings = points.map { CellSettings($0.settings) }
    return StudyDefinition(
      name: name, source: source, definition: meaning(settings).canonicalText,
      cells: seeds.flatMap { seed in settings.map { $0.definition(seed: seed) } })
  }

  /// What cannot be seen from the cells alone.
  private func meaning(_ settings: [CellSettings]) -> JSONValue {
    var object: JSONObject = [
      "compare": .string(metric),
      "names": .array(points.map { $0.name.map { .string($0) } ?? .null }),
      "seeds": .array(seeds.map { .integer(Int($0)) }),
    ]
    if let baseline { object["baseline"] = .integer(baseline) }
    if let halving {
      object["halving"] = [
        "rungs": .array(halving.rungs.map { .integer($0) }), "keep": .number(halving.keep),
        "metric": .string(halving.metric),
      ]
    }
    return .object(object)
  }
}

/// The settings in which some configurations differ.
enum VaryingKeys {
  /// The keys in the order of the schema.
  static func among(_ configurations: [JSONObject]) -> [String] {
    guard let first = configurations.first else { return [] }
    return TrainingSettings.keys.filter { key in configurations.contains { $0[key] != first[key] } }
  }

  /// A short name for one configuration: the only value that varies, or all of them with their keys.
  static func name(_ configuration: JSONObject, keys: [String]) -> String {
    guard !keys.isEmpty else { return "all" }
    if keys.count == 1 { return configuration[keys[0]]?.plainText ?? "none" }
    return keys.map { "\($0) \(configuration[$0]?.plainText ?? "none")" }.joined(separator: ", ")
  }
}

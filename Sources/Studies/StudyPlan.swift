import FledgeFormats
public import FledgeModels
public import FledgeRunStore

/// A study before it runs: which settings, which seeds, and what is compared.
///
/// Cells are ordered by seed, all variants of the first seed before those of the second: a half-finished study has
/// already compared all variants on the same seeds.
public struct StudyPlan: Sendable {
  /// One set of settings, trained with every seed.
  public struct Variant: Sendable {
    /// The name from the file; `nil` where the settings that vary name it.
    public var name: String?
    /// The complete settings; each seed of the study replaces the seed in them.
    public var settings: TrainingSettings

    public init(name: String? = nil, _ settings: TrainingSettings) {
      self.name = name
      self.settings = settings
    }
  }

  /// A limit after which no further cell is begun; running cells are finished.
  public struct Budget: Sendable, Equatable {
    /// Epochs over all finished cells of the study.
    public var epochs: Int?
    /// Seconds since the start of the command.
    public var seconds: Double?

    public init(epochs: Int? = nil, seconds: Double? = nil) {
      self.epochs = epochs
      self.seconds = seconds
    }
  }

  /// Successive halving: train all variants for few epochs, keep the best, train those for longer, and so on.
  ///
  /// Source: K. Jamieson, A. Talwalkar, Non-stochastic best arm identification and hyperparameter optimization, 2016.
  public struct Halving: Sendable, Equatable {
    /// The epochs of each rung, rising.
    public var rungs: [Int]
    /// The share of variants that goes on to the next rung; at least one does.
    public var keep: Double
    /// The metric that decides, by the median over seeds; measured on the validation set.
    public var metric: String

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
  /// The variants to compare.
  public var variants: [Variant]
  /// The seeds, the same for all variants.
  public var seeds: [UInt64]
  /// The number of parts of a cross-validation: each seed of each variant has one run for each.
  public var folds: Int?
  /// The metric by which variants are compared.
  public var metric: String
  /// The index in `variants` of the one that all others are compared with; `nil` compares all pairs.
  public var baseline: Int?
  public var budget: Budget
  /// Successive halving, if any.
  public var halving: Halving?

  /// A plan from settings in Swift.
  public init(
    name: String, source: String = "", variants: [Variant], seeds: [UInt64], metric: String = "test_accuracy",
    baseline: Int? = nil, budget: Budget = Budget(), halving: Halving? = nil, folds: Int? = nil
  ) {
    self.name = name
    self.source = source
    self.variants = variants
    self.seeds = seeds
    self.metric = metric
    self.baseline = baseline
    self.budget = budget
    self.halving = halving
    self.folds = folds
  }

  /// The settings of a variant's runs with one seed: one run, or one for each fold.
  func foldSettings(of variant: Variant) -> [TrainingSettings] {
    guard let folds else { return [variant.settings] }
    return (1...folds).map { fold in
      var settings = variant.settings
      (settings.folds, settings.fold) = (folds, fold)
      return settings
    }
  }

  /// The keys whose values differ between variants, in the order of the schema.
  public var varyingKeys: [String] { VaryingKeys.among(variants.map { RunSettings($0.settings).values }) }

  /// The name of each variant: its own, or the values that vary.
  public var variantNames: [String] {
    let configurations = variants.map { RunSettings($0.settings).values }
    let keys = VaryingKeys.among(configurations)
    return zip(variants, configurations).map { $0.name ?? VaryingKeys.name($1, keys: keys) }
  }

  /// The study as the store keeps it: one cell for each seed and variant.
  public var definition: StudyDefinition {
    let settings = variants.map { foldSettings(of: $0).map { RunSettings($0) } }
    return StudyDefinition(
      name: name, source: source, definition: meaning(settings.flatMap { $0 }).canonicalText,
      cells: seeds.flatMap { seed in
        (0..<(folds ?? 1)).flatMap { fold in
          settings.map {
            StudyRunDefinition(configuration: $0[fold].canonicalText, hash: $0[fold].hash, seed: seed)
          }
        }
      })
  }

  /// What the cells alone do not show.
  private func meaning(_ settings: [RunSettings]) -> JSONValue {
    var object: JSONObject = [
      "compare": .string(metric),
      "names": .array(variants.map { $0.name.map { .string($0) } ?? .null }),
      "hashes": .array(settings.map { .string($0.hash) }),
      "seeds": .array(seeds.map { .integer(Int($0)) }),
    ]
    if let folds { object["folds"] = .integer(folds) }
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
  /// The keys in the order of the schema, without hyper-parameters that only follow from the optimizer.
  static func among(_ configurations: [JSONObject]) -> [String] {
    guard let first = configurations.first else { return [] }
    return TrainingSettings.keys.filter { key in
      configurations.contains { $0[key] != first[key] }
        && !configurations.allSatisfy { TrainingSettings.followsOptimizer(key, in: $0) }
    }
  }

  /// A short name for one configuration: the only value that varies, or all of them with their keys.
  static func name(_ configuration: JSONObject, keys: [String]) -> String {
    guard !keys.isEmpty else { return "all" }
    if keys.count == 1 { return configuration[keys[0]]?.plainText ?? "none" }
    return keys.map { "\($0) \(configuration[$0]?.plainText ?? "none")" }.joined(separator: ", ")
  }
}

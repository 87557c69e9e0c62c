import FledgeDatasets
public import FledgeMetrics
import FledgeModels

extension StudyPlan {
  /// The runs of the plan, in the order of `definition`.
  func runs(
    threads: Int, data: @escaping @Sendable (TrainingSettings) throws -> ExperimentData
  ) -> [RunPlan] {
    let names = variantNames
    let given = self.variants.map(\.name)
    let variants = variants.map { foldSettings(of: $0) }
    return seeds.flatMap { seed in
      (0..<(folds ?? 1)).flatMap { fold in
        variants.indices.map { index in
          let (variant, name) = (variants[index], names[index])
          var settings = variant[fold]
          settings.seed = seed
          settings.threads = threads
          var run = RunPlan(folds == nil ? name : "\(name), fold \(fold + 1)", settings, data: data)
          (run.study, run.variant) = (self.name, given[index])
          return run
        }
      }
    }
  }

  /// Reads the data of each kind of variant, and checks that what the study compares is measured.
  ///
  /// - Returns: whether generated digits stand in for MNIST.
  /// - Throws: `StudyError.neverMeasured`; errors of the data.
  func checkMetrics(_ datasets: DatasetCache) throws -> Bool {
    var seen: Set<String> = []
    var isStandIn = false
    var measured: [(names: [String], reasons: [String: String])] = []
    for variant in variants {
      var settings = foldSettings(of: variant)[0]
      settings.seed = seeds.first ?? settings.seed
      let isHeldOut = settings.validation != .count(0) && settings.validation != .fraction(0)
      let parts: [String] = [
        settings.dataset, settings.data ?? "", "\(isHeldOut)", "\(settings.isAutoencoder)",
        "\(settings.measuresTrainingSet)", settings.testExamples == 0 ? "none" : "", "\(settings.testSize)",
      ]
      guard seen.insert(parts.joined(separator: "\n")).inserted else { continue }
      let data = try datasets.data(for: settings)
      isStandIn = isStandIn || data.isStandIn
      measured.append(StudyMetrics.measured(settings, data))
    }
    func check(_ metric: String, _ key: String, isNeeded: ([Bool]) -> Bool) throws {
      guard StudyMetrics.names.contains(metric), !isNeeded(measured.map { $0.names.contains(metric) }),
        let first = measured.first(where: { !$0.names.contains(metric) })
      else { return }
      throw StudyError.neverMeasured(
        study: name, key: key, metric: metric, reason: first.reasons[metric] ?? "no run has it", known: first.names)
    }
    // Rungs are compared by this metric, so that a variant without it would drop out.
    if let halving { try check(halving.metric, "halving: metric", isNeeded: { $0.allSatisfy { $0 } }) }
    try check(metric, "compare", isNeeded: { $0.contains(true) })
    return isStandIn
  }
}

extension StudyMetrics {
  /// The final metrics that a training on some data will have, and why it lacks the others.
  static func measured(_ settings: TrainingSettings, _ data: ExperimentData) -> ([String], [String: String]) {
    let hasAccuracy = data.hasLabels && !settings.isAutoencoder
    let parts: [(prefix: String, suffix: String, isThere: Bool, reason: String)] = [
      ("test", "", (data.test?.count ?? 0) > 0, "the data have no test set"),
      ("validation", "", data.validation != nil, "nothing is held out (validation: 0)"),
      ("training", "", settings.measuresTrainingSet, "the training set is not measured again after each epoch"),
      ("training", "_seen", true, ""),
    ]
    var reasons: [String: String] = [:]
    for name in regressionNames {
      let isTest = name.hasPrefix("test")
      if isTest ? !parts[0].isThere : !parts[1].isThere {
        reasons[name] = parts[isTest ? 0 : 1].reason
      } else if data.hasLabels || settings.isAutoencoder {
        reasons[name] = "errors of real values need --task regression"
      }
    }
    for part in parts {
      for kind in ["accuracy", "loss"] {
        let name = "\(part.prefix)_\(kind)\(part.suffix)"
        if !part.isThere {
          reasons[name] = part.reason
        } else if kind == "accuracy", !hasAccuracy {
          reasons[name] = "an accuracy needs labels"
        }
      }
    }
    return (names.filter { reasons[$0] == nil }, reasons)
  }
}

extension StudyPlan {
  /// What the comparisons of the study can find; `nil` for a single variant.
  public var power: ComparisonPower? {
    guard variants.count > 1 else { return nil }
    let pairs = baseline == nil ? variants.count * (variants.count - 1) / 2 : variants.count - 1
    return ComparisonPower(seeds: seeds.count, comparisons: pairs)
  }
}

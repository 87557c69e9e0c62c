package import FledgeFormats
import FledgeTraining

extension TrainingSettings {
  /// A hyper-parameter of the rule: the one given, else the rule's default; nil where the rule does not have it.
  public func hyperparameter(_ setting: String) -> Double? {
    hyperparameters[setting] ?? OptimizerChoice.defaultValue(setting, of: optimizer)
  }

  /// Refuses hyper-parameters that were given and that the rule does not have: it would ignore them.
  ///
  /// - Parameter location: what the message begins with, such as `study.yaml, line 3: `.
  /// - Throws: `SettingError.conflict`.
  public func checkHyperparameters(location: String = "") throws(SettingError) {
    let foreign = OptimizerChoice.hyperparameters.map(\.setting).filter {
      hyperparameters[$0] != nil && OptimizerChoice.defaultValue($0, of: optimizer) == nil
    }
    guard let first = foreign.first else { return }
    let own = OptimizerCatalogue.optimizer(named: optimizer)?.hyperparameters.map(\.setting) ?? []
    let others = OptimizerChoice.rules(with: first).map(\.name).joined(separator: ", ")
    throw .conflict(
      "\(location)\(foreign.joined(separator: ", ")): expected settings that the optimizer \(optimizer) has "
        + "(\(own.joined(separator: ", "))); leave \(first) out, or set optimizer to one that has it (\(others))")
  }

  /// Removes the hyper-parameters of a file that are defaults, once all its settings have been applied.
  ///
  /// `config.yaml` lists every setting, so a number that equals the rule's default counts as not given. Else it would bind
  /// another rule that a flag chooses.
  ///
  /// The first version wrote all four numbers whatever the rule, and had no `decay`. No rule has all four, which tells its
  /// files. There its defaults count as not given where it did not pass them to the rule.
  /// - Parameters:
  ///   - keys: the settings in the file.
  ///   - isRun: whether the file describes a run; then every number that the first version ignored is removed.
  package mutating func forgetDefaults(listed keys: [String], isRun: Bool = false) {
    restoreFoldBalance(listed: keys)
    let given = Set(keys.filter { hyperparameters[$0] != nil })
    let isFirstVersion =
      OptimizerChoice.FirstVersion.defaults.allSatisfy { given.contains($0.key) } && !keys.contains("decay")
    for key in given where hyperparameters[key] == OptimizerChoice.defaultValue(key, of: optimizer) {
      hyperparameters[key] = nil
    }
    guard isFirstVersion else { return }
    for (key, value) in OptimizerChoice.FirstVersion.defaults
    where !OptimizerChoice.FirstVersion.reads(key, rule: optimizer) && (isRun || hyperparameters[key] == value) {
      hyperparameters[key] = nil
    }
  }

  /// Whether a setting of a stored configuration is a hyper-parameter that follows from its optimizer: not chosen, but
  /// the rule's default or none.
  package static func followsOptimizer(_ key: String, in configuration: JSONObject) -> Bool {
    guard OptimizerChoice.hyperparameters.contains(where: { $0.setting == key }) else { return false }
    guard let number = configuration[key]?.numberValue else { return true }
    let rule = configuration["optimizer"]?.stringValue ?? ""
    return number == OptimizerChoice.defaultValue(key, of: rule)
      || OptimizerChoice.FirstVersion.defaults.contains {
        $0.key == key && $0.value == number && !OptimizerChoice.FirstVersion.reads(key, rule: rule)
      }
  }
}

import FledgeTraining

/// Optimizers by name, and what their declarations make of the settings.
package enum OptimizerChoice {
  /// Every rule's name.
  package static let names = OptimizerCatalogue.all.map(\.name)

  /// The hyper-parameters that are settings of their own: all but the learning rate and weight decay, which every
  /// training has whatever its rule.
  static let hyperparameters: [HyperparameterValue] = {
    let declared = OptimizerCatalogue.all.flatMap(\.hyperparameters)
    let first = FirstVersion.defaults.compactMap { known in declared.first { $0.setting == known.key } }
    var all = first
    for parameter in declared where !["learning-rate", "weight-decay"].contains(parameter.setting) {
      if !all.contains(where: { $0.setting == parameter.setting }) { all.append(parameter) }
    }
    return all
  }()

  /// How the first rule that has a setting declares it.
  static func declaration(of setting: String) -> HyperparameterValue {
    OptimizerCatalogue.all.lazy.flatMap(\.hyperparameters).first { $0.setting == setting }!
  }

  /// The rules that declare a setting, with its default in each.
  static func rules(with setting: String) -> [(name: String, defaultValue: Double)] {
    OptimizerCatalogue.all.compactMap { rule in
      rule.hyperparameters.first { $0.setting == setting }.map { (rule.name, $0.defaultValue) }
    }
  }

  /// The value of a setting in a rule of default numbers; nil where the rule does not have it.
  static func defaultValue(_ setting: String, of rule: String) -> Double? {
    rules(with: setting).first { $0.name == rule }?.defaultValue
  }

  static func optimizer(_ settings: TrainingSettings) -> any Optimizer {
    var numbers = settings.hyperparameters
    numbers["learning-rate"] = settings.learningRate
    numbers["weight-decay"] = settings.weightDecay
    return OptimizerCatalogue.optimizer(named: settings.optimizer)!.changing(numbers)
  }

  /// Whether the rule has decoupled weight decay; elsewhere weight decay is an L2 penalty in the gradient.
  static func isDecoupled(_ name: String) -> Bool { defaultValue("weight-decay", of: name) != nil }

  /// What the first version, whose runs are still found, resumed and read, made of hyper-parameters.
  ///
  /// It wrote a number for each of four settings, whatever the rule.
  enum FirstVersion {
    /// Its four settings with their defaults.
    static let defaults: [(key: String, value: Double)] = [
      ("momentum", 0.9), ("beta1", 0.9), ("beta2", 0.999), ("epsilon", 1e-8),
    ]

    /// Whether it gave a setting to a rule.
    ///
    /// It ignored those of Lion and AdaDelta.
    static func reads(_ setting: String, rule: String) -> Bool {
      !["lion", "adadelta"].contains(rule) && defaultValue(setting, of: rule) != nil
    }
  }
}

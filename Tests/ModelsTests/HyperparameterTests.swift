import FledgeFormats
import FledgeModels
import FledgeTraining
import Testing

/// Which numbers an optimizer gets from settings, and which settings are refused.
@Suite struct HyperparameterTests {
  private func settings(_ assignments: KeyValuePairs<String, String>) throws -> TrainingSettings {
    var settings = TrainingSettings()
    for (key, text) in assignments { try settings.set(key, to: SettingValue(flag: text)) }
    return settings
  }

  private func refusal(_ assignments: KeyValuePairs<String, String>) throws -> String? {
    do {
      try settings(assignments).checkHyperparameters()
      return nil
    } catch { return "\(error)" }
  }

  static let texts = [
    "sgd": "SGD()", "momentum": "ClassicalMomentum(momentum: 0.9)",
    "momentum-damped": "DampedMomentum(momentum: 0.9)", "nesterov": "Nesterov(momentum: 0.9)",
    "rmsprop": "RMSProp(decay: 0.99, epsilon: 1e-08)", "adam": "Adam(beta1: 0.9, beta2: 0.999, epsilon: 1e-08)",
    "adamw": "AdamW(beta1: 0.9, beta2: 0.999, epsilon: 1e-08)", "adagrad": "AdaGrad(epsilon: 1e-08)",
    "adadelta": "AdaDelta(decay: 0.9, epsilon: 1e-06)", "adamax": "AdaMax(beta1: 0.9, beta2: 0.999, epsilon: 1e-08)",
    "nadam": "NAdam(beta1: 0.9, beta2: 0.999, epsilon: 1e-08)",
    "radam": "RAdam(beta1: 0.9, beta2: 0.999, epsilon: 1e-08)", "lion": "Lion(beta1: 0.9, beta2: 0.99)",
  ]

  /// The text that every stored checkpoint has: numbers, order and spelling must never change.
  @Test(arguments: OptimizerCatalogue.all.map(\.name))
  func `a rule with its defaults has the text of stored checkpoints`(name: String) throws {
    let expected = try #require(Self.texts[name])
    #expect(try settings(["optimizer": name]).makeOptimizer.checkpointText == expected)
    #expect(try #require(OptimizerCatalogue.optimizer(named: name)).checkpointText == expected)
  }

  @Test(arguments: OptimizerCatalogue.all.map(\.name))
  func `every declared number has a setting, reaches the rule and keeps its bound`(name: String) throws {
    let rule = try #require(OptimizerCatalogue.optimizer(named: name))
    #expect(rule.hyperparameters.first?.name == "learningRate")
    for parameter in rule.hyperparameters {
      #expect(!parameter.help.isEmpty && !parameter.source.isEmpty)
      #expect(parameter.bound.admits(parameter.defaultValue))
      let made = try settings(["optimizer": name, parameter.setting: "0.125"]).makeOptimizer
      #expect(made.hyperparameters.first { $0.name == parameter.name }?.value == 0.125)
      for other in made.hyperparameters where other.name != parameter.name && other.name != "weightDecay" {
        #expect(other.value == other.defaultValue, "\(other.name)")
      }
    }
  }

  @Test func `what the rule does not have is refused with what it has`() throws {
    #expect(
      try refusal(["optimizer": "sgd", "momentum": "0.9"])
        == "momentum: expected settings that the optimizer sgd has (learning-rate); leave momentum out, "
        + "or set optimizer to one that has it (momentum, momentum-damped, nesterov)")
    #expect(
      try refusal(["optimizer": "rmsprop", "beta2": "0.99"])?.hasPrefix(
        "beta2: expected settings that the optimizer rmsprop has (learning-rate, decay, epsilon); ") == true)
    #expect(
      try refusal(["momentum": "0.5", "decay": "0.5"])?.hasPrefix(
        "momentum, decay: expected settings that the optimizer adam has (learning-rate, beta1, beta2, epsilon); ")
        == true)
    #expect(try refusal(["optimizer": "lion", "epsilon": "1e-8"]) != nil)
    #expect(try refusal(["optimizer": "adadelta", "beta1": "0.9"]) != nil)
    #expect(try refusal(["momentum": "0.5", "optimizer": "nesterov"]) == nil)
    #expect(try refusal(["momentum": "0.5", "momentum": "none"]) == nil)
    #expect(throws: SettingError.self) { try Experiment(settings(["dataset": "moons", "momentum": "0.5"])) }
  }

  @Test func `settings show what the rule has, and none where it has nothing`() throws {
    let lion = try settings(["optimizer": "lion"]).values
    #expect(lion["beta2"] == .number(0.99) && lion["epsilon"] == .null && lion["momentum"] == .null)
    let given = try settings(["optimizer": "adadelta", "epsilon": "1e-8"]).values
    #expect(given["epsilon"] == .number(1e-8) && given["decay"] == .number(0.9))
  }

  @Test(arguments: OptimizerCatalogue.all.map(\.name))
  func `a configuration read back gives the same rule, and its defaults bind no other rule`(name: String) throws {
    var read = TrainingSettings()
    try read.apply(yaml: settings(["optimizer": name]).yaml, name: "config.yaml")
    #expect(read.makeOptimizer.checkpointText == Self.texts[name])
    for other in OptimizerCatalogue.all.map(\.name) {
      try read.set("optimizer", to: .scalar(other))
      try read.checkHyperparameters()
      #expect(read.makeOptimizer.checkpointText == Self.texts[other])
    }
  }

  @Test func `a number given outright that equals another rule's default stays through a file`() throws {
    for (name, key, number) in [("lion", "beta2", 0.999), ("adadelta", "epsilon", 1e-8)] {
      let given = try settings(["optimizer": name, key: "\(number)"])
      var read = TrainingSettings()
      try read.apply(yaml: given.yaml, name: "config.yaml")
      #expect(read.hyperparameters == [key: number])
    }
  }

  /// What the first version wrote of every run, whatever the rule.
  private func firstVersion(_ name: String, _ changes: [String: String] = [:]) -> String {
    let numbers = ["momentum": "0.9", "beta1": "0.9", "beta2": "0.999", "epsilon": "1e-08"]
    return "optimizer: \(name)\n"
      + numbers.merging(changes) { $1 }.map { "\($0): \($1)\n" }.joined()
  }

  @Test(arguments: OptimizerCatalogue.all.map(\.name))
  func `a configuration of the first version means what it meant`(name: String) throws {
    var read = TrainingSettings()
    try read.apply(yaml: firstVersion(name), name: "config.yaml")
    #expect(read.hyperparameters.isEmpty && read.makeOptimizer.checkpointText == Self.texts[name])
    try read.checkHyperparameters()
  }

  @Test func `what the first version ignored is forgotten of a run, and refused of a new one`() throws {
    let yaml = firstVersion("lion", ["beta2": "0.9", "momentum": "0.5"])
    var run = TrainingSettings()
    try run.apply(yaml: yaml, name: "config.yaml", isRun: true)
    #expect(run.makeOptimizer.checkpointText == Self.texts["lion"])
    try run.checkHyperparameters()
    var new = TrainingSettings()
    try new.apply(yaml: yaml, name: "mine.yaml")
    #expect(new.hyperparameters == ["beta2": 0.9, "momentum": 0.5])
    #expect(throws: SettingError.self) { try new.checkHyperparameters() }
    var adam = TrainingSettings()
    try adam.apply(yaml: firstVersion("adam", ["beta2": "0.9"]), name: "config.yaml", isRun: true)
    #expect(adam.hyperparameters == ["beta2": 0.9])
  }

  @Test func `the identity of new numbers is never that of an old run`() throws {
    let lion = try settings(["optimizer": "lion"]).identity
    #expect(lion["beta2"] == .number(0.999) && lion["epsilon"] == .number(1e-8) && lion["decay"] == nil)
    let given = try settings(["optimizer": "lion", "beta2": "0.9"]).identity
    #expect(given["beta2"] == .number(0.999) && given["lion.beta2"] == .number(0.9))
    let outright = try settings(["optimizer": "lion", "beta2": "0.999"]).identity
    #expect(outright["lion.beta2"] == .number(0.999))
    #expect(try settings(["optimizer": "rmsprop", "decay": "0.9"]).identity["decay"] == .number(0.9))
    #expect(try settings(["optimizer": "rmsprop", "decay": "0.99"]).identity["decay"] == nil)
    #expect(try settings(["beta2": "0.9"]).identity["beta2"] == .number(0.9))
  }
}

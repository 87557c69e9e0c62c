/// A hyper-parameter as its rule declares it: the one place that names it, bounds it and says where it comes from.
///
/// Settings, flags, help, JSON and checkpoints are made of these declarations. The default is the value that the rule
/// has when it is made without arguments.
public struct Hyperparameter<Rule: KernelOptimizer>: Sendable {
  /// The name in Swift and in checkpoints, such as `weightDecay`.
  public let name: String
  /// The name in configuration files and flags, such as `weight-decay`.
  public let setting: String
  /// The numbers that it takes.
  public let bound: NumberBound
  /// What it does, in a few words.
  public let help: String
  /// Where the default comes from: author, year.
  public let source: String
  /// The property of the rule.
  public let field: Field

  /// A property that holds a hyper-parameter.
  public typealias Field = any WritableKeyPath<Rule, Double> & Sendable

  /// The value in a rule that is made without arguments.
  public var defaultValue: Double { Rule()[keyPath: field] }

  /// η₀.
  public static func learningRate(_ field: Field) -> Hyperparameter {
    Hyperparameter(
      name: "learningRate", setting: "learning-rate", bound: .above(0), help: "The base learning rate",
      source: "Kingma and Ba, 2015",
      field: field)
  }

  /// γ, the share of the velocity that is kept: Polyak, 1964.
  public static func momentum(_ field: Field) -> Hyperparameter {
    Hyperparameter(
      name: "momentum", setting: "momentum", bound: .within(0, below: 1), help: "The momentum factor",
      source: "Sutskever et al., 2013",
      field: field)
  }

  /// β₁, the decay rate of the first moment: Kingma and Ba, 2015, algorithm 1.
  public static func beta1(_ field: Field) -> Hyperparameter {
    Hyperparameter(
      name: "beta1", setting: "beta1", bound: .within(0, below: 1), help: "Decay rate of the first moment",
      source: "Kingma and Ba, 2015; Chen et al., 2023",
      field: field)
  }

  /// β₂, the decay rate of the second moment: Kingma and Ba, 2015, algorithm 1.
  public static func beta2(_ field: Field) -> Hyperparameter {
    Hyperparameter(
      name: "beta2", setting: "beta2", bound: .within(0, below: 1), help: "Decay rate of the second moment",
      source: "Kingma and Ba, 2015; Chen et al., 2023",
      field: field)
  }

  /// ε, which is added to a denominator.
  public static func epsilon(_ field: Field) -> Hyperparameter {
    Hyperparameter(
      name: "epsilon", setting: "epsilon", bound: .above(0), help: "What keeps adaptive rules from dividing by zero",
      source: "PyTorch",
      field: field)
  }

  /// α or ρ, the decay rate of mean squares: Tieleman and Hinton, 2012; Zeiler, 2012.
  public static func decay(_ field: Field) -> Hyperparameter {
    Hyperparameter(
      name: "decay", setting: "decay", bound: .within(0, below: 1), help: "Decay rate of mean squared gradients",
      source: "PyTorch",
      field: field)
  }

  /// λ of decoupled weight decay: Loshchilov and Hutter, 2019, algorithm 2.
  public static func weightDecay(_ field: Field) -> Hyperparameter {
    Hyperparameter(
      name: "weightDecay", setting: "weight-decay", bound: .atLeast(0), help: "Decoupled weight decay",
      source: "PyTorch; Loshchilov and Hutter, 2019",
      field: field)
  }
}

/// A hyper-parameter of a rule with its present value.
public struct HyperparameterValue: Sendable, Equatable {
  /// The name in Swift and in checkpoints, such as `weightDecay`.
  public let name: String
  /// The name in configuration files and flags, such as `weight-decay`.
  public let setting: String
  /// The numbers that it takes.
  public let bound: NumberBound
  /// What it does, in a few words.
  public let help: String
  /// Where the default comes from: author, year.
  public let source: String
  /// The value in a rule that is made without arguments.
  public let defaultValue: Double
  /// The present value.
  public let value: Double
}

/// The validation metric that early stopping monitors.
public enum Monitor: String, Sendable, CaseIterable, Codable {
  /// The mean loss in evaluation mode; lower is better.
  case validationLoss = "validation-loss"
  /// The share of correct predictions; higher is better.
  case validationAccuracy = "validation-accuracy"

  /// Whether `candidate` is better than `best` by more than `minDelta`.
  public func improves(_ candidate: Double, on best: Double, minDelta: Double) -> Bool {
    switch self {
    case .validationLoss: candidate < best - minDelta
    case .validationAccuracy: candidate > best + minDelta
    }
  }

  /// A value that every finite one improves on.
  public var worst: Double { self == .validationLoss ? .infinity : -.infinity }
}

/// When training ends before its last epoch.
public struct EarlyStopping: Sendable, Equatable, Codable {
  /// What is counted against patience.
  public enum Rule: String, Sendable, CaseIterable, Codable {
    /// Epochs in a row without a new best value.
    case withoutBest = "without-best"
    /// Epochs in a row, each worse than the one before it.
    case risesInARow = "rises-in-a-row"
  }

  public var monitor: Monitor
  /// The epochs after which training ends; `nil` never ends early, but still returns the best weights.
  public var patience: Int?
  /// How much better than the best a value must be to be the new best.
  public var minDelta: Double
  public var rule: Rule

  // The names that stored settings have.
  private enum CodingKeys: String, CodingKey {
    case monitor, patience
    case minDelta = "minimalChange"
    case rule
  }

  /// The best weights are restored in any case.
  public init(
    monitor: Monitor = .validationLoss, patience: Int?, minDelta: Double = 0, rule: Rule = .withoutBest
  ) {
    self.monitor = monitor
    self.patience = patience
    self.minDelta = minDelta
    self.rule = rule
  }

  /// The rule's state from epoch to epoch.
  public struct State: Sendable, Equatable, Codable {
    /// The best value so far; `nil` before the first epoch.
    public var best: Double?
    /// The epoch of the best value, counted from 1; 0 before the first.
    public var bestEpoch = 0
    /// The value of the last epoch.
    public var last: Double?
    /// Epochs in a row that counted against patience.
    public var badEpochs = 0

    // The names that checkpoints have.
    private enum CodingKeys: String, CodingKey {
      case best, bestEpoch, last
      case badEpochs = "strikes"
    }

    public init() {}
  }

  /// Records one epoch's value; returns whether it is a new best.
  public func observe(_ value: Double, epoch: Int, state: inout State) -> Bool {
    let isBest = monitor.improves(value, on: state.best ?? monitor.worst, minDelta: minDelta)
    let isWorse: Bool
    switch rule {
    case .withoutBest: isWorse = !isBest
    case .risesInARow:
      isWorse = state.last.map { monitor.improves($0, on: value, minDelta: minDelta) } ?? false
    }
    state.badEpochs = isWorse ? state.badEpochs + 1 : 0
    state.last = value
    if isBest {
      state.best = value
      state.bestEpoch = epoch
    }
    return isBest
  }

  /// Whether training ends now.
  public func isOver(_ state: State) -> Bool {
    patience.map { state.badEpochs >= $0 } ?? false
  }
}

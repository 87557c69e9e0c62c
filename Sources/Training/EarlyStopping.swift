/// What is watched on the validation set.
public enum Monitor: String, Sendable, CaseIterable, Codable {
  /// The mean loss in evaluation mode; lower is better.
  case validationLoss = "validation-loss"
  /// The share of examples classified rightly; higher is better.
  case validationAccuracy = "validation-accuracy"

  /// Whether `candidate` is better than `best` by more than `minDelta`.
  public func improves(_ candidate: Double, on best: Double, minDelta: Double) -> Bool {
    switch self {
    case .validationLoss: candidate < best - minDelta
    case .validationAccuracy: candidate > best + minDelta
    }
  }

  /// A value that everything finite improves on.
  public var worst: Double { self == .validationLoss ? .infinity : -.infinity }
}

/// When training ends before its last epoch.
public struct EarlyStopping: Sendable, Equatable, Codable {
  /// What counts as patience running out.
  public enum Rule: String, Sendable, CaseIterable, Codable {
    /// So many epochs in a row without a new best value.
    case withoutBest = "without-best"
    /// So many epochs in a row, each worse than the one before it.
    case risesInARow = "rises-in-a-row"
  }

  /// What is watched.
  public var monitor: Monitor
  /// The epochs after which training ends; `nil` never ends early, but still returns the best weights.
  public var patience: Int?
  /// How much better than the best a value must be to count.
  public var minDelta: Double
  /// What counts as patience running out.
  public var rule: Rule

  // The names that stored settings have.
  private enum CodingKeys: String, CodingKey {
    case monitor, patience
    case minDelta = "minimalChange"
    case rule
  }

  /// Makes a rule; the best weights are restored in any case.
  public init(
    monitor: Monitor = .validationLoss, patience: Int?, minDelta: Double = 0, rule: Rule = .withoutBest
  ) {
    self.monitor = monitor
    self.patience = patience
    self.minDelta = minDelta
    self.rule = rule
  }

  /// What the rule remembers from epoch to epoch.
  public struct State: Sendable, Equatable, Codable {
    /// The best value so far; `nil` before the first epoch.
    public var best: Double?
    /// The epoch of the best value, counted from 1; 0 before the first.
    public var bestEpoch = 0
    /// The value of the last epoch.
    public var last: Double?
    /// How many epochs in a row have counted against patience.
    public var badEpochs = 0

    // The names that checkpoints have.
    private enum CodingKeys: String, CodingKey {
      case best, bestEpoch, last
      case badEpochs = "strikes"
    }

    /// Starts with nothing seen.
    public init() {}
  }

  /// Takes note of one epoch's value; returns whether it is a new best.
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

import FledgeModels
import FledgeTraining

/// One reading of "a patience threshold of consecutive increase of the validation loss".
package struct StopRule: Sendable {
  let name: String
  /// The name for narrow tables.
  let shortName: String
  let id: String
  private let rule: EarlyStopping

  private init(_ id: String, _ name: String, short: String, _ rule: EarlyStopping.Rule) {
    self.id = id
    self.name = name
    shortName = short
    self.rule = EarlyStopping(patience: 3, rule: rule)
  }

  /// The report's words.
  package static let rises = StopRule("rises", "3 rises in a row", short: "3 rises", .risesInARow)
  /// The usual meaning of early stopping.
  package static let withoutBest = StopRule(
    "without-best", "3 epochs without a new best", short: "3 without best", .withoutBest)

  static let all = [rises, withoutBest]

  /// Where a training ends.
  package struct Outcome: Equatable {
    /// The last epoch, counted from 1; `nil` where the rule never ends it.
    package var stop: Int?
    /// The epoch whose weights are returned.
    package var best = 0

    package init(stop: Int?, best: Int) {
      self.stop = stop
      self.best = best
    }
  }

  /// Applies the rule to a curve of losses, one for each epoch.
  package func outcome(of losses: [Double]) -> Outcome {
    var state = EarlyStopping.State()
    for (index, loss) in losses.enumerated() {
      _ = rule.observe(loss, epoch: index + 1, state: &state)
      if rule.isOver(state) { return Outcome(stop: index + 1, best: state.bestEpoch) }
    }
    return Outcome(stop: nil, best: state.bestEpoch)
  }
}

/// The quantity that the rule watches: the validation loss, or that plus the penalty.
package enum StopQuantity: String, Sendable, CaseIterable {
  case loss = "validation loss"
  case penalized = "validation loss plus penalty"

  var key: MeasurementKey { MeasurementKey(rawValue) }
}

/// The result of one training under one stop rule.
package struct StopReading {
  /// The number of epochs; all of them where the rule did not end the training.
  package var epochs = Double.nan
  /// The epoch whose weights are returned.
  var best = Double.nan
  package var testAccuracy = Double.nan
  package var testLoss = Double.nan
  /// The penalty of the weights that are returned.
  var penalty = Double.nan
}

extension ReportRun {
  /// The result of the training under a stop rule.
  package func stopped(by rule: StopRule = .rises, on quantity: StopQuantity = .loss) throws -> StopReading {
    guard !hasDiverged else { return StopReading() }
    return try stopped(by: rule, on: curve(quantity.key).y)
  }

  /// The result of the training when a rule watches `losses`, one for each epoch.
  ///
  /// - Parameter returnsBest: Whether the best weights are returned, or those of the last epoch.
  func stopped(by rule: StopRule, on losses: [Double], returnsBest: Bool = true) throws -> StopReading {
    let outcome = rule.outcome(of: losses)
    let epochs = Double(outcome.stop ?? losses.count)
    let returned = returnsBest ? Double(outcome.best) : epochs
    // The test set is measured at new bests alone, so an epoch may have no value.
    func value(_ key: MeasurementKey) throws -> Double {
      let curve = try curve(key)
      return curve.x.firstIndex(of: returned).map { curve.y[$0] } ?? .nan
    }
    return StopReading(
      epochs: epochs, best: Double(outcome.best), testAccuracy: try value(Shi.Key.testAccuracy),
      testLoss: try value(Shi.Key.testLoss), penalty: try value(Shi.Key.penalty))
  }
}

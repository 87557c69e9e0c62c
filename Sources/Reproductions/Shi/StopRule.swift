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
  package func stopped(by rule: StopRule = .rises, on quantity: StopQuantity = .loss) -> StopReading {
    guard !hasDiverged, let curve = measurements.curves[quantity.rawValue] else { return StopReading() }
    let outcome = rule.outcome(of: curve.y)
    func value(_ name: String) -> Double {
      guard let curve = measurements.curves[name], let index = curve.x.firstIndex(of: Double(outcome.best)) else {
        return .nan
      }
      return curve.y[index]
    }
    return StopReading(
      epochs: Double(outcome.stop ?? curve.y.count), best: Double(outcome.best), testAccuracy: value("test accuracy"),
      testLoss: value("test loss"), penalty: value("penalty"))
  }
}

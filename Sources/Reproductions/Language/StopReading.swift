import FledgeModels
import FledgeTraining

/// The result of one training under a stop rule.
package struct StopReading {
  /// The number of epochs; all of them where the rule did not end the training.
  package var epochs = Double.nan
  /// The best epoch until the stop.
  var best = Double.nan
  /// Whether the rule ended the training.
  var hasEnded = false
  /// Of the weights that are given back; NaN where the test set was not measured with them.
  package var testAccuracy = Double.nan
  package var testLoss = Double.nan
  /// The penalty of these weights.
  var penalty = Double.nan
  /// From the best epoch to the stop; NaN where the rule did not end the training.
  var trainingLossFall = Double.nan
  var penaltyGrowth = Double.nan
}

extension ReportRun {
  /// The result of the training under a stop rule; NaN where it diverged.
  package func stopped(by rule: StopRule) throws -> StopReading {
    guard !hasDiverged else { return StopReading() }
    let losses = try curve(StudyStops.Key.loss).y
    let penalties = try curve(StudyStops.Key.penalty)
    let watched: [Double] =
      switch rule.penalty {
      case 0: losses
      case 1: try curve(StudyStops.Key.penalized).y
      default: zip(losses, penalties.y).map { $0 + rule.penalty * $1 }
      }
    let outcome = rule.outcome(of: watched)
    let last = outcome.stop ?? losses.count
    let returned = rule.weights == .best ? outcome.best : last
    // The test set is measured at new bests alone, so an epoch may have no value.
    func value(_ curve: Measurements.Curve) -> Double {
      curve.x.firstIndex(of: Double(returned)).map { curve.y[$0] } ?? .nan
    }
    var reading = StopReading(
      epochs: Double(last), best: Double(outcome.best), hasEnded: outcome.stop != nil,
      testAccuracy: settings.isAutoencoder
        ? .nan : value(measurements.curves[StudyStops.Key.testAccuracy.name] ?? .init()),
      testLoss: value(try curve(StudyStops.Key.testLoss)), penalty: value(penalties))
    if let stop = outcome.stop, outcome.best > 0 {
      let epochs = history.epochs
      reading.trainingLossFall = epochs[outcome.best - 1].runningTrainingLoss - epochs[stop - 1].runningTrainingLoss
      reading.penaltyGrowth = penalties.y[stop - 1] / penalties.y[outcome.best - 1]
    }
    return reading
  }
}

import FledgeModels
package import FledgeTraining

/// A rule that would end trainings, which is read off their curves: one entry of a study's `stops`.
package struct StopRule: Sendable, Equatable {
  /// Which weights a training gives back.
  enum Weights: String, CaseIterable { case best, last }

  let name: String
  private let stopping: EarlyStopping
  /// How much of the penalty is added to the validation loss that is watched.
  let penalty: Double
  let weights: Weights

  package init(_ name: String, _ rule: EarlyStopping.Rule, patience: Int) {
    self.init(name, rule, patience: patience, penalty: 0, weights: .best)
  }

  init(_ name: String, _ rule: EarlyStopping.Rule, patience: Int, penalty: Double, weights: Weights) {
    (self.name, self.penalty, self.weights) = (name, penalty, weights)
    stopping = EarlyStopping(patience: patience, rule: rule)
  }

  /// What is counted, without what is watched.
  var span: String {
    let count = stopping.patience ?? 0
    return stopping.rule == .risesInARow
      ? "\(count) \(count == 1 ? "rise" : "rises in a row")"
      : "\(count) \(count == 1 ? "epoch" : "epochs") without a new best"
  }

  /// The rule in sentences.
  var title: String {
    let watched =
      penalty == 0
      ? ""
      : " of loss + \(penalty == 1 ? "" : "\(penalty == penalty.rounded() ? "\(Int(penalty))" : "\(penalty)") × ")penalty"
    return span + watched + (weights == .last ? ", last weights" : "")
  }

  /// Where a training ends.
  package struct Outcome: Equatable, Sendable {
    /// The last epoch, counted from 1; `nil` where the rule never ends it.
    package var stop: Int?
    /// The best epoch until then.
    package var best = 0

    package init(stop: Int?, best: Int) { (self.stop, self.best) = (stop, best) }
  }

  /// Applies the rule to what it watches, one value for each epoch.
  package func outcome(of losses: [Double]) -> Outcome {
    var state = EarlyStopping.State()
    for (index, loss) in losses.enumerated() {
      _ = stopping.observe(loss, epoch: index + 1, state: &state)
      if stopping.isOver(state) { return Outcome(stop: index + 1, best: state.bestEpoch) }
    }
    return Outcome(stop: nil, best: state.bestEpoch)
  }

  /// Whether it ends every training no later than another one that watches the same: rises in a row are epochs without a
  /// new best, too.
  func ends(noLaterThan rule: EarlyStopping.Rule, patience: Int) -> Bool {
    (stopping.patience ?? 0) <= patience && (stopping.rule == rule || rule == .risesInARow)
  }

  /// Whether early stopping with these settings may end a training before the rule does.
  func isCut(by settings: TrainingSettings) -> Bool {
    guard let patience = settings.patience else { return false }
    return penalty != 0 || settings.monitor != .validationLoss || settings.minDelta != 0
      || !ends(noLaterThan: settings.stopRule, patience: patience)
  }
}

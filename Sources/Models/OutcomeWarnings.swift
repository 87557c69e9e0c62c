import FledgeDatasets
import FledgeTraining

extension Experiment {
  /// What a finished training shows to be wrong, one line each, with the setting that helps.
  public func warnings(after result: ExperimentResult) -> [String] {
    lossWarnings(result.history) + deadUnitWarnings(result)
  }

  private func lossWarnings(_ history: History) -> [String] {
    let epochs = history.epochs
    let validation = epochs.compactMap(\.validationLoss)
    let rules = LossCurveRules(
      training: epochs.map(\.runningTrainingLoss), validation: validation.count == epochs.count ? validation : [],
      constantLoss: constantLoss)
    var warnings: [String] = []
    if let jump = rules.jump {
      let before = jump.epoch == 1 ? "a constant output has" : "it was before"
      warnings.append(
        "the training loss was \(shown(jump.to)) in epoch \(jump.epoch), \(shown(jump.from)) \(before): the learning rate is near "
          + "the edge of divergence; choose a lower --learning-rate (\(settings.learningRate) now) or --clip-norm 1")
    } else if let loss = rules.notFalling {
      warnings.append(
        "the training loss does not fall: \(shown(loss.first)) in the first epoch, \(shown(loss.last)) in the last, "
          + "\(shown(rules.constantLoss ?? 0)) for a constant output; try another --learning-rate (--find-learning-rate "
          + "suggests one)\(settings.scaling == .none ? ", or --scaling auto" : "")")
    }
    // Early stopping keeps the weights of the best epoch.
    if settings.patience == nil, let found = rules.overfittingSince {
      warnings.append(
        "overfitting since epoch \(found.epoch): the validation loss was \(shown(found.lowest)) there and is "
          + "\(shown(found.last)) now; --patience 3 keeps the weights of the best epoch, --dropout 0.3 or --weight-decay help too"
      )
    }
    return warnings
  }

  /// The share of a layer's units from which on dead ones are worth a word.
  static let deadShare = 0.5

  private func deadUnitWarnings(_ result: ExperimentResult) -> [String] {
    let found = DeadUnits.count(result, on: data.training).filter {
      Double($0.dead) >= Experiment.deadShare * Double($0.all)
    }
    guard !found.isEmpty else { return [] }
    let listed = found.prefix(4).map { "\($0.dead) of \($0.all) in \($0.path)" }.joined(separator: ", ")
    return [
      "dead units: ReLU is 0 on all \(found[0].examples) training examples for \(listed)"
        + "\(found.count > 4 ? ", …" : ""), so nothing trains them; choose a lower --learning-rate or --activation leaky-relu"
    ]
  }

  private func shown(_ loss: Double) -> String { "\(Float((loss * 10_000).rounded() / 10_000))" }
}

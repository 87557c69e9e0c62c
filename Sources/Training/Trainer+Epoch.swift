import FledgeKernels
import FledgeNetworks
public import FledgeTensors

extension Trainer {
  /// Evaluates the epoch, keeps its weights if they are the best, and moves on to the next epoch.
  func finishEpoch(seconds: Double) -> (record: EpochRecord, isBest: Bool) {
    var record = EpochRecord(
      epoch: state.epoch + 1, step: state.step, learningRate: learningRate(atStep: max(0, state.step - 1)),
      runningTrainingLoss: state.lossSum / state.weightSum,
      runningTrainingAccuracy: hasLabels ? Double(state.correctCount) / Double(state.exampleCount) : nil,
      seconds: seconds)
    if options.measuresTrainingSet {
      let evaluation = evaluate(training)
      record.trainingLoss = evaluation.loss
      record.trainingAccuracy = evaluation.accuracy
    }
    if let validation {
      let evaluation = evaluate(validation)
      record.validationLoss = evaluation.loss
      record.validationAccuracy = evaluation.accuracy
    }
    if let patience = options.schedule.plateauPatience {
      state.plateaus.observe(record.validationLoss ?? record.runningTrainingLoss, patience: patience)
    }
    (record.tracked, tracked) = (tracked, nil)
    let isBest = keepBest(record)
    state.history.epochs.append(record)
    state.beginNextEpoch()
    return (record, isBest)
  }

  /// Whether outputs are compared with labels.
  var hasLabels: Bool {
    guard case .labels = training.targetKind else { return false }
    return options.target == .given
  }

  /// Evaluates the current weights on a whole set, without dropout or augmentation.
  public func evaluate(_ source: any ExampleSource) -> Evaluation {
    evaluator.evaluate(source, target: options.target)
  }

  private func keepBest(_ record: EpochRecord) -> Bool {
    guard let rule = options.earlyStopping else {
      state.history.bestEpoch = record.epoch
      return true
    }
    let value = rule.monitor == .validationLoss ? record.validationLoss : record.validationAccuracy
    guard let value, rule.observe(value, epoch: record.epoch, state: &state.earlyStopping) else { return false }
    state.history.bestEpoch = record.epoch
    if bestParameters == nil {
      bestParameters = parameters.snapshot()
      bestStatistics = statistics.snapshot()
    } else {
      bestParameters?.assign(from: parameters)
      bestStatistics?.assign(from: statistics)
    }
    return true
  }
}

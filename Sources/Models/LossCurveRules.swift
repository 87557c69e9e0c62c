/// What the losses of a training's epochs say against it.
///
/// The thresholds are chosen so that healthy trainings pass; docs/decisions has the measurements.
package struct LossCurveRules: Sendable {
  /// The mean training loss of each epoch, as it was seen.
  package var training: [Double]
  /// The validation loss after each epoch; empty without a validation set.
  package var validation: [Double] = []
  /// The loss of the best constant output, which knows nothing of the features; `nil` where there is none.
  package var constantLoss: Double?

  package init(training: [Double], validation: [Double] = [], constantLoss: Double? = nil) {
    (self.training, self.validation, self.constantLoss) = (training, validation, constantLoss)
  }

  /// The first and the last loss, where at least 3 epochs brought less than 1 % and the last loss is above 95 % of that of
  /// a constant output.
  ///
  /// A training that has learned all within its first epoch ends far below a constant.
  package var notFalling: (first: Double, last: Double)? {
    guard training.count >= 3, let first = training.first, let last = training.last, let constantLoss,
      last >= 0.99 * first, last >= 0.95 * constantLoss
    else { return nil }
    return (first, last)
  }

  /// The epoch of the lowest validation loss, where at least 3 epochs came after it, the last 3 are all at least 20 %
  /// above it and on the mean by a twentieth of a constant's loss, while the training loss fell on.
  package var overfittingSince: (epoch: Int, lowest: Double, last: Double)? {
    guard validation.count == training.count, validation.count >= 5, let constantLoss,
      let lowest = validation.min(), let index = validation.firstIndex(of: lowest),
      validation.count - 1 - index >= 3
    else { return nil }
    let end = validation.suffix(3)
    let mean = end.reduce(0, +) / 3
    guard end.allSatisfy({ $0 >= 1.2 * lowest }), mean - lowest >= 0.05 * constantLoss,
      training[training.count - 1] < training[index]
    else { return nil }
    return (index + 1, lowest, validation[validation.count - 1])
  }

  /// The epoch whose loss was at least twice the lowest before it, by a fifth of a constant's loss; or the first, where its
  /// loss was ten times that of a constant, which first weights alone do not reach.
  package var jump: (epoch: Int, from: Double, to: Double)? {
    guard let first = training.first, let constantLoss else { return nil }
    if first >= 10 * constantLoss { return (1, constantLoss, first) }
    var lowest = first
    for (index, loss) in training.enumerated() {
      if loss >= 2 * lowest, loss - lowest >= 0.2 * constantLoss { return (index + 1, lowest, loss) }
      lowest = min(lowest, loss)
    }
    return nil
  }
}

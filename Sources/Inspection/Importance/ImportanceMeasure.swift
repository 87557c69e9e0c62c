/// What a permuted column costs.
package enum ImportanceMeasure: String, Sendable, CaseIterable {
  case accuracy
  case rSquared = "r2"
  case meanAbsoluteError = "mae"

  /// The name in texts.
  package var title: String {
    switch self {
    case .accuracy: "accuracy"
    case .rSquared: "R²"
    case .meanAbsoluteError: "mean absolute error"
    }
  }

  /// What an importance of this measure is, in a sentence.
  package var change: String {
    switch self {
    case .accuracy: "loss of accuracy in points"
    case .rSquared: "loss of R²"
    case .meanAbsoluteError: "rise of the mean absolute error"
    }
  }

  /// What a stored importance is multiplied by when it is shown.
  package var displayFactor: Double { self == .accuracy ? 100 : 1 }
}

/// The known answers of some rows, which judge a network's outputs.
package enum RowAnswers: Sendable {
  case labels([Int32], classes: Int)
  case values([Double])

  /// What can be measured, the one that columns are ordered by first.
  package var measures: [ImportanceMeasure] {
    switch self {
    case .labels: [.accuracy]
    case .values(let values):
      values.allSatisfy { $0 == values.first } ? [.meanAbsoluteError] : [.rSquared, .meanAbsoluteError]
    }
  }

  /// The error of each row by each measure, whose mean over the rows is what the measure loses against its best value.
  ///
  /// - Parameter outputs: `[rows, classes]`, or one value in the unit of the target for each row.
  func errors(_ outputs: [Double]) -> [[Double]] {
    switch self {
    case .labels(let labels, let classes):
      return [
        labels.indices.map { row in
          // The first of equal outputs, as in every accuracy.
          var best = 0
          for index in 1..<max(classes, 1) where outputs[row * classes + index] > outputs[row * classes + best] {
            best = index
          }
          return best == Int(labels[row]) ? 0 : 1
        }
      ]
    case .values(let values):
      let mean = values.reduce(0, +) / Double(max(1, values.count))
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(max(1, values.count))
      return measures.map { measure in
        zip(outputs, values).map { output, value in
          let error = output - value
          return measure == .rSquared ? error * error / variance : abs(error)
        }
      }
    }
  }

  /// A measure from the mean error of the rows.
  func value(of measure: ImportanceMeasure, meanError: Double) -> Double {
    measure == .meanAbsoluteError ? meanError : 1 - meanError
  }
}

package import FledgeDatasets
package import FledgeMetrics
package import FledgeModels
import FledgeNetworks
import FledgeTensors
package import FledgeTraining

/// What a network does on one set: classes with their ranking and calibration, or real values with their residuals.
package struct EvaluationReport: Sendable {
  /// The name of the data.
  package let source: String
  /// `training`, `validation`, `test`, or `all`.
  package let part: String
  package let count: Int
  package let loss: Double
  package let accuracy: Double?
  /// `nil` for real values.
  package let classification: ClassificationReport?
  /// `nil` for real values, and for more than two classes where none is named.
  package let positive: PositiveClass?
  /// `nil` for classes.
  package let errors: RegressionScores?
  /// The values of a single real-valued target; empty for classes and for targets of several values.
  package let predicted: [Double]
  package let actual: [Double]

  /// Reports an evaluation that kept the network's outputs.
  ///
  /// - Parameter positive: the class that counts as positive; see ``PositiveClass``.
  /// - Throws: `SettingError` for a positive class that there is not; `MetricsError`.
  package init(
    _ evaluation: Evaluation, of examples: Dataset, part: String, run: TrainedRun, positive name: String?
  ) throws {
    source = examples.provenance.name
    self.part = part
    (count, loss, accuracy) = (examples.count, evaluation.loss, evaluation.accuracy)
    let isAutoencoder = run.settings.isAutoencoder
    let hasLabels = examples.classCount > 0 && !isAutoencoder
    guard hasLabels || name == nil else {
      throw SettingError.conflict(
        "--positive: expected a network of classes, found \(isAutoencoder ? "an autoencoder" : "one of real values"); leave "
          + "--positive out")
    }
    var (predicted, actual): ([Double], [Double]) = ([], [])
    if hasLabels, let outputs = evaluation.outputs {
      let meaning = run.settings.makeLoss(hasLabels: true).outputMeaning
      classification = try classificationReport(evaluation, meaning: meaning, classNames: examples.classNames)
      positive = try PositiveClass(
        outputs: outputs, labels: evaluation.labels, meaning: meaning, classNames: examples.classNames, named: name)
      errors = nil
    } else {
      (classification, positive) = (nil, nil)
      errors = isAutoencoder ? nil : try regressionScores(evaluation, of: examples)
      if errors?.outputCount == 1, let outputs = evaluation.outputs {
        predicted = outputs.elements.map { examples.targetScaler?.unscaled(Double($0)) ?? Double($0) }
        actual = examples.exactTargetValues
      }
    }
    (self.predicted, self.actual) = (predicted, actual)
  }

  /// What is predicted minus what is true, for each example.
  package var residuals: [Double] { zip(predicted, actual).map { $0 - $1 } }
}

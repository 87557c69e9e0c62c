public import FledgeDatasets
public import FledgeMetrics
import FledgeTensors
public import FledgeTraining

/// The errors of a network's real values on a whole set, in the unit of the target.
///
/// - Returns: `nil` where the evaluation kept no outputs.
/// - Throws: `MetricsError` where an output is not finite.
public func regressionScores(_ evaluation: Evaluation, of source: Dataset) throws -> RegressionScores? {
  guard let outputs = evaluation.outputs, source.count > 0 else { return nil }
  let expected = source.exactTargetValues
  guard !expected.isEmpty else { return nil }
  var scores = RegressionScores(outputCount: expected.count / source.count)
  let predicted = outputs.elements.map { output in
    source.targetScaler?.unscaled(Double(output)) ?? Double(output)
  }
  try scores.add(predicted: predicted.span, expected: expected.span)
  return scores
}

/// The predicted label of each example: the class of the highest score, the lowest label among equals.
///
/// **Shapes**: `scores` is `[examples, classes]`, logits or probabilities alike; the result is `[examples]`.
///
/// - Throws: `MetricsError` when the scores are no whole number of examples, or one is NaN.
public func predictedLabels(scores: Span<Float>, classCount: Int) throws(MetricsError) -> [Int] {
  precondition(classCount > 0, "a prediction needs at least one class")
  let examples = scores.count / classCount
  guard scores.count == examples * classCount else {
    throw .countMismatch(
      what: "scores in whole examples", expected: (examples + 1) * classCount, found: scores.count)
  }
  var labels = Array(repeating: 0, count: examples)
  for example in 0..<examples {
    let start = example * classCount
    var best = start
    for index in start..<(start + classCount) {
      if scores[index].isNaN { throw .notFinite(what: "score", position: index) }
      if scores[index] > scores[best] { best = index }
    }
    labels[example] = best - start
  }
  return labels
}

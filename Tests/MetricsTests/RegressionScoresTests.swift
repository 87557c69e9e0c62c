import FledgeMetrics
import Testing

struct RegressionScoresTests {
  @Test func `three predictions of one value come out as on paper`() throws {
    var scores = RegressionScores(outputCount: 1)
    try scores.add(predicted: [1, 2, 5].span as Span<Double>, expected: [1, 2, 3].span)
    #expect(scores.meanSquaredError == 4.0 / 3)
    #expect(scores.rootMeanSquaredError == (4.0 / 3).squareRoot())
    #expect(scores.meanAbsoluteError == 2.0 / 3)
    #expect(scores.rSquared == -1)
  }

  @Test func `the error of each example is its mean over outputs`() throws {
    let errors = try meanSquaredErrorPerExample(
      predicted: [0, 0, 1, 1].span, expected: [0, 2, 1, 1].span, outputCount: 2)
    #expect(errors == [2, 0])
    #expect(throws: MetricsError.self) {
      try meanSquaredErrorPerExample(predicted: [0].span, expected: [0].span, outputCount: 2)
    }
    #expect(throws: MetricsError.self) {
      try meanSquaredErrorPerExample(predicted: [0].span, expected: [0, 1].span, outputCount: 2)
    }
  }

  @Test func `spread per class names its divisor`() throws {
    let spread = try ClassSpread.byClass(values: [1, 3, 5], labels: [0, 0, 1], classCount: 3)
    #expect(spread.map(\.mean) == [2, 5, nil])
    #expect(spread[0].populationStandardDeviation == 1)
    #expect(spread[0].sampleStandardDeviation == 2.0.squareRoot())
    #expect(spread[1].populationStandardDeviation == 0 && spread[1].sampleStandardDeviation == nil)
    #expect(spread[2].count == 0 && spread[2].populationStandardDeviation == nil)
    #expect(throws: MetricsError.notFinite(what: "value", position: 1)) {
      try ClassSpread.byClass(values: [1, .infinity], labels: [0, 0], classCount: 1)
    }
  }

  @Test(arguments: [1, 2, 4]) func `batches of any size give the same bits`(batch: Int) throws {
    let expected = (0..<24).map { Float($0 * $0 % 11) / 7 }
    let predicted = (0..<24).map { Float($0 * 5 % 13) / 9 }
    var whole = RegressionScores(outputCount: 3)
    try whole.add(predicted: predicted.span, expected: expected.span)
    var parts = RegressionScores(outputCount: 3)
    for start in stride(from: 0, to: 24, by: 3 * batch) {
      let part = Array(predicted[start..<(start + 3 * batch)])
      let target = Array(expected[start..<(start + 3 * batch)])
      try parts.add(predicted: part.span, expected: target.span)
    }
    #expect(parts.meanSquaredError == whole.meanSquaredError && parts.rSquared == whole.rSquared)
    #expect(parts.exampleCount == 8)
  }

  @Test func `a constant target has no R², and half an example is refused`() throws {
    var scores = RegressionScores(outputCount: 2)
    try scores.add(predicted: [1, 2, 3, 4].span as Span<Float>, expected: [1, 5, 1, 6].span)
    #expect(scores.rSquared == nil)
    #expect(throws: MetricsError.countMismatch(what: "expected values in whole examples", expected: 4, found: 3)) {
      try scores.add(predicted: [1, 2, 3].span as Span<Float>, expected: [1, 2, 3].span)
    }
    #expect(throws: MetricsError.notFinite(what: "predicted or expected value", position: 5)) {
      try scores.add(predicted: [1, .nan].span as Span<Float>, expected: [1, 2].span)
    }
    #expect(scores.exampleCount == 2)
  }
}

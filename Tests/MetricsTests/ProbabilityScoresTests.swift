import FledgeMetrics
import Testing

struct ProbabilityScoresTests {
  @Test func `two examples of two classes come out as on paper`() throws {
    var scores = ProbabilityScores(classCount: 2, calibrationBinCount: 2)
    // The first is right with confidence 0.75, the second wrong with confidence 0.5 (a tie goes to label 0).
    try scores.add(probabilities: [0.75, 0.25, 0.5, 0.5].span as Span<Double>, labels: [0, 1].span)
    #expect(abs(scores.logLoss - 0.5 * (0.287_682_072_451_780_9 + 0.693_147_180_559_945_3)) < 1e-15)
    #expect(scores.brierScore == 0.5 * (0.125 + 0.5))
    #expect(scores.topAccuracy(1) == 0.5 && scores.topAccuracy(2) == 1)
    #expect(scores.confusion.rows == [[1, 0], [1, 0]])
    // Bins (0, 0.5] and (0.5, 1]: |0 − 0.5|/2 + |1 − 0.75|/2.
    #expect(scores.expectedCalibrationError == 0.375)
    #expect(scores.calibrationBins.map(\.count) == [1, 1])
    #expect(scores.calibrationBins[1].accuracy == 1 && scores.calibrationBins[1].meanConfidence == 0.75)
  }

  @Test func `a confident error costs 52 ln 2 nats, not infinity`() throws {
    var scores = ProbabilityScores(classCount: 2)
    try scores.add(probabilities: [1, 0].span as Span<Float>, labels: [1].span)
    #expect(abs(scores.logLoss - 36.043_653_389_117_15) < 1e-12)
    #expect(scores.brierScore == 2)
    #expect(scores.expectedCalibrationError == 1)
  }

  @Test func `a certain and right prediction falls into the last bin, and an impossible one into the first`() throws {
    var scores = ProbabilityScores(classCount: 1, calibrationBinCount: 3)
    try scores.add(probabilities: [1, 0].span as Span<Float>, labels: [0, 0].span)
    #expect(scores.calibrationBins.map(\.count) == [1, 0, 1])
    #expect(scores.calibrationBins[1].accuracy == nil)
  }

  @Test(arguments: [1, 2, 3, 7]) func `batches of any size give the same bits`(batch: Int) throws {
    let labels = (0..<21).map { $0 % 3 }
    let probabilities = (0..<21).flatMap { index in
      let first = Double(index) / 40
      return [first, 0.3, 0.7 - first]
    }
    var whole = ProbabilityScores(classCount: 3)
    try whole.add(probabilities: probabilities.span, labels: labels.span)
    var parts = ProbabilityScores(classCount: 3)
    for start in stride(from: 0, to: 21, by: batch) {
      let end = min(21, start + batch)
      let rows = Array(probabilities[(3 * start)..<(3 * end)])
      let rowLabels = Array(labels[start..<end])
      try parts.add(probabilities: rows.span, labels: rowLabels.span)
    }
    #expect(parts.logLoss == whole.logLoss && parts.brierScore == whole.brierScore)
    #expect(parts.calibrationBins == whole.calibrationBins && parts.confusion == whole.confusion)
  }

  @Test func `logits, NaN and wrong counts are refused`() {
    var scores = ProbabilityScores(classCount: 2)
    #expect(throws: MetricsError.notAProbability(value: 2.5, position: 0)) {
      try scores.add(probabilities: [2.5, -1].span as Span<Float>, labels: [0].span)
    }
    #expect(throws: MetricsError.self) {
      try scores.add(probabilities: [0.5, .nan].span as Span<Float>, labels: [0].span)
    }
    #expect(throws: MetricsError.countMismatch(what: "probabilities", expected: 2, found: 3)) {
      try scores.add(probabilities: [0.5, 0.5, 0.5].span as Span<Float>, labels: [0].span)
    }
    #expect(throws: MetricsError.labelOutOfRange(label: 2, classCount: 2, position: 0)) {
      try scores.add(probabilities: [0.5, 0.5].span as Span<Float>, labels: [2].span)
    }
    #expect(scores.exampleCount == 0)
  }
}

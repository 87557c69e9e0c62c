import FledgeMetrics
import Foundation
import Testing

struct ConfusionMatrixTests {
  /// Three classes, six examples: class 0 always found, class 1 once mistaken for 0, class 2 once for 1.
  let matrix: ConfusionMatrix

  init() throws {
    matrix = try ConfusionMatrix(predicted: [0, 0, 0, 1, 2, 1], labels: [0, 0, 1, 1, 2, 2], classCount: 3)
  }

  @Test func `six examples are counted into rows of true classes`() {
    #expect(matrix.rows == [[2, 0, 0], [1, 1, 0], [0, 1, 1]])
    #expect(matrix[true: 1, predicted: 0] == 1)
    #expect(matrix.exampleCount == 6)
    #expect(matrix.trueCounts == [2, 2, 2])
    #expect(matrix.predictedCounts == [3, 2, 1])
    #expect(matrix.errorCount == 2)
    #expect(matrix.classificationAccuracy == 4.0 / 6)
    #expect(matrix.errorFraction == 2.0 / 6)
  }

  @Test func `one class against the rest has four counts`() {
    #expect(
      matrix.oneVersusRest[1]
        == OneVersusRestCounts(truePositives: 1, falsePositives: 1, falseNegatives: 1, trueNegatives: 3))
    #expect(matrix.oneVersusRest[1].oneVersusRestAccuracy == 4.0 / 6)
  }

  @Test func `precision, recall and F1 come out as on paper`() {
    let scores = matrix.classScores
    let twoThirds = 2.0 / 3
    #expect(scores.map(\.precision) == [twoThirds, 0.5, 1])
    #expect(scores.map(\.recall) == [1, 0.5, 0.5])
    #expect(scores.map(\.f1) == [0.8, 0.5, twoThirds])
    #expect(scores.map(\.support) == [2, 2, 2])
    #expect(ScoreMeans.weighted(scores).recall == matrix.classificationAccuracy)
    let mean = (0.8 + 0.5 + twoThirds) / 3
    #expect(abs(ScoreMeans.macro(scores).f1 - mean) < 1e-15)
  }

  @Test func `a published 96.19 % is the mean one-versus-rest accuracy of an accuracy of 80.97 %`() throws {
    var ten = ConfusionMatrix(classCount: 10)
    for example in 0..<10_000 {
      let label = example % 10
      try ten.add(predicted: example < 8097 ? label : (label + 1) % 10, label: label)
    }
    #expect(ten.classificationAccuracy == 0.8097)
    #expect(abs(ten.meanOneVersusRestAccuracy - (1 - 2 * 1903.0 / (10 * 10_000))) < 1e-15)
    #expect((ten.meanOneVersusRestAccuracy * 10_000).rounded() == 9619)
    let perClass = ten.oneVersusRest.map(\.oneVersusRestAccuracy).reduce(0, +) / 10
    #expect(abs(perClass - ten.meanOneVersusRestAccuracy) < 1e-12)
  }

  @Test func `a class that is never predicted and one without examples are flagged, not hidden`() throws {
    let lopsided = try ConfusionMatrix(predicted: [0, 0, 0], labels: [0, 0, 1], classCount: 3)
    let scores = lopsided.classScores
    #expect(scores[1].precision == 0 && !scores[1].precisionIsDefined && scores[1].recallIsDefined)
    #expect(scores[2].recall == 0 && !scores[2].recallIsDefined && !scores[2].f1IsDefined)
    #expect(lopsided.balancedAccuracy == 0.5)
    #expect(lopsided.matthewsCorrelation == nil)
    #expect(lopsided.cohensKappa == 0)
    #expect(try ConfusionMatrix(predicted: [0], labels: [0], classCount: 2).cohensKappa == nil)
  }

  @Test func `a perfect classifier reaches 1 in every score, an always wrong one of two classes minus 1`() throws {
    let labels = [0, 1, 0, 1]
    let perfect = try ConfusionMatrix(predicted: labels, labels: labels, classCount: 2)
    #expect(perfect.matthewsCorrelation == 1 && perfect.cohensKappa == 1 && perfect.balancedAccuracy == 1)
    let wrong = try ConfusionMatrix(predicted: labels.map { 1 - $0 }, labels: labels, classCount: 2)
    #expect(wrong.matthewsCorrelation == -1 && wrong.cohensKappa == -1 && wrong.balancedAccuracy == 0)
  }

  @Test(arguments: [1, 2, 5, 6]) func `any split into shards merges to the same matrix`(cut: Int) throws {
    let predicted = [0, 0, 0, 1, 2, 1]
    let labels = [0, 0, 1, 1, 2, 2]
    var whole = try ConfusionMatrix(
      predicted: Array(predicted[cut...]), labels: Array(labels[cut...]), classCount: 3)
    try whole.merge(
      ConfusionMatrix(predicted: Array(predicted[..<cut]), labels: Array(labels[..<cut]), classCount: 3))
    #expect(whole == matrix)
  }

  @Test func `wrong labels are refused with their position, and nothing is counted`() throws {
    var copy = matrix
    #expect(throws: MetricsError.labelOutOfRange(label: 3, classCount: 3, position: 7)) {
      try copy.add(predicted: [0, 3], labels: [0, 0])
    }
    #expect(throws: MetricsError.countMismatch(what: "predicted labels", expected: 2, found: 1)) {
      try copy.add(predicted: [0], labels: [0, 0])
    }
    #expect(throws: MetricsError.classCountMismatch(expected: 3, found: 2)) {
      try copy.merge(ConfusionMatrix(classCount: 2))
    }
    #expect(copy == matrix)
  }

  @Test func `an empty matrix has scores of 0 rather than NaN`() {
    let empty = ConfusionMatrix(classCount: 2)
    #expect(empty.classificationAccuracy == 0 && empty.errorFraction == 0 && empty.balancedAccuracy == 0)
    #expect(empty.meanOneVersusRestAccuracy == 0 && empty.matthewsCorrelation == nil && empty.cohensKappa == nil)
  }

  @Test func `JSON keeps the matrix, and a matrix that is not square is refused`() throws {
    let data = try JSONEncoder().encode(matrix)
    #expect(String(decoding: data, as: UTF8.self) == #"{"rows":[[2,0,0],[1,1,0],[0,1,1]]}"#)
    #expect(try JSONDecoder().decode(ConfusionMatrix.self, from: data) == matrix)
    for damaged in [#"{"rows":[[1,2]]}"#, #"{"rows":[]}"#, #"{"rows":[[-1]]}"#] {
      #expect(throws: DecodingError.self) {
        try JSONDecoder().decode(ConfusionMatrix.self, from: Data(damaged.utf8))
      }
    }
  }
}

struct PredictedLabelsTests {
  @Test func `the highest logit wins, the lower label among equals`() throws {
    #expect(try predictedLabels(scores: [-1, 2, 0, 5, 5, 1].span, classCount: 3) == [1, 0])
    #expect(throws: MetricsError.notFinite(what: "score", position: 3)) {
      try predictedLabels(scores: [0, 1, 2, .nan].span, classCount: 2)
    }
    #expect(throws: MetricsError.countMismatch(what: "scores in whole examples", expected: 4, found: 3)) {
      try predictedLabels(scores: [0, 1, 2].span, classCount: 2)
    }
  }
}

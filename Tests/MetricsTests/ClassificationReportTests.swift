import FledgeMetrics
import Foundation
import Testing

struct ClassificationReportTests {
  @Test func `the text is a table of classes and the scores of the whole set`() throws {
    let matrix = try ConfusionMatrix(predicted: [0, 0, 0, 1, 2, 1], labels: [0, 0, 1, 1, 2, 2], classCount: 3)
    let report = try ClassificationReport(matrix, classNames: ["cat", "dog", "heron"])
    #expect(
      report.text == """
        class          precision     recall         F1  examples
        cat               0.6667     1.0000     0.8000         2
        dog               0.5000     0.5000     0.5000         2
        heron             1.0000     0.5000     0.6667         2

        macro mean        0.7222     0.6667     0.6556         6
        weighted mean     0.7222     0.6667     0.6556         6

        accuracy                       66.67 % (95 % Wilson interval 30.00 % to 90.32 %)
        errors                         2 of 6 (33.33 %)
        balanced accuracy              66.67 %
        mean one-versus-rest accuracy  77.78 % (not comparable with accuracy)
        Matthews correlation           0.5222
        Cohen's kappa                  0.5000

        """)
    #expect(
      report.confusionText == """
        true \\ predicted    cat    dog  heron
        cat                   2      0      0
        dog                   1      1      0
        heron                 0      1      1

        """)
  }

  @Test func `undefined scores are named below the table`() throws {
    let report = try ClassificationReport(ConfusionMatrix(predicted: [0, 0], labels: [0, 1], classCount: 2))
    #expect(report.undefinedScores == ["precision of 1"])
    #expect(report.text.hasSuffix("Cohen's kappa                  0.0000\n\n0/0, shown as 0: precision of 1\n"))
    #expect(report.text.contains("Matthews correlation           undefined (0/0)"))
  }

  @Test func `probabilities add their scores, and JSON keeps everything`() throws {
    var scores = ProbabilityScores(classCount: 4)
    try scores.add(probabilities: [0.4, 0.3, 0.2, 0.1, 0.1, 0.2, 0.3, 0.4].span as Span<Double>, labels: [0, 1].span)
    let report = try ClassificationReport(scores)
    let summary = try #require(report.probabilities)
    #expect(summary.topAccuracies.map(\.count) == [3] && summary.topAccuracies[0].accuracy == 1)
    #expect(report.text.contains("top-3 accuracy                 100.00 %"))
    #expect(report.text.contains("expected calibration error"))
    let data = try JSONEncoder().encode(report)
    #expect(try JSONDecoder().decode(ClassificationReport.self, from: data) == report)
  }

  @Test func `an empty set and wrong names do not crash`() throws {
    let empty = try ClassificationReport(ConfusionMatrix(classCount: 2))
    #expect(empty.accuracyInterval == nil)
    #expect(try JSONDecoder().decode(ClassificationReport.self, from: JSONEncoder().encode(empty)) == empty)
    #expect(throws: MetricsError.countMismatch(what: "class names", expected: 2, found: 1)) {
      try ClassificationReport(ConfusionMatrix(classCount: 2), classNames: ["one"])
    }
  }

  @Test func `every catalogued metric has a name of its own and a direction that decides`() {
    #expect(Set(Metric.catalogue.map(\.id)).count == Metric.catalogue.count)
    #expect(Metric.named("test_accuracy") == Metric.accuracy.on(.test))
    #expect(Metric.named("test_acuracy") == nil)
    #expect(Metric.accuracy.on(.test).title == "Test accuracy")
    #expect(Metric.rSquared.on(.validation).title == "Validation R²")
    #expect(Metric.named("train_cohens_kappa")?.title == "Train Cohen's kappa")
    #expect(Metric.accuracy.isBetter(0.98, than: 0.97) && Metric.loss.isBetter(0.1, than: 0.2))
    #expect(!Metric.accuracy.isBetter(0.97, than: 0.97))
  }
}

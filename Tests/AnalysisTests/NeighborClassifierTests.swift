import FledgeAnalysis
import FledgeTensors
import Testing

struct NeighborClassifierTests {
  private let points = rows([[0], [1], [2], [10], [11], [12]])
  private let labels: [Int32] = [0, 0, 1, 1, 2, 2]

  @Test func `three neighbours vote on a line`() throws {
    let classifier = try NeighborClassifier(points, labels: labels, neighbors: 3)
    // 0, 1, 2 vote 0 0 1; 10, 11, 12 vote 1 2 2.
    let result = try classifier.evaluate(rows([[0.4], [11.4], [0.6]]), labels: [0, 2, 2])
    #expect(result.predicted == [0, 2, 0])
    #expect(result.confusion == [1, 0, 0, 0, 0, 0, 1, 0, 1])
    #expect(result.accuracy == 2.0 / 3)
    // Wrong once for class 0 and once for class 2: 7 of 9 answers to "this class or not" are right.
    #expect(abs(result.meanOneVersusRestAccuracy - 7.0 / 9) < 1e-12)
  }

  @Test func `the lowest label wins a tie`() throws {
    let classifier = try NeighborClassifier(points, labels: [2, 2, 1, 1, 0, 0], neighbors: 4)
    #expect(try classifier.predict(rows([[1]])) == [1])
  }

  @Test func `clusters far apart are classified without error`() throws {
    let (points, labels) = clusters(300, 6, classes: 4)
    let classifier = try NeighborClassifier(points.rows(0..<200), labels: Array(labels[..<200]), classes: 4)
    #expect(try classifier.evaluate(points.rows(200..<300), labels: Array(labels[200...])).accuracy == 1)
  }

  @Test func `labels must fit`() throws {
    #expect(throws: AnalysisError.counts(name: "labels", expected: 6, found: 1)) {
      try NeighborClassifier(points, labels: [0])
    }
    #expect(throws: AnalysisError.label(row: 4, found: 2, classes: 2)) {
      try NeighborClassifier(points, labels: labels, classes: 2)
    }
    #expect(throws: AnalysisError.neighbors(found: 0, available: 6)) {
      try NeighborClassifier(points, labels: labels, neighbors: 0)
    }
  }
}

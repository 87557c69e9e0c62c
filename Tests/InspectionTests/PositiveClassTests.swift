import FledgeInspection
import FledgeMetrics
import FledgeModels
import FledgeNetworks
import FledgeTensors
import Testing

struct PositiveClassTests {
  private let outputs = Tensor(shape: [3, 2], elements: [2, 0, 0, 2, 1, 1])

  @Test func `of two classes the second is positive, and --positive chooses the other`() throws {
    let labels: [Int32] = [0, 1, 1]
    let second = try #require(
      try PositiveClass(outputs: outputs, labels: labels, meaning: .logits, classNames: ["no", "yes"], named: nil))
    #expect(second.name == "yes" && second.others == "no" && second.ranking.rocArea == 1)
    #expect(second.thresholds.count == 19 && second.thresholds[9].threshold == 0.5)
    #expect(second.thresholds[9].truePositives == 2)
    let first = try #require(
      try PositiveClass(outputs: outputs, labels: labels, meaning: .logits, classNames: ["no", "yes"], named: "no"))
    #expect(first.ranking.positiveCount == 1 && first.ranking.rocArea == 1)
  }

  @Test func `of more classes one must be named, and stands against the rest`() throws {
    let outputs = Tensor(shape: [2, 3], elements: [3, 0, 0, 0, 0, 3])
    let names = ["a", "b", "c"]
    #expect(
      try PositiveClass(outputs: outputs, labels: [0, 2], meaning: .logits, classNames: names, named: nil) == nil)
    let found = try #require(
      try PositiveClass(outputs: outputs, labels: [0, 2], meaning: .logits, classNames: names, named: "c"))
    #expect(found.others == "the other 2 classes" && found.ranking.rocArea == 1)
    #expect(throws: SettingError.self) {
      try PositiveClass(outputs: outputs, labels: [0, 2], meaning: .logits, classNames: names, named: "d")
    }
  }

  @Test func `scores that are no probabilities are ranked by their lead`() throws {
    let found = try #require(
      try PositiveClass(outputs: outputs, labels: [0, 1, 1], meaning: .values, classNames: ["n", "y"], named: nil))
    #expect(!found.areProbabilities && found.thresholds.map(\.threshold) == [-2, 0, 2])
  }
}

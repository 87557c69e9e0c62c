import FledgeDatasets
import Testing

struct SplitTests {
  /// Ninety examples of class 0, nine of class 1 and one of class 2, mixed.
  private func uneven() throws -> Dataset {
    try countingDataset(
      labels: (0..<100).map { $0 == 37 ? 2 : $0 % 11 == 5 ? 1 : 0 }, classes: 3)
  }

  @Test func `the parts of a split share no example and lose none`() throws {
    let dataset = try uneven()
    let parts = try dataset.split(into: [.count(20), .fraction(0.3)], seed: 7)
    #expect(parts.map(\.count) == [20, 30, 50])
    let firstBytes = parts.flatMap { (part: Dataset) -> [UInt8] in
      (0..<part.count).map { part.greyLevels(of: $0)![0] }
    }
    #expect(firstBytes.sorted() == Array(stride(from: UInt8(0), to: 200, by: 2)))
  }

  @Test func `a split is a function of its seed`() throws {
    let dataset = try uneven()
    let first = try dataset.split(holdingOut: .count(30), seed: 1)
    #expect(try dataset.split(holdingOut: .count(30), seed: 1).heldOut.allFeatures == first.heldOut.allFeatures)
    #expect(try dataset.split(holdingOut: .count(30), seed: 2).heldOut.allFeatures != first.heldOut.allFeatures)
    #expect(first.kept.count == 70)
  }

  @Test func `a stratified part has each class's share within one example`() throws {
    let dataset = try uneven()
    for size in [0, 1, 10, 33, 50, 99, 100] {
      let part = try dataset.split(holdingOut: .count(size), stratified: true, seed: 3).heldOut
      #expect(part.count == size)
      for (label, total) in dataset.classCounts.enumerated() {
        let share = Double(total * size) / 100
        #expect(abs(Double(part.classCounts[label]) - share) < 1)
      }
    }
  }

  @Test(arguments: [SplitSize.count(101), .count(-1), .fraction(1.5), .fraction(-0.1), .fraction(.nan)])
  func `a part that does not fit is refused`(size: SplitSize) throws {
    let dataset = try uneven()
    #expect(throws: DatasetError.self) { try dataset.split(holdingOut: size, seed: 0) }
  }
}

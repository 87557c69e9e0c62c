import FledgeMetrics
import Testing

/// What a claim keeps of what it was judged by.
@Suite struct ClaimPartsTests {
  @Test func `below holds, fails and stays undecided where above does the contrary`() {
    #expect(Claim.below("the ratio", [1.9, 2.0, 2.1], threshold: 3).answer == .holds)
    #expect(Claim.below("the ratio", [1.9, 2.0, 2.1], threshold: 1).answer == .fails)
    #expect(Claim.below("the ratio", [1.9, 2.0, 2.1], threshold: 2.05).answer == .undecided)
    #expect(Claim.below("the ratio", [2, 2, 2], threshold: 3).answer == .undecided)
    let result = Claim.below("the ratio", [1.9, 2.0, 2.1], threshold: 3)
    #expect(result.values == [1.9, 2.0, 2.1] && result.interval != nil && result.margin == 3)
  }

  @Test func `a claim of several parts keeps the values of the part that decides`() {
    let high = Claim.exceeds("a", [1.9, 2.0, 2.1], threshold: 1)
    let low = Claim.exceeds("b", [0.1, 0.2, 0.3], threshold: 1)
    let open = Claim.exceeds("c", [0.8, 1.0, 1.2], threshold: 1)
    #expect(ClaimResult.all([high, open, low]).values == low.values)
    #expect(ClaimResult.all([high, open, low]).interval == low.interval)
    #expect(ClaimResult.all([high, open]).values == open.values)
    #expect(ClaimResult.all([high, high]).values == high.values)
  }

  @Test func `a rank keeps the rank of each run and the ranks that tests leave possible`() {
    let design = Claim.Design(.accuracy.on(.test), paired: true)
    let wobble = [0.0003, -0.0002, 0.0001, -0.0004, 0.0002]
    let groups = (0..<4).map { index in
      Claim.Group("\(index)", wobble.indices.map { 0.9 + 0.01 * Double(index) + wobble[($0 + index) % 5] })
    }
    let result = Claim.rank(["3"], amongFirst: 2, highest: true, of: groups, by: design)
    #expect(result.answer == .holds && result.values == [1, 1, 1, 1, 1] && result.margin == 2)
    #expect(result.interval?.lower == 1 && result.interval?.upper == 1)
    let last = Claim.rank(["3"], amongFirst: 2, highest: false, of: groups, by: design)
    #expect(last.answer == .fails && last.values == [4, 4, 4, 4, 4])
    let swapped = Claim.rank(
      ["a"], amongFirst: 1, highest: true,
      of: [Claim.Group("a", [0.9, 0.91, 0.92]), Claim.Group("b", [0.91, 0.905, 0.9])], by: design)
    #expect(swapped.answer == .undecided && swapped.values == [2, 1, 1])
    #expect(swapped.interval?.lower == 1 && swapped.interval?.upper == 2)
  }
}

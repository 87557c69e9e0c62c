import FledgeMetrics
import Foundation
import Testing

/// Each test of a claim with planted values that make it hold, fail and stay undecided.
@Suite struct ClaimTests {
  private let accuracy = Claim.Design(.accuracy.on(.test), paired: true)
  private let loss = Claim.Design(.loss.on(.test), paired: false)
  private let wobble = [0.0003, -0.0002, 0.0001, -0.0004, 0.0002]

  /// Five runs around a value, in an order of their own for each name.
  private func group(_ name: String, _ centre: Double, turn: Int = 0) -> Claim.Group {
    Claim.Group(name, wobble.indices.map { centre + wobble[($0 + turn) % 5] })
  }

  @Test func `better holds, fails and stays undecided`() {
    let (high, low) = (group("high", 0.98), group("low", 0.96, turn: 1))
    #expect(Claim.compare(high, betterThan: low, by: accuracy).answer == .holds)
    #expect(Claim.compare(low, betterThan: high, by: accuracy).answer == .fails)
    #expect(Claim.compare(high, betterThan: group("same", 0.98, turn: 2), by: accuracy).answer == .undecided)
    // A lower loss is the better one.
    #expect(Claim.compare(low, betterThan: high, by: loss).answer == .holds)
    #expect(Claim.compare(high, betterThan: low, by: loss).answer == .fails)
  }

  @Test func `better by a margin needs more than a difference`() {
    let (high, low) = (group("high", 0.98), group("low", 0.96, turn: 1))
    #expect(Claim.compare(high, betterThan: low, by: accuracy, margin: 0.01).answer == .holds)
    #expect(Claim.compare(high, betterThan: low, by: accuracy, margin: 0.03).answer == .fails)
    #expect(Claim.compare(high, betterThan: low, by: accuracy, margin: 0.02).answer == .undecided)
  }

  @Test func `a mean against a threshold holds, fails and stays undecided`() {
    #expect(Claim.exceeds("the ratio", [1.9, 2.0, 2.1], threshold: 1).answer == .holds)
    #expect(Claim.exceeds("the ratio", [1.9, 2.0, 2.1], threshold: 3).answer == .fails)
    #expect(Claim.exceeds("the ratio", [1.9, 2.0, 2.1], threshold: 2.05).answer == .undecided)
    #expect(Claim.exceeds("the ratio", [2, 2, 2], threshold: 1).answer == .undecided)
    #expect(Claim.exceeds("the ratio", [2, .nan], threshold: 1).answer == .undecided)
  }

  @Test func `an interval of shares ends at 0 and 1, one of relative changes does not`() throws {
    let shares = Claim.exceeds("the accuracy", [0.99, 0.999, 0.95], as: .share, threshold: 0.9)
    #expect(shares.interval?.upper == 1)
    let changes = Claim.exceeds("the gain", [0.01, 0.3, 0.02], threshold: 0, factor: 100, unit: " %")
    #expect((changes.interval?.lower ?? 0) < 0)
  }

  @Test func `equal within a margin holds, fails and stays undecided`() {
    let (first, second) = (group("first", 0.98), group("second", 0.98, turn: 2))
    #expect(Claim.equal(first, second, within: 0.002, by: accuracy).answer == .holds)
    #expect(Claim.equal(first, group("low", 0.96, turn: 1), within: 0.002, by: accuracy).answer == .fails)
    // The interval is wider than the margin: no difference was found, and none is excluded.
    #expect(Claim.equal(first, second, within: 0.000_1, by: accuracy).answer == .undecided)
    #expect(Claim.equal(first, second, within: 0.002, by: accuracy).margin == 0.002)
  }

  @Test func `no improvement holds for worse values too`() {
    let (high, low) = (group("high", 0.98), group("low", 0.96, turn: 1))
    #expect(Claim.notBetter(low, than: high, within: 0.002, by: accuracy).answer == .holds)
    #expect(Claim.notBetter(high, than: low, within: 0.002, by: accuracy).answer == .fails)
    let same = Claim.notBetter(high, than: group("same", 0.98, turn: 2), within: 0.000_1, by: accuracy)
    #expect(same.answer == .undecided)
    #expect(Claim.notBetter(high, than: low, within: 0.002, by: loss).answer == .holds)
  }

  @Test func `an order holds, fails and stays undecided`() {
    let rising = [group("16", 0.94), group("32", 0.96, turn: 1), group("64", 0.98, turn: 3)]
    #expect(Claim.monotone(rising, by: accuracy).answer == .holds)
    #expect(Claim.monotone(rising.reversed(), by: accuracy).answer == .fails)
    #expect(Claim.monotone([rising[0], rising[1], group("64", 0.96, turn: 4)], by: accuracy).answer == .undecided)
    #expect(Claim.monotone([rising[0]], by: accuracy).answer == .undecided)
  }

  @Test func `best holds, fails and stays undecided`() {
    let (best, other, third) = (group("a", 0.98), group("b", 0.96, turn: 1), group("c", 0.95, turn: 2))
    #expect(Claim.best(best, of: [other, third], by: accuracy).answer == .holds)
    #expect(Claim.best(other, of: [best, third], by: accuracy).answer == .fails)
    #expect(Claim.best(best, of: [other, group("d", 0.98, turn: 3)], by: accuracy).answer == .undecided)
    #expect(Claim.best(best, of: [], by: accuracy).answer == .undecided)
  }

  @Test func `a rank holds, fails and stays undecided`() {
    let groups = (0..<6).map { group("\($0)", 0.90 + 0.01 * Double($0), turn: $0) }
    let paired = accuracy
    #expect(Claim.rank(["5", "4"], amongFirst: 2, highest: true, of: groups, by: paired).answer == .holds)
    #expect(Claim.rank(["0", "1"], amongFirst: 2, highest: false, of: groups, by: paired).answer == .holds)
    #expect(Claim.rank(["5", "1"], amongFirst: 2, highest: true, of: groups, by: paired).answer == .fails)
    let close = groups.dropLast() + [group("tie", 0.94, turn: 2)]
    #expect(Claim.rank(["4"], amongFirst: 1, highest: true, of: Array(close), by: paired).answer == .undecided)
    #expect(Claim.rank(["9"], amongFirst: 1, highest: true, of: groups, by: paired).answer == .undecided)
  }

  @Test func `a share of runs holds, fails and stays undecided`() {
    #expect(Claim.share("do so", Array(repeating: true, count: 6)).answer == .holds)
    #expect(Claim.share("do so", Array(repeating: false, count: 6)).answer == .fails)
    // 0.025 = (1/2)⁵·0.8: five runs that agree leave a share below a half possible.
    #expect(Claim.share("do so", Array(repeating: true, count: 5)).answer == .undecided)
    #expect(Claim.share("do so", [true, false, true, false]).answer == .undecided)
    #expect(Claim.share("do so", []).answer == .undecided)
    let many = Claim.share("become smoother", Array(repeating: true, count: 1_500), of: "images")
    #expect(many.values == [1] && many.sentence.hasPrefix("1500 of 1500 images become smoother"))
    #expect(Claim.share("half of them", counted: 0.8, moreThan: 0.5).answer == .holds)
    #expect(Claim.share("half of them", counted: 0.2, moreThan: 0.5).answer == .fails)
    #expect(Claim.share("half of them", counted: .nan, moreThan: 0.5).answer == .undecided)
  }

  @Test func `Clopper and Pearson's interval of 7 of 10 is SciPy's`() {
    let interval = Interval.clopperPearson(successes: 7, trials: 10)
    #expect(abs(interval.lower - 0.347_547_149) < 1e-8 && abs(interval.upper - 0.933_260_489) < 1e-8)
    #expect(Interval.clopperPearson(successes: 0, trials: 5).lower == 0)
    #expect(Interval.clopperPearson(successes: 5, trials: 5).upper == 1)
  }

  @Test func `too few, equal and diverged runs decide nothing, and the sentence says why`() {
    let one = Claim.compare(Claim.Group("a", [0.9]), betterThan: Claim.Group("b", [0.8]), by: accuracy)
    #expect(one.answer == .undecided && one.sentence.hasSuffix("a has 1 and b 1"))
    let none = Claim.compare(Claim.Group("a", []), betterThan: Claim.Group("b", []), by: accuracy)
    #expect(none.answer == .undecided)
    let equal = Claim.compare(
      Claim.Group("a", [0.9, 0.9, 0.9]), betterThan: Claim.Group("b", [0.8, 0.8, 0.8]), by: accuracy)
    #expect(equal.answer == .undecided && equal.sentence.hasSuffix("without a spread there is no test"))
    let diverged = Claim.compare(
      Claim.Group("a", [0.9, .nan, 0.91, 0.92]), betterThan: Claim.Group("b", [0.8, 0.9, 0.812, 0.821]), by: accuracy)
    #expect(diverged.answer == .holds && diverged.values.count == 3)
  }

  @Test func `true claims of three parts fail, and false ones hold, in at most 2,5 % of 10,000 simulations`() {
    var random = SimulatedRandom(7)
    var (wrong, kind) = (0, 0)
    let design = Claim.Design(.loss.on(.test), paired: true)
    for _ in 0..<10_000 {
      // True in the weakest way: all are equal, so that no part is better. And false in the weakest way: one part is.
      let groups = (0..<4).map { Claim.Group("\($0)", random.normals(5)) }
      if Claim.best(groups[0], of: Array(groups.dropFirst()), by: design).answer == .fails { wrong += 1 }
      let far = Claim.Group("far", random.normals(5).map { $0 + 50 })
      if Claim.best(groups[0], of: [groups[1], far], by: design).answer == .holds { kind += 1 }
    }
    print(
      "claims: best of four that are equal fails in \(wrong) of 10,000; best of two that are equal holds in \(kind)")
    #expect(wrong <= 275 && kind <= 275 && kind >= 225)
  }
}

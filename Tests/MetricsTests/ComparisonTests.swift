import FledgeMetrics
import Foundation
import Testing

struct ComparisonTests {
  private let accuracy = Metric.accuracy.on(.test)

  private func comparison(_ differences: [Double], metric: Metric? = nil) throws -> Comparison {
    let second = differences.indices.map { 0.97 + 0.0001 * Double($0) }
    let first = zip(second, differences).map { $0 + $1 }
    return try Comparison(
      "128", "64", paired: PairedSeedValues(SeedValues(first), SeedValues(second)), metric: metric ?? accuracy)
  }

  @Test func `a difference in every seed is told apart, in points`() throws {
    let result = try comparison([0.0030, 0.0032, 0.0031, 0.0029, 0.0033, 0.0034, 0.0028])
    #expect(result.verdict == .firstAbove && result.betterName == "128")
    #expect(abs(result.difference - 0.0031) < 1e-12)
    #expect(result.test.pValue == 0.015625 && result.effectSize == 1)
    #expect(
      result.sentence
        == "128 is above 64 by 0.310 points (95 % interval 0.290 to 0.330, p = 0.016, 7 seeds)")
  }

  @Test func `a loss that is below is the better one, and its difference is written without a sign`() throws {
    let result = try comparison([-0.30, -0.32, -0.31, -0.29, -0.33, -0.34, -0.28], metric: Metric.logLoss.on(.test))
    #expect(result.verdict == .firstBelow && result.betterName == "128")
    #expect(
      result.sentence
        == "128 is below 64 by 0.310 nats (95 % interval 0.290 to 0.330, p = 0.016, 7 seeds)")
  }

  @Test func `differences of both signs cannot be told apart, and the sentence says how many seeds could`() throws {
    let result = try comparison([0.001, -0.001, 0.002, -0.0015, 0.0005, 0.001, -0.0005])
    #expect(result.verdict == .indistinguishable && result.betterName == nil)
    // (1.95996 + 0.84162)²·(12.536/5)² = 49.3.
    #expect(result.seedsNeeded == 50)
    #expect(
      result.sentence
        == "128 and 64 cannot be told apart with 7 seeds (difference 0.05 points, "
        + "95 % interval \u{2212}0.10 to 0.10); about 50 seeds would be needed")
  }

  @Test func `five seeds all in one direction are too few, and the sentence says that six are needed`() throws {
    let result = try comparison([0.0030, 0.0032, 0.0031, 0.0029, 0.0033])
    #expect(result.verdict == .indistinguishable && result.seedsNeeded == 6)
    #expect(result.sentence.hasSuffix("0.330, p = 0.063); about 6 seeds would be needed"))
  }

  @Test func `an end that rounds to 0 is written without a minus sign`() throws {
    let result = try comparison([-0.000_001, 0.001, 0.002, 0.003, 0.004])
    #expect(result.sentence.contains("interval 0.00 to 0.40"))
  }

  @Test func `Holm's correction over many comparisons takes a verdict back`() throws {
    let strong = try comparison((0..<12).map { 0.003 + 0.0001 * Double($0) })
    let weak = try comparison([0.0030, 0.0032, 0.0031, 0.0029, 0.0033, 0.0034, 0.0028])
    let family = Comparison.holmCorrected([weak, strong, weak, weak, weak])
    #expect(
      family.map(\.verdict) == [
        .indistinguishable, .firstAbove, .indistinguishable, .indistinguishable, .indistinguishable,
      ])
    #expect(family[0].adjustedPValue == 4 * weak.test.pValue)
    #expect(family[0].sentence.hasSuffix("p = 0.063 after Holm's correction); about 8 seeds would be needed"))
    // 2/2ⁿ ≤ 0.05/5 holds from 8 seeds on; by itself, the same comparison needs no more than it has.
    #expect(weak.seedsNeeded == 6 && family[0].seedsNeeded == 8)
    #expect(family[1].sentence.contains("p = 0.002 after Holm's correction, 12 seeds"))
  }

  @Test func `runs of different seeds are compared as groups`() throws {
    let groups = UnpairedSeedValues(
      try SeedValues([0.975, 0.976, 0.977, 0.9755, 0.9765]), try SeedValues([0.970, 0.971, 0.972, 0.9715]))
    let result = try Comparison("wide", "narrow", unpaired: groups, metric: accuracy)
    #expect(result.verdict == .firstAbove && result.effectSize == 1 && result.design == .unpaired)
    #expect(result.sentence.hasSuffix("p = 0.016, 5 and 4 seeds)"))
  }

  @Test func `one seed allows no comparison, and JSON keeps one`() throws {
    #expect(throws: MetricsError.tooFewValues(what: "seeds of a compared configuration", needed: 2, found: 1)) {
      try comparison([0.1])
    }
    let result = Comparison.holmCorrected([try comparison([0.001, 0.002, 0.001])])[0]
    #expect(try JSONDecoder().decode(Comparison.self, from: JSONEncoder().encode(result)) == result)
  }
}

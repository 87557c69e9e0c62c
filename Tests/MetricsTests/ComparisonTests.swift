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
    // s = 0.000216, t₀.₉₇₅ with 6 degrees of freedom = 2.4469: 0.0031 ± 2.4469·0.000216/√7.
    #expect(abs(result.interval.lower - 0.0029) < 1e-6 && abs(result.interval.upper - 0.0033) < 1e-6)
    #expect(result.effectSize == 1 && result.test.test == .pairedT)
    #expect(
      result.sentence
        == "128 is above 64 by 0.310 points (95 % interval 0.290 to 0.330, p < 0.0001, 7 seeds)")
  }

  @Test func `a loss that is below is the better one, and its difference is written without a sign`() throws {
    let result = try comparison([-0.30, -0.32, -0.31, -0.29, -0.33, -0.34, -0.28], metric: Metric.logLoss.on(.test))
    #expect(result.verdict == .firstBelow && result.betterName == "128")
    #expect(
      result.sentence
        == "128 is below 64 by 0.310 nats (95 % interval 0.290 to 0.330, p < 0.0001, 7 seeds)")
  }

  @Test func `differences of both signs show no difference, and the sentence says how many seeds would`() throws {
    let result = try comparison([0.001, -0.001, 0.002, -0.0015, 0.0005, 0.001, -0.0005])
    #expect(result.verdict == .indistinguishable && result.betterName == nil)
    // The mean is 0.000214, the standard deviation 0.00125: 5.85 times as much.
    #expect(result.seedsNeeded.map { (270...282).contains($0) } == true)
    #expect(result.sentence.hasPrefix("7 seeds show no difference between 128 and 64 (0.02 points, 95 % interval "))
    #expect(result.sentence.hasSuffix("about 280 seeds would be needed"))
  }

  @Test func `test and interval are dual, alone and in a family`() throws {
    var random = SimulatedRandom(3)
    for size in [1, 6] {
      for _ in 0..<300 {
        let weak = try comparison(random.normals(5).map { 0.001 * ($0 + 1.5) })
        let result = size == 1 ? weak : Comparison.simultaneous(Array(repeating: weak, count: size))[0]
        #expect(result.interval.contains(0) == (result.decidingPValue > 0.05))
        #expect(result.interval.contains(0) == (result.verdict == .indistinguishable))
      }
    }
  }

  @Test func `five seeds and six pairs tell a difference of 2,1 points apart`() throws {
    // A sign-flip test of five pairs cannot go below 2/2⁵ = 0.0625, whatever the data.
    let clear = try comparison([-0.0210, -0.0194, -0.0261, -0.0199, -0.0207])
    let others = try (0..<5).map { _ in try comparison([0.001, -0.001, 0.002, -0.0015, 0.0005]) }
    let result = Comparison.simultaneous([clear] + others)[0]
    #expect(result.verdict == .firstBelow && result.familySize == 6)
    #expect(result.sentence.contains("over 6 comparisons, 5 seeds"))
  }

  @Test func `an end that rounds to 0 is written without a minus sign`() throws {
    // 0.002 ± 2.7764·0.0016117/√5: the lower end is −0.000001.
    let result = try comparison([-0.000_0, 0.001, 0.002, 0.003, 0.004].map { $0 + 0.000_0 })
    #expect(result.sentence.contains("interval 0.00 to 0.40"))
  }

  @Test func `a family takes a verdict back, in the test and in the interval`() throws {
    let strong = try comparison((0..<12).map { 0.003 + 0.0001 * Double($0) })
    // t = 3.2 with 6 degrees of freedom: p = 0.019, and five times that is 0.09.
    let weak = try comparison([0.0030, 0.0001, 0.0011, 0.0029, 0.0003, 0.0034, 0.0018])
    let family = Comparison.simultaneous([weak, strong, weak, weak, weak])
    #expect(weak.verdict == .firstAbove && weak.interval.lower > 0)
    #expect(
      family.map(\.verdict) == [
        .indistinguishable, .firstAbove, .indistinguishable, .indistinguishable, .indistinguishable,
      ])
    #expect(family[0].adjustedPValue == 5 * weak.test.pValue && family[0].interval.lower < 0)
    #expect((family[0].seedsNeeded ?? 0) > (weak.seedsNeeded ?? 0))
  }

  @Test func `equal differences have no spread, and the sentence says so`() throws {
    let result = try comparison([0.003, 0.003, 0.003])
    #expect(result.verdict == .noSpread && result.betterName == nil && result.seedsNeeded == nil)
    #expect(
      result.sentence
        == "128 minus 64 is 0.30 points for each of 3 seeds: without a spread there is no test")
    #expect(try comparison([0, 0, 0]).verdict == .indistinguishable)
  }

  @Test func `runs of different seeds are compared as groups`() throws {
    let groups = UnpairedSeedValues(
      try SeedValues([0.975, 0.976, 0.977, 0.9755, 0.9765]), try SeedValues([0.970, 0.971, 0.972, 0.9715]))
    let result = try Comparison("wide", "narrow", unpaired: groups, metric: accuracy)
    #expect(result.verdict == .firstAbove && result.effectSize == 1 && result.design == .unpaired)
    #expect(result.test.test == .welchT && result.sentence.hasSuffix(", 5 and 4 seeds)"))
    // scipy.stats.ttest_ind(equal_var=False).
    #expect(abs(result.test.statistic - 8.794258527633) < 1e-9 && abs(result.test.pValue - 9.10634337e-05) < 1e-9)
  }

  @Test func `one seed allows no comparison, and JSON keeps one`() throws {
    #expect(throws: MetricsError.tooFewValues(what: "seeds of a compared configuration", needed: 2, found: 1)) {
      try comparison([0.1])
    }
    let result = Comparison.simultaneous([try comparison([0.001, 0.002, 0.001])])[0]
    #expect(try JSONDecoder().decode(Comparison.self, from: JSONEncoder().encode(result)) == result)
  }
}

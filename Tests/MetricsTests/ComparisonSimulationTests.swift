import FledgeMetrics
import Foundation
import Testing

/// Candidates for comparing the variants of a study, by how often they err and how much they find.
///
/// Four variants, six pairs, one shared effect of the seed. A family errs when any pair is told apart though none
/// differs. Power is how often the pair with the shifted variant is told apart.
@Suite struct ComparisonSimulationTests {
  enum Noise: String, CaseIterable, Sendable {
    case normal, unequal, skewed

    func draw(_ random: inout SimulatedRandom, _ variant: Int) -> Double {
      switch self {
      case .normal: random.normal()
      // One variant spreads four times as much as another.
      case .unequal: random.normal() * [0.5, 1, 1, 2][variant]
      // An exponential tail towards bad values, as of runs that nearly diverge; mean 0, deviation 1.
      case .skewed: 1 + log(random.uniform())
      }
    }
  }

  private static let pairs = (0..<4).flatMap { first in (first + 1..<4).map { (first, $0) } }

  /// Values `[variant][seed]`; the last variant is shifted.
  private static func draw(_ random: inout SimulatedRandom, _ seeds: Int, _ noise: Noise, shift: Double) -> [[Double]] {
    let shared = random.normals(seeds)
    return (0..<4).map { variant in
      shared.map { $0 + noise.draw(&random, variant) + (variant == 3 ? shift : 0) }
    }
  }

  /// |t| of each pair.
  private static func statistics(_ values: [[Double]], signs: UInt64 = 0) -> [Double] {
    let seeds = values[0].count
    return pairs.map { first, second in
      var (sum, squares) = (0.0, 0.0)
      for seed in 0..<seeds {
        let difference = values[first][seed] - values[second][seed]
        sum += signs >> UInt64(seed) & 1 == 1 ? -difference : difference
        squares += difference * difference
      }
      let mean = sum / Double(seeds)
      let variance = max(0, (squares - Double(seeds) * mean * mean) / Double(seeds - 1))
      return variance > 0 ? abs(mean) / (variance / Double(seeds)).squareRoot() : .infinity
    }
  }

  /// Which pairs the max-t sign-flip test tells apart: all signs up to ten seeds, 511 drawn ones beyond.
  private static func maxT(_ values: [[Double]], _ random: inout SimulatedRandom) -> [Bool] {
    let seeds = values[0].count
    let observed = statistics(values)
    let all = 1 << (seeds - 1)
    let flips: [UInt64] =
      all <= 512 ? (0..<all).map { UInt64($0) } : [0] + (0..<511).map { _ in random.next() }
    var counts = observed.map { _ in 0 }
    for flip in flips {
      let largest = statistics(values, signs: flip).max() ?? 0
      for index in counts.indices where largest >= observed[index] * (1 - 1e-9) { counts[index] += 1 }
    }
    return counts.map { Double($0) / Double(flips.count) <= 0.05 }
  }

  private static func bonferroniT(_ values: [[Double]], critical: Double) -> [Bool] {
    statistics(values).map { $0 >= critical }
  }

  /// Tukey's test with one pooled variance, its quantile found by simulation.
  private static func pooled(_ values: [[Double]], critical: Double) -> [Bool] {
    let seeds = values[0].count
    let means = values.map { $0.reduce(0, +) / Double(seeds) }
    let rows = (0..<seeds).map { seed in values.reduce(0) { $0 + $1[seed] } / 4 }
    let grand = rows.reduce(0, +) / Double(seeds)
    var squares = 0.0
    for (variant, row) in values.enumerated() {
      for seed in 0..<seeds {
        let rest = row[seed] - means[variant] - rows[seed] + grand
        squares += rest * rest
      }
    }
    let deviation = (squares / Double(3 * (seeds - 1)) / Double(seeds)).squareRoot()
    return pairs.map { abs(means[$0] - means[$1]) / deviation >= critical }
  }

  private static func pooledCritical(_ seeds: Int) -> Double {
    var random = SimulatedRandom(17)
    let ranges = (0..<20_000).map { _ -> Double in
      let means = random.normals(4)
      let freedom = 3 * (seeds - 1)
      let square = random.normals(freedom).reduce(0) { $0 + $1 * $1 } / Double(freedom)
      return ((means.max() ?? 0) - (means.min() ?? 0)) / square.squareRoot()
    }
    return ranges.sorted()[19_000]
  }

  @Test(arguments: [3, 5, 10, 15])
  func `paired t tests at a sixth of the level err in at most 5,5 % of families`(seeds: Int) throws {
    let t = try criticalT(seeds)
    let q = Self.pooledCritical(seeds)
    for noise in Noise.allCases {
      var random = SimulatedRandom(UInt64(100 + seeds))
      var (errors, finds) = ([0, 0, 0], [0, 0, 0])
      let (repetitions, permuted) = (2_000, seeds > 5 ? 100 : 2_000)
      for repetition in 0..<repetitions {
        for shift in [0.0, 2.0] {
          let values = Self.draw(&random, seeds, noise, shift: shift)
          let found = [
            Self.bonferroniT(values, critical: t), Self.pooled(values, critical: q),
            repetition < permuted ? Self.maxT(values, &random) : [],
          ]
          for (index, pairs) in found.enumerated() {
            if shift == 0, pairs.contains(true) { errors[index] += 1 }
            // The pair of the second variant and the shifted one.
            if shift > 0, pairs.count > 4, pairs[4] { finds[index] += 1 }
          }
        }
      }
      func percent(_ counts: [Int]) -> String {
        zip(counts, [repetitions, repetitions, permuted]).map {
          String(format: "%.1f", 100 * Double($0) / Double($1))
        }.joined(separator: ", ")
      }
      print(
        "study: \(seeds) seeds, \(noise.rawValue) noise: families with an error in % (paired t, pooled, max-t) "
          + "\(percent(errors)); pairs 2 sd of a run apart found \(percent(finds))")
      if noise != .skewed {
        let error = Double(errors[0]) / Double(repetitions)
        #expect(error <= 0.055 + 3 * (0.05 * 0.95 / Double(repetitions)).squareRoot())
      }
    }
  }

  /// The critical value that `Comparison` uses: its interval over its standard error.
  private func criticalT(_ seeds: Int) throws -> Double {
    var random = SimulatedRandom(1)
    let pair = try PairedSeedValues(SeedValues(random.normals(seeds)), SeedValues(random.normals(seeds)))
    let one = try Comparison("a", "b", paired: pair, metric: .loss.on(.test))
    let family = Comparison.simultaneous(Array(repeating: one, count: 6))[0]
    return 0.5 * family.interval.width / (one.standardDeviation / Double(seeds).squareRoot())
  }

  @Test func `six true null hypotheses are judged by the library in 5 % of families at most`() throws {
    var random = SimulatedRandom(5)
    var wrong = 0
    for _ in 0..<4_000 {
      let values = Self.draw(&random, 5, .normal, shift: 0)
      let family = try Self.pairs.map { first, second in
        try Comparison(
          "\(first)", "\(second)", paired: PairedSeedValues(SeedValues(values[first]), SeedValues(values[second])),
          metric: .loss.on(.test))
      }
      if Comparison.simultaneous(family).contains(where: { $0.verdict != .indistinguishable }) { wrong += 1 }
    }
    print("study: 5 seeds, 6 pairs by Comparison: \(wrong) of 4,000 families with an error")
    #expect(wrong <= 220 && wrong >= 80)
  }

  @Test func `the power of the t test is that of simulations`() {
    var random = SimulatedRandom(11)
    for (seeds, effect) in [(3, 2.0), (5, 1.5), (15, 0.8)] {
      let critical = Self.quantile(seeds - 1)
      let found = (0..<10_000).count { _ in
        let values = random.normals(seeds).map { $0 + effect }
        let mean = values.reduce(0, +) / Double(seeds)
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(seeds - 1)
        return abs(mean) >= critical * (variance / Double(seeds)).squareRoot()
      }
      let power = TTestPower.power(
        noncentrality: effect * Double(seeds).squareRoot(), degreesOfFreedom: Double(seeds - 1), significance: 0.05)
      #expect(abs(power - Double(found) / 10_000) < 0.02, "\(seeds) seeds: \(power), \(found)")
    }
    // Without an effect the power is the level.
    #expect(abs(TTestPower.power(noncentrality: 0, degreesOfFreedom: 4, significance: 0.05) - 0.05) < 1e-6)
    #expect(abs(TTestPower.power(noncentrality: 0, degreesOfFreedom: 1, significance: 0.05) - 0.05) < 1e-4)
  }

  private static func quantile(_ freedom: Int) -> Double {
    StudentDistribution(degreesOfFreedom: Double(freedom)).quantile(0.975)
  }

  @Test func `what seeds can find is said before training`() {
    let five = ComparisonPower(seeds: 5, comparisons: 6)
    #expect(five.seedsForTwoDeviations > 5)
    #expect(five.sentence.hasPrefix("5 seeds find, in 6 comparisons together, a difference of "))
    #expect(ComparisonPower(seeds: 1, comparisons: 6).sentence.hasPrefix("one seed has no spread"))
    #expect(!ComparisonPower(seeds: 40, comparisons: 1).sentence.contains("would find"))
    print("study: \(five.sentence)")
  }
}

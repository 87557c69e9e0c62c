import FledgeMetrics
import Foundation
import Testing

/// The rule on published numbers that come from the same distribution as our runs: how often it says ✗.
@Suite struct NumberRuleSimulationTests {
  /// One way in which true numbers come about.
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let quantity: Quantity
    let runs: Int
    /// The printed digits lie this far apart; 0 prints all digits.
    var unit = 0.0
    var examples = TestExamples.inOurSpread
    /// The published run and ours, from the same distribution, the published one shifted by standard deviations of a run.
    let draw: @Sendable (inout SimulatedRandom, Int, Double) -> (published: Double, ours: [Double])

    var testDescription: String { name }
    var isDiscrete: Bool { unit > 0 || examples != .inOurSpread }
  }

  static let repetitions = 10_000

  static func logNormal(_ centre: Double, _ spread: Double)
    -> @Sendable (inout SimulatedRandom, Int, Double) -> (
      Double, [Double]
    )
  {
    { random, runs, shift in
      (centre * exp(spread * (random.normal() + shift)), random.normals(runs).map { centre * exp(spread * $0) })
    }
  }

  static func logitNormal(_ share: Double, _ spread: Double)
    -> @Sendable (inout SimulatedRandom, Int, Double) -> (
      Double, [Double]
    )
  {
    let centre = log(share / (1 - share))
    let value: @Sendable (Double) -> Double = { 1 / (1 + exp(-centre - spread * $0)) }
    return { random, runs, shift in
      (value(random.normal() + shift), random.normals(runs).map(value))
    }
  }

  static let cases = [
    Case(name: "gradient, 5 runs", quantity: .real, runs: 5) { random, runs, shift in
      (0.3 + 0.02 * (random.normal() + shift), random.normals(runs).map { 0.3 + 0.02 * $0 })
    },
    Case(name: "loss, 3 runs", quantity: .positive, runs: 3, draw: logNormal(0.08, 0.05)),
    Case(name: "loss, 5 runs", quantity: .positive, runs: 5, draw: logNormal(0.08, 0.05)),
    Case(name: "loss, 15 runs", quantity: .positive, runs: 15, draw: logNormal(0.08, 0.05)),
    Case(name: "accuracy, 5 runs", quantity: .share, runs: 5, draw: logitNormal(0.974, 0.03)),
    Case(name: "accuracy, 15 runs", quantity: .share, runs: 15, draw: logitNormal(0.974, 0.03)),
    Case(
      name: "loss printed with two digits, 5 runs", quantity: .positive, runs: 5, unit: 0.01,
      draw: logNormal(0.08, 0.05)),
    Case(name: "stop epoch, 5 runs", quantity: .count, runs: 5, unit: 1, draw: logNormal(40, 0.15)),
    Case(name: "stop epoch, 15 runs", quantity: .count, runs: 15, unit: 1, draw: logNormal(40, 0.15)),
    // The published run saw 4,000 of our 10,000 test images.
    Case(
      name: "accuracy on 4,000 of our 10,000 images, 10 runs", quantity: .share, runs: 10, unit: 0.000_25,
      examples: .others(4_000)
    ) { random, runs, shift in
      func share(_ z: Double) -> Double { 1 / (1 + exp(-log(0.965 / 0.035) - 0.05 * z)) }
      let published = share(random.normal() + shift)
      let finite = (1 - 0.4).squareRoot()
      let noise = (published * (1 - published) / 4_000).squareRoot() * finite * random.normal()
      return (min(1, published + noise), random.normals(runs).map(share))
    },
    // Each run has a split of its own, so that sampling is in the spread of ours already.
    Case(name: "error on 1,000 images of a new split each, 5 runs", quantity: .share, runs: 5, unit: 0.001) {
      random, runs, shift in
      func error(_ shift: Double) -> Double {
        let deviation = (0.069 * 0.931 / 1_000).squareRoot()
        return Double(random.binomial(1_000, 0.069)) / 1_000 + shift * deviation
      }
      return (min(1, error(shift)), (0..<runs).map { _ in error(0) })
    },
  ]

  /// The shares of each verdict over all repetitions.
  static func shares(_ test: Case, shift: Double, seed: UInt64, repetitions: Int = repetitions) -> [NumberVerdict:
    Double]
  {
    var random = SimulatedRandom(seed)
    var counts: [NumberVerdict: Int] = [:]
    let rule = NumberRule()
    for _ in 0..<repetitions {
      var (published, ours) = test.draw(&random, test.runs, shift)
      if test.unit > 0 { published = (published / test.unit).rounded() * test.unit }
      if test.quantity == .count { ours = ours.map { $0.rounded() } }
      let judgement = rule.judge(
        published: published, halfUnit: test.unit / 2, ours: RunSample(runs: ours), quantity: test.quantity,
        examples: test.examples)
      counts[judgement.verdict, default: 0] += 1
    }
    return counts.mapValues { Double($0) / Double(repetitions) }
  }

  @Test(arguments: cases)
  func `true numbers are called different in 5 % of 10,000 simulations`(_ test: Case) {
    let truth = Self.shares(test, shift: 0, seed: 23)
    let shifted = Self.shares(test, shift: 2, seed: 24, repetitions: 2_000)
    let far = Self.shares(test, shift: 4, seed: 25, repetitions: 2_000)
    func percent(_ share: Double?) -> String { String(format: "%.1f %%", 100 * (share ?? 0)) }
    print(
      "rule: \(test.name): true numbers ✗ \(percent(truth[.differs])), too noisy \(percent(truth[.tooNoisy])); "
        + "power against 2 sd of a run \(percent(shifted[.differs])), against 4 sd \(percent(far[.differs]))")
    let wrong = truth[.differs] ?? 0
    #expect(wrong <= 0.055, "\(test.name): \(wrong)")
    if !test.isDiscrete { #expect(wrong >= 0.045, "\(test.name): \(wrong)") }
    #expect((shifted[.differs] ?? 0) > 3 * wrong, "\(test.name): a shift is not found")
  }

  @Test func `a true reading of three numbers is called different in at most 5,5 % of 10,000 simulations`() {
    var random = SimulatedRandom(99)
    let rule = NumberRule(numbersTogether: 3)
    var (independent, equal) = (0, 0)
    for _ in 0..<Self.repetitions {
      func verdict(_ published: Double, _ ours: [Double]) -> NumberVerdict {
        rule.judge(published: published, halfUnit: 0, ours: RunSample(runs: ours), quantity: .real).verdict
      }
      let parts = (0..<3).map { _ in verdict(1 + 0.01 * random.normal(), random.normals(5).map { 1 + 0.01 * $0 }) }
      if NumberVerdict.together(parts) == .differs { independent += 1 }
      // Three numbers that say the same of a run.
      let (published, ours) = (1 + 0.01 * random.normal(), random.normals(5).map { 1 + 0.01 * $0 })
      if NumberVerdict.together((0..<3).map { _ in verdict(published, ours) }) == .differs { equal += 1 }
    }
    print(
      "rule: readings of 3 numbers: true ones ✗ \(independent) of 10,000 independent, \(equal) where all three agree")
    #expect((450...550).contains(independent))
    #expect(equal <= 550)
  }
}

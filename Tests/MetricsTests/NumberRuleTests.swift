import FledgeMetrics
import Foundation
import Testing

/// The rule on numbers that can be checked on paper.
@Suite struct NumberRuleTests {
  private func judge(
    _ published: Double, _ halfUnit: Double, _ runs: [Double], _ quantity: Quantity,
    _ examples: TestExamples = .inOurSpread
  ) -> NumberJudgement {
    NumberRule().judge(
      published: published, halfUnit: halfUnit, ours: RunSample(runs: runs), quantity: quantity, examples: examples)
  }

  @Test func `three runs of 1, 2 and 3 judge by 2 ± 4,3027 · √(4/3)`() throws {
    let found = judge(2, 0, [1, 2, 3], .real)
    let interval = try #require(found.interval)
    #expect(abs(interval.lower - (2 - 4.302_653 * (4.0 / 3).squareRoot())) < 1e-5 && found.centre == 2)
    // The half width, 4.97, is more than a quarter of 2.
    #expect(found.verdict == .tooNoisy)
    #expect(judge(6.9, 0, [1, 2, 3], .real).verdict == .tooNoisy)
    #expect(judge(7, 0, [1, 2, 3], .real).verdict == .differs)
    #expect(judge(7, 0.04, [1, 2, 3], .real).verdict == .tooNoisy)
  }

  @Test func `a stop epoch of 5 against runs around 50 is no longer reproduced`() {
    // The old rule gave −10 to 140 and ✓.
    let found = judge(5, 0.5, [30, 40, 50, 90, 115], .count)
    #expect(found.verdict == .differs && (found.interval?.lower ?? -1) > 0)
    #expect(judge(35, 0.5, [30, 40, 50, 90, 115], .count).verdict == .tooNoisy)
    #expect(judge(50, 0.5, [48, 50, 51, 49, 52], .count).verdict == .reproduced)
  }

  @Test func `intervals stay within the bounds of their quantity`() throws {
    let share = try #require(judge(0.99, 0.005, [0.9, 0.999, 0.99], .share).interval)
    #expect(share.lower > 0 && share.upper < 1)
    let count = try #require(judge(1, 0.5, [0, 1, 90], .count).interval)
    #expect(count.lower >= 0)
    let loss = try #require(judge(0.01, 0.005, [0.001, 0.1, 0.02], .positive).interval)
    #expect(loss.lower > 0)
  }

  @Test func `the limit of a share depends on how near it is to 0 or 1`() {
    #expect(
      Quantity.share.widestHalfWidth(around: 0.97) == 0.01 && Quantity.share.widestHalfWidth(around: 0.03) == 0.01)
    #expect(Quantity.share.widestHalfWidth(around: 0.9) == 0.01 && Quantity.share.widestHalfWidth(around: 0.8) == 0.025)
    #expect(Quantity.share.widestHalfWidth(around: 0.5) == 0.05)
    #expect(Quantity.count.widestHalfWidth(around: 40) == 10 && Quantity.real.widestHalfWidth(around: -4) == 1)
  }

  @Test func `Wilson's interval widens the judgement where all runs share one test set`() {
    let runs = [0.9500, 0.9502, 0.9498, 0.9501, 0.9499]
    #expect(judge(0.955, 0.0005, runs, .share).verdict == .differs)
    #expect(judge(0.955, 0.0005, runs, .share, .others(4_000)).verdict == .reproduced)
    #expect(judge(0.97, 0.0005, runs, .share, .others(4_000)).verdict == .differs)
  }

  @Test func `one run, no run and equal runs give no verdict that they cannot carry`() {
    let one = judge(0.5, 0.01, [0.5], .share)
    #expect(one.verdict == .undecided && one.reason == "one run has no spread to judge by")
    #expect(judge(0.5, 0.01, [], .share).reason == "no run has finished")
    let equal = judge(50, 0.5, [100, 100, 100], .count)
    #expect(equal.verdict == .undecided && equal.reason == "all 3 runs gave the same value, so their spread is unknown")
    #expect(judge(100, 0.5, [100, 100, 100], .count).verdict == .reproduced)
    #expect(judge(0.9, 0.05, [0.8, 0.95], .share).verdict == .tooNoisy)
  }

  @Test func `runs that diverged are counted and left out`() {
    #expect(judge(0.5, 0.01, [.nan, .infinity], .share).reason == "all 2 runs diverged")
    #expect(judge(0.5, 0.01, [.nan, .infinity], .share).verdict == .differs)
    #expect(judge(0.5, 0.01, [.nan], .share).verdict == .undecided)
    #expect(RunSample(runs: [0.5, .nan, 0.6]).divergedCount == 1)
    #expect(judge(0.5, 0.001, [0.5, .nan, 0.5001, 0.4999, 0.5002], .share).verdict == .reproduced)
  }

  @Test func `published numbers at and beyond the bounds`() {
    let runs = [0.970, 0.971, 0.972]
    let percent = judge(97.2, 0.05, runs, .share)
    #expect(percent.verdict == .undecided && percent.reason?.hasSuffix("write a percentage with its %") == true)
    #expect(judge(-1, 0.5, [3, 4, 5], .count).verdict == .undecided)
    #expect(judge(-0.1, 0.05, [0.3, 0.4], .positive).verdict == .undecided)
    #expect(judge(.nan, 0.05, [0.3, 0.4], .real).verdict == .undecided)
    #expect(judge(1, 0.005, runs, .share).verdict == .differs)
    #expect(judge(1, 0.005, [0.9990, 0.9993, 0.9991, 0.9989], .share).verdict == .reproduced)
    #expect(judge(0, 0.5, [0, 0, 0, 0, 0, 0], .count).verdict == .reproduced)
    #expect(judge(0, 0.5, [30, 31, 32, 33], .count).verdict == .differs)
    #expect(judge(0, 0.0005, [0.30, 0.31, 0.32, 0.33], .positive).verdict == .differs)
    #expect(judge(0, 0.005, [0.010, 0.012, 0.011, 0.012], .share).verdict == .differs)
    #expect(judge(-0.3, 0.05, [-0.31, -0.30, -0.29, -0.30], .real).verdict == .reproduced)
  }

  @Test func `a value without chance is held against the printed digits alone`() {
    let rule = NumberRule()
    let near = rule.judge(published: 0.81, halfUnit: 0.005, ours: RunSample(exact: 0.8149), quantity: .share)
    #expect(near.verdict == .reproduced && near.interval == nil)
    #expect(
      rule.judge(published: 0.8097, halfUnit: 0.000_5, ours: RunSample(exact: 0.8092), quantity: .share).verdict
        == .reproduced)
    #expect(
      rule.judge(published: 0.81, halfUnit: 0.005, ours: RunSample(exact: 0.8251), quantity: .share).verdict
        == .differs)
  }

  @Test func `a reading is judged as a whole, each of its numbers with more confidence`() {
    #expect(NumberVerdict.together([.reproduced, .tooNoisy, .differs]) == .differs)
    #expect(NumberVerdict.together([.reproduced, .tooNoisy, .undecided]) == .undecided)
    #expect(NumberVerdict.together([.reproduced, .tooNoisy]) == .tooNoisy)
    #expect(NumberVerdict.together([.reproduced, .reproduced]) == .reproduced)
    #expect(abs(NumberRule(numbersTogether: 2).confidence - 0.975) < 1e-12)
  }
}

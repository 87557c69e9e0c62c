import FledgeMetrics
import Foundation
import Testing

struct SeedValuesTests {
  @Test func `eight seeds have quartiles and an interquartile mean as on paper`() throws {
    let values = try SeedValues([8, 1, 7, 2, 6, 3, 5, 4])
    #expect(values.median == 4.5)
    // Position (8 − 1)·0.25 = 1.75 between 2 and 3.
    #expect(values.lowerQuartile == 2.75 && values.upperQuartile == 6.25)
    // 3, 4, 5 and 6 remain.
    #expect(values.interquartileMean == 4.5)
    #expect(values.mean == 4.5 && values.minimum == 1 && values.maximum == 8)
    #expect(values.sampleStandardDeviation == 6.0.squareRoot())
  }

  @Test func `the t interval of 1, 2, 3 is 2 ± 4.3027/√3, and the next run lies within 2 ± 4.3027·√(4/3)`() throws {
    let values = try SeedValues([1, 2, 3])
    let interval = try #require(values.meanInterval())
    // For two degrees of freedom the quantile has a closed form: (2p − 1)·√(2 / (4p(1 − p))).
    let t = 0.95 * (2 / (4 * 0.975 * 0.025)).squareRoot()
    #expect(abs(interval.upper - (2 + t / 3.0.squareRoot())) < 1e-12)
    #expect(abs(interval.lower - (2 - t / 3.0.squareRoot())) < 1e-12)
    let prediction = try #require(values.predictionInterval())
    #expect(abs(prediction.upper - (2 + t * (4.0 / 3).squareRoot())) < 1e-12)
  }

  @Test func `a single seed has no spread, and no seed or NaN is refused`() throws {
    let single = try SeedValues([0.97])
    #expect(single.median == 0.97 && single.interquartileMean == 0.97 && single.quantile(0.9) == 0.97)
    #expect(single.sampleStandardDeviation == nil && single.meanInterval() == nil)
    #expect(SeedSummary(single).interquartileMeanInterval == nil)
    #expect(throws: MetricsError.tooFewValues(what: "values over seeds", needed: 1, found: 0)) { try SeedValues([]) }
    #expect(throws: MetricsError.notFinite(what: "value over seeds", position: 1)) { try SeedValues([1, .nan]) }
  }

  @Test func `the order of the seeds does not change a bit`() throws {
    let values = [0.9712, 0.9698, 0.9731, 0.9705, 0.9689, 0.9717, 0.9723]
    let forward = SeedSummary(try SeedValues(values), resampleCount: 500)
    let backward = SeedSummary(try SeedValues(values.reversed()), resampleCount: 500)
    #expect(forward == backward)
    let data = try JSONEncoder().encode(forward)
    #expect(try JSONDecoder().decode(SeedSummary.self, from: data) == forward)
  }

  @Test func `values travel as a list of numbers, and an empty list is refused`() throws {
    let values = try SeedValues([3, 1, 2])
    #expect(String(decoding: try JSONEncoder().encode(values), as: UTF8.self) == "[3,1,2]")
    #expect(try JSONDecoder().decode(SeedValues.self, from: Data("[3,1,2]".utf8)) == values)
    #expect(throws: MetricsError.self) { try JSONDecoder().decode(SeedValues.self, from: Data("[]".utf8)) }
  }

  @Test func `Wilson's interval stays inside 0 and 1 and holds the proportion`() {
    for (successes, trials) in [(0, 5), (5, 5), (1, 3), (9717, 10_000)] {
      let interval = Interval.wilson(successes: successes, trials: trials)
      #expect(interval.lower >= 0 && interval.upper <= 1)
      #expect(interval.contains(Double(successes) / Double(trials)))
    }
    #expect(Interval.wilson(successes: 0, trials: 5).lower == 0)
    #expect(Interval.wilson(successes: 5, trials: 5).upper == 1)
  }

  @Test func `Holm's correction multiplies 0.01 of three by three and keeps the order`() {
    #expect(holmAdjusted([0.04, 0.01, 0.03]) == [0.06, 0.03, 0.06])
    #expect(holmAdjusted([0.6, 0.7]) == [1, 1])
    #expect(holmAdjusted([]).isEmpty)
  }

  @Test func `sixteen seeds find a difference of 0.7 standard standardDeviations, and the level needs six pairs`() {
    // (1.959964 + 0.841621)² = 7.848880.
    #expect(SeedsNeeded.paired(difference: -0.7, standardDeviationOfDifferences: 1) == 17)
    #expect(SeedsNeeded.paired(difference: 0.7005, standardDeviationOfDifferences: 1) == 16)
    #expect(SeedsNeeded.unpaired(difference: 1, standardDeviation: 1) == 16)
    #expect(SeedsNeeded.paired(difference: 0, standardDeviationOfDifferences: 1) == nil)
    #expect(SeedsNeeded.paired(difference: 0, standardDeviationOfDifferences: 0) == nil)
    #expect(SeedsNeeded.fewestPairs(significance: 0.05) == 6)
    #expect(SeedsNeeded.fewestPerGroup(significance: 0.05) == 4)
  }
}

import FledgeMetrics
import Foundation
import Testing

/// Comparison with SciPy and NumPy; `Scripts/make_scipy_fixtures.py` writes the file.
struct SciPyTests {
  private let fixture: Fixture

  init() throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Fixtures/scipy/statistics.json")
    fixture = try JSONDecoder().decode(Fixture.self, from: Data(contentsOf: file))
  }

  /// Whether two numbers agree to 1e-9, relative for large and for tiny ones.
  private func agree(_ found: Double, _ expected: Double) -> Bool {
    found == expected || abs(found - expected) <= 1e-9 * (abs(expected) > 1e-3 ? max(1, abs(expected)) : abs(expected))
      || abs(expected) < 1e-300 && abs(found - expected) < 1e-300
  }

  @Test func `normal quantiles and tails`() {
    for (p, x) in zip(fixture.normal.probabilities, fixture.normal.quantiles) {
      #expect(agree(NormalDistribution.quantile(p), x), "quantile at \(p)")
    }
    for (x, p) in zip(fixture.normal.points, fixture.normal.upperTails) {
      #expect(agree(NormalDistribution.upperTail(x), p), "tail at \(x)")
      #expect(agree(NormalDistribution.cumulative(x), 1 - p), "cumulative at \(x)")
    }
  }

  @Test func `Student quantiles and tails`() {
    for student in fixture.student {
      let distribution = StudentDistribution(degreesOfFreedom: student.degreesOfFreedom)
      for (p, t) in zip(student.probabilities, student.quantiles) {
        #expect(agree(distribution.quantile(p), t), "\(student.degreesOfFreedom) degrees, quantile at \(p)")
      }
      for (t, p) in zip(student.points, student.upperTails) {
        #expect(agree(distribution.upperTail(t), p), "\(student.degreesOfFreedom) degrees, tail at \(t)")
        #expect(agree(distribution.cumulative(-t), p), "\(student.degreesOfFreedom) degrees, lower tail at \(-t)")
      }
    }
  }

  @Test func `quantiles, trimmed means and t intervals`() throws {
    for expected in fixture.summaries {
      let values = try SeedValues(expected.values)
      for (p, quantile) in zip(expected.probabilities, expected.quantiles) {
        #expect(agree(values.quantile(p), quantile), "\(values.count) values, quantile at \(p)")
      }
      #expect(agree(values.mean, expected.mean) && agree(values.median, expected.median))
      #expect(agree(values.interquartileMean, expected.trimmedMean), "\(values.count) values")
      #expect(agree(values.sampleStandardDeviation ?? -1, expected.sampleStandardDeviation))
      let interval = try #require(values.meanInterval())
      #expect(agree(interval.lower, expected.tInterval[0]) && agree(interval.upper, expected.tInterval[1]))
    }
  }

  @Test func `paired tests`() throws {
    for expected in fixture.paired {
      let pairs = try PairedSeedValues(SeedValues(expected.first), SeedValues(expected.second))
      let name = "\(pairs.count) pairs, ties: \(expected.hasTies)"
      let approximate = pairs.wilcoxonSignedRank(.normalApproximation)
      #expect(agree(approximate.statistic, expected.wilcoxonStatistic), "\(name)")
      #expect(agree(approximate.pValue, expected.wilcoxonApproximate), "\(name)")
      if let exact = expected.wilcoxonExact {
        #expect(agree(pairs.wilcoxonSignedRank(.exact).pValue, exact), "\(name)")
      }
      let t = try #require(pairs.pairedTTest())
      #expect(agree(t.statistic, expected.t) && agree(t.pValue, expected.tPValue), "\(name)")
      let flips = pairs.signFlipTest(exactLimit: 14, resampleCount: 10_000)
      // SciPy draws 99 999 times, the test 10 000 times: five standard errors of the difference.
      let allowed = expected.signFlipIsExact ? 1e-9 : 5 * (expected.signFlip * 1.1 / 10_000).squareRoot() + 2e-4
      #expect(abs(flips.pValue - expected.signFlip) <= allowed, "\(name)")
    }
  }

  @Test func `unpaired tests`() throws {
    for expected in fixture.unpaired {
      let groups = UnpairedSeedValues(try SeedValues(expected.first), try SeedValues(expected.second))
      let name = "\(groups.first.count) and \(groups.second.count) values"
      let approximate = groups.mannWhitney(.normalApproximation)
      #expect(agree(approximate.statistic, expected.u) && agree(approximate.pValue, expected.approximate), "\(name)")
      if let exact = expected.exact { #expect(agree(groups.mannWhitney(.exact).pValue, exact), "\(name)") }
      #expect(agree(groups.cliffsDelta, expected.cliffsDelta), "\(name)")
      let permutation = groups.permutationTest(exactLimit: 13_000, resampleCount: 10_000)
      // Twice the smaller tail, each tail being a share of the draws.
      let allowed =
        expected.permutationIsExact ? 1e-9 : 5 * 2 * (expected.permutation / 2 * 1.1 / 10_000).squareRoot() + 4e-4
      #expect(abs(permutation.pValue - expected.permutation) <= allowed, "\(name)")
    }
  }

  @Test func `bootstrap intervals from the same replicates agree to the last digits`() throws {
    for expected in fixture.bootstrap {
      let estimator = try #require(Estimator(rawValue: expected.estimator))
      let distribution = try SeedValues(expected.values).distribution(of: estimator, replicates: expected.replicates)
      let percentile = distribution.percentileInterval()
      #expect(agree(percentile.lower, expected.percentile[0]) && agree(percentile.upper, expected.percentile[1]))
      let corrected = distribution.biasCorrectedInterval()
      #expect(agree(corrected.lower, expected.bca[0]) && agree(corrected.upper, expected.bca[1]), "\(estimator)")
    }
  }

  @Test func `bootstrap intervals from replicates of our own agree within their Monte-Carlo error`() throws {
    for expected in fixture.bootstrap {
      let estimator = try #require(Estimator(rawValue: expected.estimator))
      let values = try SeedValues(expected.values)
      let distribution = values.bootstrap(estimator, resampleCount: 10_000, seed: 11)
      let percentile = distribution.percentileInterval()
      let corrected = distribution.biasCorrectedInterval()
      if estimator == .median {
        // The median of an odd resample is one of the values, and so is nearly every quantile of them.
        #expect(percentile.lower == expected.largePercentile[0] && percentile.upper == expected.largePercentile[1])
      } else {
        // A 2.5 % quantile of 10 000 draws has a standard error of about 0.03 standard deviations.
        let allowed = 0.15 * expected.largeStandardError
        #expect(abs(percentile.lower - expected.largePercentile[0]) < allowed)
        #expect(abs(percentile.upper - expected.largePercentile[1]) < allowed)
        #expect(abs(corrected.lower - expected.largeBCa[0]) < 2 * allowed)
        #expect(abs(corrected.upper - expected.largeBCa[1]) < 2 * allowed)
      }
    }
    let two = fixture.bootstrapOfTwo
    let groups = UnpairedSeedValues(try SeedValues(two.first), try SeedValues(two.second))
    let corrected = groups.bootstrap(.mean, resampleCount: 10_000, seed: 12).biasCorrectedInterval()
    #expect(abs(corrected.lower - two.bca[0]) < 0.3 * two.standardError)
    #expect(abs(corrected.upper - two.bca[1]) < 0.3 * two.standardError)
  }

  @Test func `Holm and Wilson`() {
    for (found, expected) in zip(holmAdjusted(fixture.holm.pValues), fixture.holm.adjusted) {
      #expect(agree(found, expected))
    }
    for expected in fixture.wilson {
      let interval = Interval.wilson(successes: expected.successes, trials: expected.trials)
      #expect(agree(interval.lower, expected.interval[0]) && agree(interval.upper, expected.interval[1]))
    }
  }

  @Test func `classification scores`() throws {
    let expected = fixture.classification
    var scores = ProbabilityScores(classCount: expected.classCount)
    try scores.add(probabilities: expected.probabilities.span, labels: expected.labels.span)
    let report = try ClassificationReport(scores)
    #expect(report.confusion.rows == expected.confusion)
    for (found, value) in [
      (report.classificationAccuracy, expected.accuracy), (report.macroMeans.f1, expected.macroF1),
      (report.weightedMeans.precision, expected.weightedPrecision),
      (report.balancedAccuracy, expected.balancedAccuracy), (report.matthewsCorrelation ?? -2, expected.matthews),
      (report.cohensKappa ?? -2, expected.kappa), (scores.logLoss, expected.logLoss),
      (scores.brierScore, expected.brier), (scores.topAccuracy(2), expected.top2),
      (scores.expectedCalibrationError, expected.calibrationError),
      (report.meanOneVersusRestAccuracy, expected.meanOneVersusRest),
    ] {
      #expect(agree(found, value))
    }
    for (found, values) in [
      (report.classes.map(\.precision), expected.precision), (report.classes.map(\.recall), expected.recall),
      (report.classes.map(\.f1), expected.f1),
    ] {
      #expect(zip(found, values).allSatisfy { agree($0, $1) })
    }
  }

  @Test func `regression scores`() throws {
    let expected = fixture.regression
    var scores = RegressionScores(outputCount: expected.outputCount)
    try scores.add(predicted: expected.predicted.span, expected: expected.expected.span)
    #expect(agree(scores.meanSquaredError, expected.meanSquaredError))
    #expect(agree(scores.meanAbsoluteError, expected.meanAbsoluteError))
    #expect(agree(scores.rSquared ?? -1, expected.rSquared))
  }
}

/// The contents of `Tests/Fixtures/scipy/statistics.json`.
struct Fixture: Decodable {
  let normal: Normal
  let student: [Student]
  let summaries: [Summary]
  let paired: [Paired]
  let unpaired: [Unpaired]
  let bootstrap: [Bootstrap]
  let bootstrapOfTwo: BootstrapOfTwo
  let holm: Holm
  let wilson: [Wilson]
  let classification: Classification
  let regression: Regression

  struct Normal: Decodable {
    let probabilities, quantiles, points, upperTails: [Double]
  }

  struct Student: Decodable {
    let degreesOfFreedom: Double
    let probabilities, quantiles, points, upperTails: [Double]
  }

  struct Summary: Decodable {
    let values, probabilities, quantiles, tInterval: [Double]
    let mean, median, trimmedMean, sampleStandardDeviation: Double
  }

  struct Paired: Decodable {
    let first, second: [Double]
    let hasTies, signFlipIsExact: Bool
    let wilcoxonExact: Double?
    let wilcoxonStatistic, wilcoxonApproximate, t, tPValue, signFlip: Double
  }

  struct Unpaired: Decodable {
    let first, second: [Double]
    let exact: Double?
    let u, approximate, permutation, cliffsDelta: Double
    let permutationIsExact: Bool
  }

  struct Bootstrap: Decodable {
    let estimator: String
    let values, replicates, percentile, bca, largePercentile, largeBCa: [Double]
    let largeStandardError: Double
  }

  struct BootstrapOfTwo: Decodable {
    let first, second, bca: [Double]
    let standardError: Double
  }

  struct Holm: Decodable {
    let pValues, adjusted: [Double]
  }

  struct Wilson: Decodable {
    let successes, trials: Int
    let interval: [Double]
  }

  struct Classification: Decodable {
    let classCount: Int
    let labels: [Int]
    let confusion: [[Int]]
    let probabilities, precision, recall, f1: [Double]
    let accuracy, macroF1, weightedPrecision, balancedAccuracy, matthews, kappa, logLoss, brier, top2: Double
    let calibrationError, meanOneVersusRest: Double
  }

  struct Regression: Decodable {
    let outputCount: Int
    let expected, predicted: [Double]
    let meanSquaredError, meanAbsoluteError, rSquared: Double
  }
}

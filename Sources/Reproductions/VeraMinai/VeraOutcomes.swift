import FledgeAnalysis
import FledgeDatasets
import FledgeKernels
import FledgeLatent
import FledgeMetrics
import FledgeModels
import FledgeNetworks
import FledgePages
import FledgeTensors
import FledgeTraining

extension ReadingRuns {
  /// The errors on training and test images: error fractions, or mean reconstruction errors.
  package func finalErrors() throws -> (training: [Double], test: [Double]) {
    var (training, test): ([Double], [Double]) = ([], [])
    for run in runs {
      guard !run.hasDiverged else {
        training.append(.nan)
        test.append(.nan)
        continue
      }
      let data = try run.data()
      let predictor = try run.predictor()
      for set in [data.training, data.test ?? data.training].enumerated() {
        let outputs = try ThresholdedOutputs(
          predictor, set.element, meaning: run.outputMeaning, isThresholded: reading.isThresholded)
        let error =
          run.settings.isAutoencoder
          ? outputs.reconstructionErrors(set.element.featureRows()).mean : outputs.errorFraction(set.element.labels)
        if set.offset == 0 { training.append(error) } else { test.append(error) }
      }
    }
    return (training, test)
  }
}

extension ReportRun {
  var outputMeaning: OutputMeaning { settings.makeLoss(hasLabels: true).outputMeaning }
}

/// The predictions of the classifiers of a reading.
struct ClassifierOutcome {
  /// Confusion matrices of the run with median test error.
  let training: ConfusionMatrix
  let test: ConfusionMatrix
  /// Each run's confusion matrix on its test images.
  let tests: [ConfusionMatrix]

  init(_ reading: ReadingRuns) throws {
    var found: [(training: ConfusionMatrix, test: ConfusionMatrix)] = []
    for run in reading.runs where !run.hasDiverged {
      let data = try run.data()
      let predictor = try run.predictor()
      let matrices = try [data.training, data.test ?? data.training].map { set in
        let outputs = try ThresholdedOutputs(
          predictor, set, meaning: run.outputMeaning, isThresholded: reading.reading.isThresholded)
        return try ConfusionMatrix(
          predicted: outputs.classes, labels: set.labels.map { Int($0) }, classCount: 10)
      }
      found.append((matrices[0], matrices[1]))
    }
    tests = found.map(\.test)
    found.sort { $0.test.errorCount < $1.test.errorCount }
    let empty = ConfusionMatrix(classCount: 10)
    let middle = found.isEmpty ? (empty, empty) : found[(found.count - 1) / 2]
    (training, test) = middle
  }

  /// The pairs of digits with most confusions, in both directions, over the tests of all runs.
  var worstPairs: [(first: Int, second: Int, errors: Int)] {
    (0..<10).flatMap { second in
      (0..<second).map { first in
        (first, second, tests.reduce(0) { $0 + $1.errors(between: first, and: second) })
      }
    }.sorted { $0.errors > $1.errors }
  }
}

/// The reconstruction errors of autoencoders for each digit.
struct AutoencoderOutcome {
  /// The mean error of each digit's test images, run by run: `means[digit][run]`.
  private(set) var means = [[Double]](repeating: [], count: 10)
  /// The standard deviation over the images.
  private(set) var standardDeviations = [[Double]](repeating: [], count: 10)
  /// The share of test images to whose reconstruction no other test image is nearer, run by run.
  private(set) var recovered: [Double] = []
  /// Test images of the first run and their reconstructions, thresholded as in the report's code.
  private(set) var samples: [(image: [Double], reconstruction: [Double], label: Int)] = []

  init(_ reading: ReadingRuns) throws {
    for run in reading.runs where !run.hasDiverged {
      let data = try run.data()
      let test = data.test ?? data.training
      let images = test.featureRows()
      let raw = try run.predictor().output(for: images)
      let outputs = ThresholdedOutputs(raw, isThresholded: reading.reading.isThresholded)
      let errors = outputs.reconstructionErrors(images)
      for digit in 0..<10 {
        let own = zip(errors, test.labels).filter { Int($0.1) == digit }.map(\.0)
        means[digit].append(own.mean)
        standardDeviations[digit].append(own.populationDeviation)
      }
      let nearest = try NeighborIndex(images).nearest(1, to: raw)
      let hits = nearest.indices.enumerated().count { $0.offset == Int($0.element) }
      recovered.append(Double(hits) / Double(max(1, test.count)))
      if samples.isEmpty { samples = Self.samples(images, raw, test) }
    }
  }

  /// The highest mean error of a digit over the lowest, run by run.
  var ratios: [Double] {
    means[0].indices.map { run in
      let errors = means.map { $0[run] }
      return (errors.max() ?? .nan) / (errors.min() ?? .nan)
    }
  }

  /// Whether these digits have the highest or lowest errors of all.
  func rank(_ claimed: [Int], highest: Bool) -> ClaimResult {
    Claim.rank(
      claimed.map { "\($0)" }, amongFirst: claimed.count, highest: highest,
      of: means.enumerated().map { Claim.Group("\($0.offset)", $0.element) },
      by: Claim.Design(.reconstructionError, paired: true))
  }

  /// Eight random test images.
  private static func samples(_ images: Tensor, _ outputs: Tensor, _ test: Dataset) -> [([Double], [Double], Int)] {
    RandomChoice.indices(8, of: test.count, seed: 7).map { index in
      (
        images.rows(index..<index + 1).elements.map { Double($0) },
        outputs.rows(index..<index + 1).elements.map { Double($0) }, Int(test.labels[index])
      )
    }
  }
}

extension Metric {
  /// The report's MRE.
  static let reconstructionError = Metric(
    id: "reconstruction_error", title: "MRE", unit: .number, direction: .lowerIsBetter)
}

/// Random choices for figures, the same in every run.
enum RandomChoice {
  /// Some indices below `count`, without repeats.
  static func indices(_ wanted: Int, of count: Int, seed: UInt64) -> [Int] {
    shuffledIndices(count, RandomKey(RandomStream(seed: seed, .analysis), layer: 0)).prefix(wanted).map { Int($0) }
  }
}

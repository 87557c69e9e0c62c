import FledgeAnalysis
package import FledgeDatasets
import FledgeKernels
package import FledgeModels
package import FledgeTensors

/// Everything that is to be known of a trained autoencoder's codes, with principal components of the same number as the
/// control of every result.
package struct LatentInspection: Sendable {
  package let autoencoder: Autoencoder
  /// What codes are compared with.
  package let training: Dataset
  /// What is coded, drawn and rebuilt.
  package let test: Dataset
  /// Which part of the data `test` is.
  package let testPart: String
  /// Whether generated digits stand in for MNIST.
  package let isStandIn: Bool
  /// The test examples, scaled as in training: `[examples, features]`.
  package let inputs: Tensor
  /// The codes of the training examples: `[examples, code]`.
  package var trainingCodes: Tensor { coded.trainingCodes }
  /// The codes of the test examples: `[examples, code]`.
  package var testCodes: Tensor { coded.testCodes }
  /// The root of the map's, the noise's and the classifier's random numbers.
  package let seed: UInt64

  let coded: CodeSpace
  let control: CodeSpace
  let maps: (coded: CodeMap, control: CodeMap)?
  /// The mean silhouette of the classes in the examples themselves.
  let inputSilhouette: Double?
  let noise: NoiseResult?
  /// The examples that galleries show.
  let shownExamples: [Int]

  /// How many principal components the control has: as many as the code has elements, where there are so many.
  package var components: Int { control.testCodes.shape[1] }

  /// Looks at a trained autoencoder.
  ///
  /// - Parameters:
  ///   - run: the trained network.
  ///   - limit: the most training and test examples to look at; all when `nil`.
  ///   - stage: is told what comes next.
  /// - Throws: `SettingError` for a run that is no autoencoder; `DatasetError`, `NetworkError`; `AnalysisError` for
  ///   codes that are not finite.
  package init(
    _ run: TrainedRun, data: ExperimentData, limit: Int? = nil, seed: UInt64, threads: Int,
    stage: (String) -> Void = { _ in }
  ) throws {
    let threads = threads == 1 ? ThreadPool.serial : ThreadPool(threads: threads)
    let data = limit.map { data.limited(to: $0) } ?? data
    let training = data.training
    let (test, part) = data.judged
    let autoencoder = try Autoencoder(run.settings, run.predictor, threads: threads)
    (self.autoencoder, self.training, self.test, testPart) = (autoencoder, training, test, part)
    (isStandIn, self.seed) = (data.isStandIn, seed)
    inputs = test.featureRows(threads: threads)

    stage("coding \(training.count + test.count) examples")
    let codes = try autoencoder.codes(of: test, threads: threads)
    try Self.checkFinite(codes, "codes")
    coded = try CodeSpace(
      "autoencoder", training: (autoencoder.codes(of: training, threads: threads), training),
      test: (codes, test, inputs),
      reconstructions: autoencoder.reconstructions(of: inputs), threads: threads, decode: autoencoder.decode)
    try Self.checkFinite(coded.reconstructions, "reconstructions")
    let components = min(autoencoder.codeWidth, training.featureShape.count, training.count)
    let principal = try PCABaseline(training: training, test: test, most: components, threads: threads)
    control = try CodeSpace(
      "principal components", training: (principal.codes(of: training.featureRows(threads: threads)), training),
      test: (principal.codes(of: inputs), test, inputs),
      reconstructions: principal.reconstructions(of: inputs, components: components), threads: threads,
      decode: principal.decode)

    stage("drawing maps")
    let labels = test.classCount > 0 ? test.labels : []
    let classes = test.classCount
    maps = try CodeMap(coded, inputs: inputs, labels: labels, classes: classes, seed: seed, threads: threads).flatMap {
      [inputs, control] map in
      try CodeMap(control, inputs: inputs, labels: labels, classes: classes, seed: seed, threads: threads).map {
        (map, $0)
      }
    }
    let mapped = min(CodeMap.most, test.count)
    inputSilhouette = try CodeMap.silhouette(inputs.rows(0..<mapped), Array(labels.prefix(mapped)), classes, threads)
    let shown = classes > 0 ? Array(test.firstOfEachClass.prefix(10)) : Array(0..<min(10, test.count))
    shownExamples = shown
    if autoencoder.settings.noise > 0 { stage("measuring noise from 0 to 1") }
    noise = try NoiseResult(
      autoencoder, data, test: test, neighbors: coded.neighbors, control: principal, components: components,
      shownExamples: shown, seed: seed, threads: threads)
  }

  private static func checkFinite(_ rows: Tensor, _ name: String) throws(AnalysisError) {
    guard let position = rows.elements.firstIndex(where: { !$0.isFinite }) else { return }
    let width = rows.shape[1]
    throw .notFinite(name: name, row: position / width, column: position % width, value: rows.elements[position])
  }
}

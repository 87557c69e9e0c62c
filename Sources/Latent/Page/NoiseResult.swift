import FledgeDatasets
import FledgeKernels
import FledgeModels
import FledgeTensors

/// What a denoiser makes of noise from σ = 0 to 1.
struct NoiseResult: Sendable {
  /// The strengths that are measured.
  static let standardDeviations = (0...10).map { Double($0) / 10 }

  /// The noise of training.
  let trained: Double
  /// What is left at each strength.
  let measured: [NoiseMeasurement]
  /// Some test examples: as they are, noisy, denoised, and by principal components, at each shown strength.
  let shown: [(standardDeviation: Double, noisy: Tensor, denoised: Tensor, components: Tensor)]

  /// Measures a denoiser; `nil` for an autoencoder that was trained without noise.
  init?(
    _ autoencoder: Autoencoder, _ data: ExperimentData, test: Dataset, neighbors: LatentCodes?,
    control: PCABaseline, components: Int, shownExamples: [Int], seed: UInt64, threads: ThreadPool
  ) throws {
    trained = autoencoder.settings.noise
    guard trained > 0 else { return nil }
    let classifier =
      test.classCount == 0
      ? nil
      : Autoencoder.threaded(
        try CleanClassifier.train(data, as: autoencoder.settings, seed: seed, threads: threads.count), threads)
    let noise = try NoiseTest(test, control: control, components: components, seed: seed, threads: threads)
    let run = NoiseTest.Run(denoiser: autoencoder, classifier: classifier, neighbors: neighbors?.classifier)
    measured = try Self.standardDeviations.map { try noise.measure($0, isClipped: false, [run]) }
    shown = try [trained, 3 * trained].map { standardDeviation in
      let noisy = noise.noisy(standardDeviation, isClipped: false).rows(at: shownExamples)
      return (
        standardDeviation, noisy, try autoencoder.reconstructions(of: noisy),
        try control.reconstructions(of: noisy, components: components)
      )
    }
  }
}

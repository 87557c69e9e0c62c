import FledgeDatasets
import FledgeLatent
import FledgeMetrics
import FledgeModels
import FledgeTensors

/// Denoisers under noise of many strengths, each with a classifier that was trained on clean images.
struct NoiseStudy {
  /// Unclipped noise.
  private(set) var unclipped: [NoiseMeasurement] = []
  /// Noisy pixels clipped to 0…1.
  private(set) var clipped: [NoiseMeasurement] = []
  /// The first classifier's predictions on images denoised from the strongest shown noise, unclipped.
  private(set) var confusion: ConfusionMatrix?

  private let test: NoiseTest
  private let runs: [NoiseTest.Run]

  /// The number of denoisers.
  var runCount: Int { runs.count }

  init(_ settings: Modular.Configuration, _ context: ReproductionContext) throws {
    let threads = context.threads
    let data = try context.data(for: settings.digits)
    let images = data.test ?? data.training
    let size = Modular.Configuration.denoiserLatent
    test = try NoiseTest(
      images, control: PCABaseline(training: data.training, test: images, most: size, threads: threads),
      components: size, threads: threads)
    let classifiers = try context.train(settings.classifier)[""].filter { !$0.hasDiverged }
    let denoisers = try context.train(settings.denoiser)[""].filter { !$0.hasDiverged }
    runs = try zip(denoisers, classifiers).map { denoiser, classifier in
      let autoencoder = try denoiser.autoencoder(threads)
      return NoiseTest.Run(
        denoiser: autoencoder, classifier: try Autoencoder.threaded(classifier.predictor(), threads),
        neighbors: try LatentCodes(autoencoder, training: data.training, test: images, threads: threads).classifier)
    }
    for standardDeviation in settings.noiseLevels {
      unclipped.append(try test.measure(standardDeviation, isClipped: false, runs))
      clipped.append(try test.measure(standardDeviation, isClipped: true, runs))
    }
    if let run = runs.first, let classifier = run.classifier {
      let denoised = try run.denoiser.reconstructions(of: noisy(Modular.severeNoise, isClipped: false))
      confusion = try ConfusionMatrix(
        predicted: test.classes(of: denoised, classifier), labels: images.labels.map { Int($0) },
        classCount: images.classCount)
    }
  }

  /// The test images under noise.
  func noisy(_ standardDeviation: Double, isClipped: Bool) -> Tensor {
    test.noisy(standardDeviation, isClipped: isClipped)
  }
}

import FledgeDatasets
import FledgeExperiments
import FledgeLatent
import FledgeMetrics
import FledgeTensors

/// Denoisers, each with a classifier of its own that has seen clean images alone, before noise of many strengths.
struct NoiseStudy {
  /// Noise as it is.
  private(set) var open: [NoiseMeasurement] = []
  /// Noisy pixels cut to 0…1.
  private(set) var cut: [NoiseMeasurement] = []
  /// What the first classifier makes of images denoised from the strongest shown noise, not cut.
  private(set) var confusion: ConfusionMatrix?

  private let test: NoiseTest
  private let runs: [NoiseTest.Run]

  /// How many denoisers there are.
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
      open.append(try test.measure(standardDeviation, isCut: false, runs))
      cut.append(try test.measure(standardDeviation, isCut: true, runs))
    }
    if let run = runs.first, let classifier = run.classifier {
      let denoised = try run.denoiser.reconstructions(of: noisy(Modular.severeNoise, isCut: false))
      confusion = try ConfusionMatrix(
        predicted: test.classes(of: denoised, classifier), labels: images.labels.map { Int($0) },
        classCount: images.classCount)
    }
  }

  /// The test images under noise.
  func noisy(_ standardDeviation: Double, isCut: Bool) -> Tensor { test.noisy(standardDeviation, isCut: isCut) }
}

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
  private(set) var confusion: FledgeMetrics.ConfusionMatrix?

  private let test: NoiseTest
  private let runs: [NoiseTest.Run]

  /// How many denoisers there are.
  var runCount: Int { runs.count }

  init(_ settings: Modular.Configuration, _ laboratory: Laboratory) throws {
    let team = laboratory.team
    let data = try laboratory.data(for: settings.digits)
    let images = data.test ?? data.training
    let size = Modular.Configuration.denoiserLatent
    test = try NoiseTest(
      images, control: ComponentControl(training: data.training, test: images, most: size, team: team),
      components: size, team: team)
    let classifiers = try laboratory.train(settings.classifier)[""].filter { !$0.hasDiverged }
    let denoisers = try laboratory.train(settings.denoiser)[""].filter { !$0.hasDiverged }
    runs = try zip(denoisers, classifiers).map { denoiser, classifier in
      let autoencoder = try denoiser.autoencoder(team)
      return NoiseTest.Run(
        denoiser: autoencoder, classifier: try Autoencoder.threaded(classifier.predictor(), team),
        neighbors: try LatentCodes(autoencoder, training: data.training, test: images, team: team).classifier)
    }
    for deviation in settings.noiseLevels {
      open.append(try test.measure(deviation, isCut: false, runs))
      cut.append(try test.measure(deviation, isCut: true, runs))
    }
    if let run = runs.first, let classifier = run.classifier {
      let denoised = try run.denoiser.reconstructions(of: noisy(Modular.severeNoise, isCut: false))
      confusion = try ConfusionMatrix(
        predicted: test.classes(of: denoised, classifier), labels: images.labels.map { Int($0) },
        classCount: images.classCount)
    }
  }

  /// The test images under noise.
  func noisy(_ deviation: Double, isCut: Bool) -> Tensor { test.noisy(deviation, isCut: isCut) }
}

import FledgeAnalysis
import FledgeDatasets
import FledgeKernels
import FledgeMetrics
import FledgeNetworks
import FledgeTensors

/// What is left of images under noise: errors and accuracies, each over the runs of the denoiser.
struct NoiseMeasurement {
  let deviation: Double
  /// Mean squared errors against the clean images.
  var noisyErrors: [Double] = []
  var denoisedErrors: [Double] = []
  var componentErrors: [Double] = []
  /// Shares of test images that the classifier gets right.
  var noisyAccuracies: [Double] = []
  var denoisedAccuracies: [Double] = []
  var componentAccuracies: [Double] = []
  /// Shares that five neighbours among the codes of clean training images get right.
  var neighborAccuracies: [Double] = []
}

/// Denoisers, each with a classifier of its own that has seen clean images alone, before noise of many strengths.
///
/// The noise of an image is the same at every strength but for its size, and for every run.
struct NoiseStudy {
  /// Noise as it is.
  private(set) var open: [NoiseMeasurement] = []
  /// Noisy pixels cut to 0…1.
  private(set) var cut: [NoiseMeasurement] = []
  /// What the first classifier makes of images denoised from the strongest shown noise, not cut.
  private(set) var confusion: FledgeMetrics.ConfusionMatrix?

  private let test: Dataset
  private let labels: [Int]
  private let clean: Tensor
  private let control: ComponentControl
  private let runs: [Run]
  private let team: ThreadTeam

  private struct Run {
    let denoiser: Predictor
    let classifier: Predictor
    let neighbors: NeighborClassifier
  }

  /// How many denoisers there are.
  var runCount: Int { runs.count }

  init(_ settings: Modular.Configuration, _ laboratory: Laboratory) throws {
    let team = laboratory.team
    self.team = team
    let data = try laboratory.data(for: settings.digits)
    let test = data.test ?? data.training
    (self.test, labels, clean) = (test, test.labels.map { Int($0) }, test.featureRows(team: team))
    control = try ComponentControl(data, most: Modular.Configuration.denoiserLatent, team: team)
    let classifiers = try laboratory.train(settings.classifier)[""].filter { !$0.hasDiverged }
    let denoisers = try laboratory.train(settings.denoiser)[""].filter { !$0.hasDiverged }
    runs = try zip(denoisers, classifiers).map { denoiser, classifier in
      let predictor = try denoiser.predictor().using(team)
      return Run(
        denoiser: predictor, classifier: try classifier.predictor().using(team),
        neighbors: try NeighborClassifier(
          predictor.codes(of: data.training, team: team), labels: data.training.labels, classes: test.classCount,
          neighbors: 5, team: team))
    }
    for deviation in settings.noiseLevels {
      open.append(try measure(deviation, isCut: false))
      cut.append(try measure(deviation, isCut: true))
    }
    if let run = runs.first {
      let images = try run.denoiser.output(for: noisy(Modular.severeNoise, isCut: false))
      confusion = try ConfusionMatrix(
        predicted: classes(of: images, run.classifier), labels: labels, classCount: test.classCount)
    }
  }

  /// The test images under noise.
  func noisy(_ deviation: Double, isCut: Bool) -> Tensor {
    var noisy = test
    noisy.augmentations = [
      FledgeDatasets.GaussianNoise(deviation: Float(deviation), clipping: isCut ? 0...1 : nil)
    ]
    return noisy.featureRows(draw: Draw(seed: 0, stream: .noise), team: team)
  }

  private func measure(_ deviation: Double, isCut: Bool) throws -> NoiseMeasurement {
    let seen = noisy(deviation, isCut: isCut)
    let components = try control.reconstructions(of: seen, components: Modular.Configuration.denoiserLatent)
    var result = NoiseMeasurement(deviation: deviation)
    for run in runs {
      let denoised = try run.denoiser.output(for: seen)
      let codes = try run.denoiser.output(for: seen, upTo: run.denoiser.network.output(ofBlock: "encoder"))
      result.noisyErrors.append(meanSquaredError(seen, clean))
      result.denoisedErrors.append(meanSquaredError(denoised, clean))
      result.componentErrors.append(meanSquaredError(components, clean))
      result.noisyAccuracies.append(try accuracy(of: seen, run.classifier))
      result.denoisedAccuracies.append(try accuracy(of: denoised, run.classifier))
      result.componentAccuracies.append(try accuracy(of: components, run.classifier))
      result.neighborAccuracies.append(share(try run.neighbors.predict(codes, team: team).map { Int($0) }))
    }
    return result
  }

  private func classes(of images: Tensor, _ classifier: Predictor) throws -> [Int] {
    let scores = try classifier.output(for: images)
    return try predictedLabels(scores: scores.span, classCount: scores.shape[1])
  }

  private func accuracy(of images: Tensor, _ classifier: Predictor) throws -> Double {
    share(try classes(of: images, classifier))
  }

  private func share(_ predicted: [Int]) -> Double {
    Double(zip(predicted, labels).filter { $0 == $1 }.count) / Double(max(1, labels.count))
  }
}

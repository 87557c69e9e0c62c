import FledgeLatent
import FledgeMetrics
import FledgePages

// The claims in words about denoising.
extension Modular {
  /// "Clean and accurate, with noise effectively removed".
  func gentle(_ study: NoiseStudy) -> TestedClaim {
    let point = measured(study, Self.trainedNoise)
    let denoised = ("the error of denoised images", point.denoisedErrors)
    return TestedClaim(
      "claim.denoised", "The reconstructions are clean and accurate, with noise effectively removed",
      from: "“Denoising capabilities”",
      test:
        "At σ = 0.2 the mean squared error against the clean images is below that of the noisy images and below what "
        + "principal components of the same size leave.",
      outcome: .all([
        .better(denoised, than: ("that of noisy images", point.noisyErrors), by: .meanSquaredError.on(.test), parts: 2),
        .better(
          denoised, than: ("that of principal components", point.componentErrors), by: .meanSquaredError.on(.test),
          parts: 2),
      ]))
  }

  /// "The reconstructions clearly preserve digit identity".
  func identity(_ study: NoiseStudy) -> TestedClaim {
    TestedClaim(
      "claim.identity", "The reconstructions clearly preserve digit identity", from: "figure 14",
      test: "The classifier’s accuracy on clean images is no more than one point above that on images denoised from "
        + "σ = 0.2.",
      outcome: preservation(study, Self.trainedNoise))
  }

  /// "Successfully recovers recognizable digits".
  func recognizable(_ study: NoiseStudy) -> TestedClaim {
    TestedClaim(
      "claim.recognisable", "the autoencoder successfully recovers recognizable digits", from: "figure 15",
      test: "The classifier recognizes more than nine in ten of the images denoised from σ = 0.6.",
      outcome: ClaimOutcome(
        Claim.exceeds(
          "the accuracy on images denoised from σ = 0.6", measured(study, Self.severeNoise).denoisedAccuracies,
          as: .share, threshold: 0.9, factor: 100, unit: " %")))
  }

  /// "Preserved classification accuracy even under extreme noise".
  func preserved(_ study: NoiseStudy) -> TestedClaim {
    let (clean, severe) = (measured(study, 0), measured(study, Self.severeNoise))
    let median = { (values: [Double]) in short(100 * Spread(values).median, 2) + " %" }
    return TestedClaim(
      "claim.preserved-accuracy", "The preserved classification accuracy even under extreme noise",
      from: "“Denoising capabilities”",
      test:
        "Preserved means within one point: the classifier’s accuracy on clean images is no more than one point above "
        + "that on images denoised from σ = 0.6. The report gives no number.",
      outcome: preservation(study, Self.severeNoise).adding(
        "under σ = 0.6 it is \(median(severe.noisyAccuracies)) without denoising and "
          + "\(median(severe.componentAccuracies)) after principal components; neighbours of the code reach "
          + "\(median(severe.neighborAccuracies)), on clean images \(median(clean.neighborAccuracies))"))
  }

  /// The classifier's accuracy on clean images against that on denoised ones, within one point.
  private func preservation(_ study: NoiseStudy, _ noise: Double) -> ClaimOutcome {
    .notBetter(
      ("clean images", measured(study, 0).noisyAccuracies),
      than: ("images denoised from σ = \(short(noise, 1))", measured(study, noise).denoisedAccuracies),
      by: .accuracy.on(.test), within: 0.01)
  }

  private func measured(_ study: NoiseStudy, _ noise: Double) -> NoiseMeasurement {
    guard let point = study.unclipped.first(where: { $0.standardDeviation == noise }) else {
      preconditionFailure("every scale measures σ = 0, 0.2 and 0.6")
    }
    return point
  }
}

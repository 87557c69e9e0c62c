import FledgeCharts
import FledgeDatasets
import FledgeLatent
import FledgeModels
import FledgeNetworks
import FledgePages
import FledgeTensors

// Figures 14 and 15, and the report's claims on accuracy under noise, which have no numbers.
extension Modular {
  /// The noise of figure 14, with which the denoiser was trained.
  static let trainedNoise = 0.2
  /// The noise of figure 15, the report's "extreme" noise.
  static let severeNoise = 0.6

  func denoising(in context: ReproductionContext) throws -> [PageSection] {
    guard context.wants("fig14", "fig15", "denoising", "denoising.accuracy", "denoising.error") else { return [] }
    let settings = Modular.Configuration(context.scale)
    let study = try NoiseStudy(settings, context)
    guard let run = try context.train(settings.denoiser)[""].first(where: { !$0.hasDiverged }) else { return [] }
    return [
      try PageSection("Denoising", from: "“Denoising capabilities”") {
        Figure(
          "fig14", number: "Figure 14",
          caption: "σ = 0.2, as in training: the first test image of each class under noise and denoised; below, with "
            + "noisy pixels cut to 0…1.",
          reported: "clean and accurate, identity preserved",
          charts: [try pictures(run, study, Self.trainedNoise)])
        Figure(
          "fig15", number: "Figure 15", caption: "The same images under σ = 0.6, three times the noise of training.",
          reported: "recognisable digits", charts: [try pictures(run, study, Self.severeNoise)])
        curves(study)
        preserved(study)
        gentle(study)
      }
    ]
  }

  private func pictures(_ run: ReportRun, _ study: NoiseStudy, _ standardDeviation: Double) throws -> ImageGrid {
    let data = try run.data()
    let chosen = (data.test ?? data.training).firstOfEachClass
    let predictor = try run.predictor()
    let tiles = try [false, true].flatMap { isClipped in
      let noisy = study.noisy(standardDeviation, isClipped: isClipped)
      let rows = noisy.rows(at: chosen)
      let denoised = try predictor.output(for: rows)
      return [rows, denoised].flatMap { images in chosen.indices.map { images.tile($0) } }
    }
    return ImageGrid(
      title: "Noise σ = \(short(standardDeviation, 1))", tiles: tiles, columns: chosen.count,
      rowLabels: ["noisy", "denoised", "noisy, cut", "denoised"])
  }

  @BlockBuilder
  private func curves(_ study: NoiseStudy) -> [any ReportBlock] {
    let size = Modular.Configuration.denoiserLatent
    Prose(
      """
      The report says that accuracy is preserved and gives no number, so it is measured: a classifier (figure 5) that \
      has seen clean images alone looks at noisy images, at denoised ones, and at what \(size) principal components of \
      the clean training images, a code of the same size, make of the noisy ones. Five nearest neighbours classify the \
      denoiser’s code of the noisy image among the codes of the clean training images.
      """)
    Figure(
      "denoising.accuracy", number: nil,
      caption: "Accuracy under noise, median over \(study.runCount) runs with quartiles. Noise as it is, and "
        + "with noisy pixels cut to 0…1.",
      charts: [("Noise as it is", study.unclipped), ("Noisy pixels cut to 0…1", study.clipped)].map { title, measured in
        NoiseCurves.accuracies(title, measured)
      })
    Figure(
      "denoising.error", number: nil,
      caption: "Mean squared error against the clean images, median over runs with quartiles; \(size) principal "
        + "components as the control of the same size.",
      charts: [("Noise as it is", study.unclipped), ("Noisy pixels cut to 0…1", study.clipped)].map { title, measured in
        NoiseCurves.errors(title, measured)
      })
    Table(
      "denoising", number: nil, caption: "Accuracies and mean squared errors, medians over runs, noise as it is.",
      columns: ["σ", "denoised", "noisy", "components", "neighbours", "denoised, error", "components, error"],
      rows: study.unclipped.map { point in
        [
          .number(point.standardDeviation, decimals: 1), .percent(Spread(point.denoisedAccuracies).median, decimals: 2),
          .percent(Spread(point.noisyAccuracies).median, decimals: 2),
          .percent(Spread(point.componentAccuracies).median, decimals: 2),
          .percent(Spread(point.neighborAccuracies).median, decimals: 2),
          .number(Spread(point.denoisedErrors).median, decimals: 4),
          .number(Spread(point.componentErrors).median, decimals: 4),
        ]
      })
    if let confusion = study.confusion {
      Figure(
        "denoising.confusion", number: nil,
        caption: "The first classifier on images denoised from σ = 0.6, noise as it is.",
        charts: [Confusion.chart("Denoised, σ = 0.6", confusion, classes: (0..<10).map(String.init))])
    }
  }

  /// Tests "preserved classification accuracy even under extreme noise".
  private func preserved(_ study: NoiseStudy) -> TestedClaim {
    guard let clean = study.unclipped.first(where: { $0.standardDeviation == 0 }),
      let severe = study.unclipped.first(where: { $0.standardDeviation == Self.severeNoise })
    else { preconditionFailure("every scale measures σ = 0 and σ = 0.6") }
    let before = Spread(clean.noisyAccuracies).median
    let after = Spread(severe.denoisedAccuracies).median
    let sentence =
      "of clean images \(short(100 * before, 2)) % are classified correctly; under σ = 0.6 "
      + "\(short(100 * after, 2)) % after denoising, \(short(100 * Spread(severe.noisyAccuracies).median, 2)) % without, "
      + "\(short(100 * Spread(severe.componentAccuracies).median, 2)) % by principal components, and "
      + "\(short(100 * Spread(severe.neighborAccuracies).median, 2)) % by neighbours of the code "
      + "(clean: \(short(100 * Spread(clean.neighborAccuracies).median, 2)) %)"
    return TestedClaim(
      "claim.preserved-accuracy", "The preserved classification accuracy even under extreme noise",
      from: "“Denoising capabilities”",
      test: "Preserved means within one point: the classifier’s accuracy on images denoised from σ = 0.6 against its "
        + "accuracy on clean images, medians over runs. The report gives no number.",
      outcome: before - after <= 0.01 ? .holds(sentence) : .fails(sentence))
  }

  /// Tests "clean and accurate, with noise effectively removed".
  private func gentle(_ study: NoiseStudy) -> TestedClaim {
    guard let point = study.unclipped.first(where: { $0.standardDeviation == Self.trainedNoise }) else {
      preconditionFailure("every scale measures σ = 0.2")
    }
    let (noisy, denoised) = (Spread(point.noisyErrors).median, Spread(point.denoisedErrors).median)
    let components = Spread(point.componentErrors).median
    let sentence =
      "the mean squared error falls from \(short(noisy, 4)) to \(short(denoised, 4)); principal components of the same "
      + "size leave \(short(components, 4))"
    return TestedClaim(
      "claim.denoised", "The reconstructions are clean and accurate, with noise effectively removed",
      from: "“Denoising capabilities”",
      test: "At σ = 0.2 the error against the clean images is below that of the noisy images and below what principal "
        + "components of the same size leave.",
      outcome: denoised < min(noisy, components) ? .holds(sentence) : .fails(sentence))
  }
}

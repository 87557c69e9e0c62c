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
            + "noisy pixels clipped to 0…1. The network was trained on unclipped noise in both.",
          reported: "clean and accurate, identity preserved",
          charts: [try pictures(run, study, Self.trainedNoise)])
        Figure(
          "fig15", number: "Figure 15", caption: "The same images under σ = 0.6, three times the noise of training.",
          reported: "recognisable digits", charts: [try pictures(run, study, Self.severeNoise)])
        curves(study)
        gentle(study)
        identity(study)
        recognizable(study)
        preserved(study)
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
      rowLabels: ["noisy", "denoised", "noisy, clipped", "denoised"])
  }

  @BlockBuilder
  private func curves(_ study: NoiseStudy) -> [any ReportBlock] {
    let size = Modular.Configuration.denoiserLatent
    Prose(
      """
      The report says that accuracy is preserved and gives no number, so it is measured. The classifier of figure 5, \
      trained on clean images, classifies noisy images and denoised ones. As a baseline it classifies noisy images \
      reconstructed from \(size) principal components of the clean training images, a code of the same size. Five nearest \
      neighbours classify the denoiser’s code of the noisy image among the codes of the clean training images.
      """)
    Figure(
      "denoising.accuracy", number: nil,
      caption: "Accuracy under noise, median over \(study.runCount) runs with quartiles. Unclipped noise, and "
        + "noisy pixels clipped to 0…1; all networks were trained on unclipped noise.",
      charts: [("Unclipped noise", study.unclipped), ("Noisy pixels clipped to 0…1", study.clipped)].map {
        title, measured in
        NoiseCurves.accuracies(title, measured)
      })
    Figure(
      "denoising.error", number: nil,
      caption: "Mean squared error against the clean images, median over runs with quartiles; \(size) principal "
        + "components as the control of the same size.",
      charts: [("Unclipped noise", study.unclipped), ("Noisy pixels clipped to 0…1", study.clipped)].map {
        title, measured in
        NoiseCurves.errors(title, measured)
      })
    Table(
      "denoising", number: nil, caption: "Accuracies and mean squared errors, medians over runs, unclipped noise.",
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
        caption: "The first classifier on images denoised from σ = 0.6, unclipped noise.",
        charts: [Confusion.chart("Denoised, σ = 0.6", confusion, classes: (0..<10).map(String.init))])
    }
  }
}

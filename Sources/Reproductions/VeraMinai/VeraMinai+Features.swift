import FledgeCharts
import FledgeLatent
import FledgeMetrics
import FledgeNetworks
import FledgePages
import FledgeTensors

extension VeraMinai {
  /// Sections 2.3 and 2.4: hidden units as images, and the reconstructions of eight images.
  func featureSection(
    _ classifiers: [ReadingRuns], _ autoencoders: [ReadingRuns], _ digits: AutoencoderOutcome,
    initializations: [FeaturePair]
  ) throws -> PageSection {
    let pictures = [
      try features(classifiers[1].runs.first, "0.weight", "F", "Classifier"),
      try features(autoencoders[0].runs.first, "encoder.0.weight", "A", "Autoencoder"),
    ].compactMap { $0 }
    return try PageSection("Features and reconstructions", from: "sections 2.3 and 2.4") {
      Figure(
        "fig6", number: "Figure 6",
        caption: "The weights into 20 hidden units of each network, drawn at random: classifier as probably run, "
          + "autoencoder as the code stands, first run.",
        reported: "the autoencoder's features are smoother and better structured", charts: pictures)
      TestedClaim(
        "claim.smoother", "The autoencoder features appear smoother and more structured", from: "section 2.3",
        test:
          "Roughness of every hidden unit: the mean squared difference of neighbouring weights over the variance of "
          + "the unit's weights; the median over units, run by run. White noise has 2, a smooth picture nearly 0. The "
          + "autoencoder has the lower one in each reading and under each initialization that this page shows.",
        outcome: try smoothness(
          [
            FeaturePair("as the code stands", classifiers[1].runs, autoencoders[0].runs),
            FeaturePair("as written", classifiers[2].runs, autoencoders[1].runs),
          ] + initializations))
      TestedClaim(
        "claim.similar-units",
        "certain neurons in both models show similarities, particularly for dominant digit patterns like curves or "
          + "straight edges", from: "section 2.3",
        test: "None: the report names neither units nor a measure of how alike they are.",
        outcome: .undecided(
          "among 200 × 200 pairs of units some are alike by chance, so “certain neurons” holds whatever the networks "
            + "have learned, and no test of it could fail"))
      Figure(
        "fig7", number: "Figure 7",
        caption:
          "Eight test images drawn at random (top) and their reconstructions (bottom), first run, outputs "
          + "as they are.",
        reported: "the reconstructions closely resemble the originals, with some details blurred",
        charts: digits.samples.isEmpty ? [] : [samples(digits)])
    }
  }

  /// The weights into each hidden unit.
  private func units(_ run: ReportRun, _ path: String) throws -> [[Double]] {
    let weights = try run.predictor().parameters.tensor(path)
    return (0..<weights.shape[0]).map { unit in weights.rows(unit..<unit + 1).elements.map { Double($0) } }
  }

  private func features(_ run: ReportRun?, _ path: String, _ letter: String, _ title: String) throws -> ImageGrid? {
    guard let run, !run.hasDiverged else { return nil }
    let units = try units(run, path)
    let tiles = RandomChoice.indices(20, of: units.count, seed: 20).enumerated().map { index, unit in
      Pictures.tile(units[unit], caption: "\(letter)\(index + 1)")
    }
    return ImageGrid(title: title, tiles: tiles, columns: 5, shading: .signed)
  }

  private func smoothness(_ pairs: [FeaturePair]) throws -> ClaimOutcome {
    .all(
      try pairs.map { pair in
        .better(
          ("the autoencoder, \(pair.name)", try roughness(pair.autoencoders, "encoder.0.weight")),
          than: ("the classifier", try roughness(pair.classifiers, "0.weight")), by: .roughness, parts: pairs.count)
      })
  }

  private func roughness(_ runs: [ReportRun], _ path: String) throws -> [Double] {
    try runs.map { run in
      run.hasDiverged ? .nan : Spread(try units(run, path).compactMap(Roughness.value)).median
    }
  }

  private func samples(_ digits: AutoencoderOutcome) -> ImageGrid {
    ImageGrid(
      title: "Originals and reconstructions",
      tiles: digits.samples.map { Pictures.tile($0.image) } + digits.samples.map { Pictures.tile($0.reconstruction) },
      columns: digits.samples.count, rowLabels: ["original", "reconstruction"],
      columnLabels: digits.samples.map { "\($0.label)" })
  }
}

/// Classifiers and autoencoders of the same seeds that are compared by their features.
struct FeaturePair {
  let name: String
  let classifiers: [ReportRun]
  let autoencoders: [ReportRun]

  init(_ name: String, _ classifiers: [ReportRun], _ autoencoders: [ReportRun]) {
    (self.name, self.classifiers, self.autoencoders) = (name, classifiers, autoencoders)
  }
}

extension Metric {
  fileprivate static let roughness = Metric(
    id: "roughness", title: "roughness", unit: .number, direction: .lowerIsBetter)
}

extension VeraMinai {
  /// Xavier's and He's weights in both searches; none where the page does not hold figure 6.
  func initializations(_ context: ReproductionContext, _ configuration: Configuration) throws -> [FeaturePair] {
    guard context.wants("fig6", "claim.smoother") else { return [] }
    let axes = try context.train(configuration.axes)
    let rates = try context.train(configuration.rates)
    return ["Xavier", "He"].map { FeaturePair($0, axes[$0], rates[$0]) }
  }
}

import FledgeCharts
import FledgeLatent
import FledgeNetworks
import FledgePages
import FledgeTensors

extension VeraMinai {
  /// Sections 2.3 and 2.4: hidden units as images, and the reconstructions of eight images.
  func featureSection(
    _ classifiers: [ReportRun], _ autoencoders: [ReportRun], _ digits: AutoencoderOutcome
  ) throws -> PageSection {
    let pictures = [
      try features(classifiers.first, "0.weight", "F", "Classifier"),
      try features(autoencoders.first, "encoder.0.weight", "A", "Autoencoder"),
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
          + "the unit's weights; the median over units, run by run. White noise has 2, a smooth picture nearly 0.",
        outcome: try smoothness(classifiers, autoencoders))
      Figure(
        "fig7", number: "Figure 7",
        caption:
          "Eight test images drawn at random (top) and what the autoencoder gives back (bottom), first run, outputs "
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

  private func smoothness(_ classifiers: [ReportRun], _ autoencoders: [ReportRun]) throws -> ClaimOutcome {
    let (first, second) = (try roughness(classifiers, "0.weight"), try roughness(autoencoders, "encoder.0.weight"))
    let medians = [first, second].map { NumberText.fixed(Spread($0).median, decimals: 3) }
    let words = "the median roughness is \(medians[0]) in the classifier and \(medians[1]) in the autoencoder"
    guard first.count > 1, second.count > 1 else { return .undecided(words) }
    if (second.max() ?? 0) < (first.min() ?? 0) { return .holds(words + "; the runs of the two do not overlap") }
    if (first.max() ?? 0) < (second.min() ?? 0) {
      return .fails(words + "; the runs of the two do not overlap, and the classifier's are the smoother ones")
    }
    return .undecided(words + "; the runs of the two overlap")
  }

  private func roughness(_ runs: [ReportRun], _ path: String) throws -> [Double] {
    try runs.filter { !$0.hasDiverged }.map { Spread(try units($0, path).compactMap(Roughness.value)).median }
  }

  private func samples(_ digits: AutoencoderOutcome) -> ImageGrid {
    ImageGrid(
      title: "Originals and reconstructions",
      tiles: digits.samples.map { Pictures.tile($0.image) } + digits.samples.map { Pictures.tile($0.reconstruction) },
      columns: digits.samples.count, rowLabels: ["original", "given back"],
      columnLabels: digits.samples.map { "\($0.label)" })
  }
}

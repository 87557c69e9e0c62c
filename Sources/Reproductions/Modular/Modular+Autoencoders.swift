import FledgeAnalysis
import FledgeCharts
import FledgeDatasets
import FledgeLatent
import FledgeMetrics
import FledgeModels
import FledgePages
import FledgeTensors
import FledgeTraining

// Figures 10 and 11: latent sizes, depths and losses.
extension Modular {
  func autoencoders(in context: ReproductionContext) throws -> [PageSection] {
    guard context.wants("fig10", "fig11") else { return [] }
    let settings = Modular.Configuration(context.scale)
    let digits = context.digits.test ?? context.digits.training
    let grid = ReconstructionGrid(
      settings, try context.train(settings.autoencoders),
      test: settings.testExamples.map { digits.prefix($0) } ?? digits)
    return [
      try PageSection("Autoencoders: latent size and depth", from: "“Latent space dimensionality study”") {
        Modular.SettingsTables.autoencoders(settings)
        Figure(
          "fig10", number: "Figure 10",
          caption:
            "Loss on the test set for every latent size and depth, after \(settings.autoencoderEpochs) epochs, one "
            + "run each. In the report darker cells have the lower loss.",
          reported: "larger latent spaces are better under both losses; depth 3 to 5 is best",
          charts: Modular.Configuration.PixelLoss.allCases.map(grid.heatmap))
        if context.wants("fig10") {
          try principalComponents(grid, context)
          grid.latentClaim
          grid.depthClaim
          grid.plateauClaim
          grid.sensitivityClaim
        }
        if context.wants("fig11") { try reconstructions(grid, settings) }
      }
    ]
  }

  /// The reconstruction error of PCA with codes of the same size.
  private func principalComponents(_ grid: ReconstructionGrid, _ context: ReproductionContext) throws -> Table {
    let settings = grid.settings
    let data = try context.data(for: settings.digits)
    let control = try PCABaseline(
      training: data.training, test: data.test ?? data.training, most: settings.latentSizes.max() ?? 4,
      threads: context.threads)
    let rows = try settings.latentSizes.map { latent in
      let autoencoders = settings.depths.map { grid.value(latent, $0, .squaredError) }
      let error = try control.error(components: latent)
      return [.count(latent), .number(error, decimals: 5)] + autoencoders.map { TableCell.number($0, decimals: 5) }
    }
    return Table(
      "fig10.components", number: nil,
      caption: "Mean squared error on the test set: principal components of the training images as the control, and "
        + "the autoencoders of the same code size.",
      columns: ["latent size", "principal components"] + settings.depths.map { TableColumn("depth \($0)") }, rows: rows)
  }

  @BlockBuilder
  private func reconstructions(_ grid: ReconstructionGrid, _ settings: Modular.Configuration) throws
    -> [any ReportBlock]
  {
    let run = grid.run(32, settings.depths.max() ?? 5)
    let data = try run.data()
    let test = data.test ?? data.training
    let outputs = try run.evaluate(test, keepsOutputs: true).outputs ?? Tensor(shape: [0, 784])
    let chosen = test.firstOfEachClass
    let pairs = chosen.map { Pictures.tile(test, $0) } + chosen.map { outputs.tile($0) }
    Figure(
      "fig11", number: "Figure 11",
      caption: "The first test image of each class over its reconstruction, latent size 32, depth "
        + "\(settings.depths.max() ?? 5).",
      reported: "the digits are preserved, slightly smoother than the originals",
      charts: [
        ImageGrid(
          title: "Originals and reconstructions", tiles: pairs, columns: chosen.count,
          rowLabels: ["original", "reconstruction"])
      ])
    let originals = test.featureRows()
    let ratios = (0..<test.count).compactMap { Roughness.ratio(outputs.pixels($0), to: originals.pixels($0)) }
    TestedClaim(
      "claim.smoother", "The reconstructions appear slightly smoother than originals",
      from: "“Latent space visualization”",
      test: "Roughness is the mean squared difference of neighbouring pixels over the variance of the image. More than "
        + "half of the test images must become smoother, beyond what chance gives (Clopper and Pearson’s interval).",
      outcome: ClaimOutcome(Claim.share("become smoother", ratios.map { $0 < 1 }, of: "test images"))
        .adding("the median ratio is \(short(Spread(ratios).median, 2))"))
  }
}

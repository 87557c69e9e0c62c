import FledgeCharts
import FledgeDatasets
import FledgeMetrics
import FledgePages

/// The autoencoders of figure 10: the test loss of every latent size, depth and loss.
struct ReconstructionGrid {
  typealias PixelLoss = Modular.Configuration.PixelLoss

  let settings: Modular.Configuration
  private let runs: StudyRuns
  /// The mean entropy of the test set's pixels as probabilities, in nats.
  private let pixelEntropy: Double

  init(_ settings: Modular.Configuration, _ runs: StudyRuns, test: Dataset) {
    self.settings = settings
    self.runs = runs
    pixelEntropy = PixelEntropy.mean(of: test)
  }

  /// The median test loss over the runs of one cell of the heatmap.
  func value(_ latent: Int, _ depth: Int, _ loss: PixelLoss) -> Double {
    Spread(runs[settings.label(latent, depth, loss)].map(\.testLoss)).median
  }

  /// The first run of one cell under squared error.
  func run(_ latent: Int, _ depth: Int) -> ReportRun { runs[settings.label(latent, depth, .squaredError)][0] }

  func heatmap(_ loss: PixelLoss) -> Heatmap {
    Heatmap(
      title: loss == .squaredError ? "Mean squared error" : "Cross-entropy per pixel", columnLabel: "Depth",
      rowLabel: "Latent size", columns: settings.depths.map(String.init), rows: settings.latentSizes.map(String.init),
      values: settings.latentSizes.map { latent in settings.depths.map { value(latent, $0, loss) } },
      valueLabel: "test loss", digits: 3)
  }

  /// Every step to the next larger latent size must lower the loss.
  var latentClaim: TestedClaim {
    let steps = PixelLoss.allCases.flatMap { loss in
      settings.depths.flatMap { depth in
        zip(settings.latentSizes, settings.latentSizes.dropFirst()).map { smaller, larger in
          value(larger, depth, loss) < value(smaller, depth, loss)
        }
      }
    }
    return TestedClaim(
      "claim.larger-latent",
      "increasing latent dimension consistently improves reconstruction quality across both loss functions",
      from: "“Latent space dimensionality study”",
      test:
        "Of the steps to the next larger latent size, at every depth and under both losses, more than nine of ten lower "
        + "the test loss (Clopper and Pearson’s interval). One run for each cell.",
      outcome: ClaimOutcome(
        Claim.share("to the next larger latent size lower the loss", steps, of: "steps", moreThan: 0.9)))
  }

  /// Depth 3 to 5 against 1 and 2, in every row of both heatmaps.
  var depthClaim: TestedClaim {
    let best = rows.map { loss, latent in
      settings.depths.min { value(latent, $0, loss) < value(latent, $1, loss) } ?? 0
    }
    let counts = settings.depths.map { depth in "depth \(depth) in \(best.filter { $0 == depth }.count)" }
    let chance = Double(settings.depths.count { $0 >= 3 }) / Double(settings.depths.count)
    return TestedClaim(
      "claim.depth", "deeper networks generally outperform shallow ones, with depth 3-5 showing the best results",
      from: "“Latent space dimensionality study”",
      test:
        "In how many rows of the two heatmaps the best depth is 3, 4 or 5: more than chance gives, 60 % for three of "
        + "five depths (Clopper and Pearson’s interval). One run for each cell.",
      outcome: ClaimOutcome(
        Claim.share(
          "are best at depth 3 or more", best.map { $0 >= 3 }, of: "rows", moreThan: chance)
      ).adding("the best is " + counts.joined(separator: ", ")))
  }

  /// The gain from depth 1 to 3 against that from 3 to 5, row by row of both heatmaps.
  var plateauClaim: TestedClaim {
    let depths = [1, 3, 5]
    let isMeasured = depths.allSatisfy(settings.depths.contains)
    let changes = (isMeasured ? rows : []).map { loss, latent -> Double in
      let losses = depths.map { value(latent, $0, loss) - floor(loss) }
      return (losses[0] - losses[1] - (losses[1] - losses[2])) / losses[0]
    }
    return TestedClaim(
      "claim.plateau", "The improvement plateaus at greater depths", from: "“Latent space dimensionality study”",
      test:
        "From depth 1 to 3 the loss falls by more than from 3 to 5, as a share of that at depth 1, in the mean over "
        + "the rows of the two heatmaps. One run for each cell, the entropy of grey pixels taken off cross-entropy.",
      outcome: isMeasured
        ? ClaimOutcome(
          Claim.exceeds("the first gain less the second", changes, threshold: 0, factor: 100, unit: " %"))
        : .notTested("it takes depths 1, 3 and 5"))
  }

  /// The rows of both heatmaps.
  private var rows: [(PixelLoss, Int)] {
    PixelLoss.allCases.flatMap { loss in settings.latentSizes.map { (loss, $0) } }
  }

  /// The loss of a perfect reconstruction: cross-entropy leaves the entropy of grey pixels.
  private func floor(_ loss: PixelLoss) -> Double { loss == .crossEntropy ? pixelEntropy : 0 }

  /// The relative fall of the loss from the smallest to the largest latent size, under each loss.
  var sensitivityClaim: TestedClaim {
    let (small, large) = (settings.latentSizes.min() ?? 4, settings.latentSizes.max() ?? 64)
    let falls = settings.depths.map { depth in
      PixelLoss.allCases.map { loss in
        1 - (value(large, depth, loss) - floor(loss)) / (value(small, depth, loss) - floor(loss))
      }
    }
    let medians = [0, 1].map { loss in short(100 * Spread(falls.map { $0[loss] }).median, 0) }
    return TestedClaim(
      "claim.cross-entropy-sensitive",
      "cross-entropy loss appears more sensitive to latent dimension size than MSE",
      from: "“Latent space dimensionality study”",
      test: "The two losses have different units, so the share by which each falls from the smallest to the largest "
        + "latent size is compared, depth by depth. Cross-entropy cannot fall below the entropy of grey pixels, "
        + "\(short(pixelEntropy, 4)) for each pixel of the test set, which is taken off first.",
      outcome: ClaimOutcome(
        Claim.exceeds(
          "the fall of cross-entropy less that of the squared error", falls.map { $0[1] - $0[0] }, threshold: 0,
          factor: 100, unit: " points")
      ).adding(
        "from \(small) to \(large) the squared error falls by \(medians[0]) %, cross-entropy by \(medians[1]) % "
          + "(medians over depths)"))
  }
}

/// A measure of the roughness of a square image.
enum Roughness {
  /// The mean squared difference of neighbouring pixels over the variance; `nil` for an image of one shade.
  static func value(_ pixels: [Double]) -> Double? {
    let side = Int(Double(pixels.count).squareRoot().rounded())
    let mean = pixels.reduce(0, +) / Double(pixels.count)
    let variance = pixels.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(pixels.count)
    var sum = 0.0
    for row in 0..<side {
      for column in 0..<side {
        let pixel = row * side + column
        if column + 1 < side {
          sum += (pixels[pixel + 1] - pixels[pixel]) * (pixels[pixel + 1] - pixels[pixel])
        }
        if row + 1 < side {
          sum += (pixels[pixel + side] - pixels[pixel]) * (pixels[pixel + side] - pixels[pixel])
        }
      }
    }
    return variance > 0 ? sum / Double(2 * side * (side - 1)) / variance : nil
  }

  /// The roughness of one image relative to another.
  static func ratio(_ pixels: [Double], to original: [Double]) -> Double? {
    guard let value = value(pixels), let other = self.value(original), other > 0 else { return nil }
    return value / other
  }
}

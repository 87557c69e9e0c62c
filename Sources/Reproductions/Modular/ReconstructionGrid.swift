import FledgeCharts
import FledgeMetrics
import FledgePages

/// The autoencoders of figure 10: the test loss of every latent size, depth and loss.
struct ReconstructionGrid {
  typealias PixelLoss = Modular.Configuration.PixelLoss

  let settings: Modular.Configuration
  private let runs: StudyRuns

  init(_ settings: Modular.Configuration, _ runs: StudyRuns) {
    self.settings = settings
    self.runs = runs
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
    var (steps, improved) = (0, 0)
    for loss in PixelLoss.allCases {
      for depth in settings.depths {
        for (smaller, larger) in zip(settings.latentSizes, settings.latentSizes.dropFirst()) {
          steps += 1
          if value(larger, depth, loss) < value(smaller, depth, loss) { improved += 1 }
        }
      }
    }
    let sentence = "\(improved) of \(steps) steps to the next larger latent size lower the loss"
    return TestedClaim(
      "claim.larger-latent",
      "increasing latent dimension consistently improves reconstruction quality across both loss functions",
      from: "“Latent space dimensionality study”",
      test: "At every depth and under both losses, each larger latent size has the lower test loss.",
      outcome: improved == steps ? .holds(sentence) : .fails(sentence))
  }

  /// Depth 3 to 5 against 1 and 2, in every row of both heatmaps.
  var depthClaim: TestedClaim {
    let rows = PixelLoss.allCases.flatMap { loss in settings.latentSizes.map { (loss, $0) } }
    let best = rows.map { loss, latent in
      settings.depths.min { value(latent, $0, loss) < value(latent, $1, loss) } ?? 0
    }
    let deep = best.filter { $0 >= 3 }.count
    let counts = settings.depths.map { depth in "depth \(depth) in \(best.filter { $0 == depth }.count)" }
    return TestedClaim(
      "claim.depth", "deeper networks generally outperform shallow ones, with depth 3-5 showing the best results",
      from: "“Latent space dimensionality study”",
      test: "In how many rows of the two heatmaps the best depth is 3, 4 or 5; more than half, beyond what chance "
        + "gives (Wilson’s interval).",
      outcome: .majority(
        deep, of: rows.count, "the best of \(rows.count) rows is \(counts.joined(separator: ", "))"))
  }

  /// The relative drop of the loss from the smallest to the largest latent size, under each loss.
  var sensitivityClaim: TestedClaim {
    let (small, large) = (settings.latentSizes.min() ?? 4, settings.latentSizes.max() ?? 64)
    let falls = settings.depths.map { depth in
      PixelLoss.allCases.map { 1 - value(large, depth, $0) / value(small, depth, $0) }
    }
    let more = falls.filter { $0[1] > $0[0] }.count
    let medians = [0, 1].map { loss in short(100 * Spread(falls.map { $0[loss] }).median, 0) }
    let sentence =
      "from \(small) to \(large) the squared error falls by \(medians[0]) %, cross-entropy by "
      + "\(medians[1]) % (medians over depths); cross-entropy falls by the larger share at \(more) of "
      + "\(falls.count) depths. It cannot fall to 0 where pixels are grey: part of it is there whatever the network does"
    let outcome: ClaimOutcome =
      more == falls.count ? .holds(sentence) : more == 0 ? .fails(sentence) : .undecided(sentence)
    return TestedClaim(
      "claim.cross-entropy-sensitive",
      "cross-entropy loss appears more sensitive to latent dimension size than MSE",
      from: "“Latent space dimensionality study”",
      test: "The two losses have different units, so the share by which each falls from the smallest to the largest "
        + "latent size is compared, depth by depth.", outcome: outcome)
  }
}

extension ClaimOutcome {
  /// "More than half": holds where the 95 % Wilson interval is above one half, fails where it is below.
  static func majority(_ count: Int, of total: Int, _ sentence: String) -> ClaimOutcome {
    guard total > 0 else { return .notTested("there is nothing to count") }
    let interval = Interval.wilson(successes: count, trials: total)
    if interval.lower > 0.5 { return .holds(sentence) }
    return interval.upper < 0.5 ? .fails(sentence) : .undecided(sentence)
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

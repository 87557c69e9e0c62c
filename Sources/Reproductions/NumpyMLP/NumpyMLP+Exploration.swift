import FledgeCharts
import FledgeDatasets
import FledgeLatent
import FledgeMetrics
import FledgeModels
import FledgePages
import FledgeTensors

extension NumpyMLP {
  /// Section 3: the data before training.
  func explorationSection(_ context: ReproductionContext) -> PageSection {
    let limit = Configuration.explored(context.scale)
    let sets = [context.digits.training, context.digits.test].compactMap { $0?.prefix(limit) }
    let survey = DigitSurvey(sets)
    return PageSection("Exploration", from: "section 3") {
      Figure(
        "exploration.classes", number: "Section 3", caption: "Class distribution of all \(survey.total) images.",
        reported: "class distribution visualization (balanced dataset)",
        charts: [
          BarChart(
            title: "Images of each digit", categoryLabel: "Digit", y: ChartAxis("Images"),
            categories: (0..<10).map(String.init), series: [BarSeries("", survey.counts.map(Double.init))],
            showsValues: true)
        ])
      Figure(
        "exploration.samples", number: "Section 3", caption: "The first three training images of each class.",
        reported: "sample images per class (3×10 grid)",
        charts: [
          ImageGrid(
            title: "Samples of each class", tiles: ClassSamples.tiles(sets[0], count: 3, classes: 10), columns: 10,
            columnLabels: (0..<10).map(String.init))
        ])
      Figure(
        "exploration.means", number: "Section 3", caption: "The mean image of each digit.",
        reported: "mean images clearly reveal structural digit patterns",
        charts: [
          ImageGrid(
            title: "Mean image of each digit", tiles: survey.meanImages.map { Pictures.tile($0) }, columns: 10,
            columnLabels: (0..<10).map(String.init))
        ])
      Figure(
        "exploration.pixels", number: "Section 3", caption: "How often each grey level occurs, over all pixels.",
        reported: "pixel values are heavily concentrated near zero",
        charts: [
          Histogram(
            title: "Pixel values", x: ChartAxis("Pixel value"), edges: survey.edges,
            series: [HistogramSeries("", counts: survey.histogram)], measure: .share)
        ])
      TestedClaim(
        "claim.balanced", "Classes are approximately balanced.", from: "section 3",
        test: "No class is more than a fifth above or below a tenth of all images.",
        outcome: survey.balance, needs: .any)
      TestedClaim(
        "claim.near-zero", "Pixel values are heavily concentrated near zero.", from: "section 3",
        test: "At least half of all pixels are exactly 0.", outcome: survey.concentration, needs: .any)
      if let test = context.digits.test?.prefix(limit) {
        TestedClaim(
          "claim.means", "Mean images clearly reveal structural digit patterns.", from: "section 3",
          test:
            "A mean image shows its digit where images of the digit are nearer to it, by squared distance, than to the "
            + "mean images of others: more than half of the test images, of which chance gives a tenth. Means are of the "
            + "training images.",
          outcome: ClaimOutcome(DigitSurvey([sets[0]]).recognition(of: test)), needs: .any)
      }
    }
  }
}

/// Counts over all pixels and labels of some sets.
struct DigitSurvey {
  private let means: ClassMeans
  /// The number of pixels of each grey level.
  private(set) var levels = [Int](repeating: 0, count: 256)

  init(_ sets: [Dataset]) {
    means = ClassMeans(sets)
    for set in sets {
      for example in 0..<set.count {
        guard let pixels = set.greyLevels(of: example) else { continue }
        for pixel in pixels { levels[Int(pixel)] += 1 }
      }
    }
  }

  /// The number of images of each class.
  var counts: [Int] { means.counts }
  /// The mean of each pixel over the images of a class, 0 to 1.
  var meanImages: [[Double]] { means.means }
  var total: Int { counts.reduce(0, +) }

  /// Bins of eight grey levels.
  var edges: [Double] { (0...32).map { Double($0) / 32 } }
  var histogram: [Double] { (0..<32).map { Double(levels[8 * $0..<8 * $0 + 8].reduce(0, +)) } }

  /// Whether most images are nearest to the mean image of their own digit.
  func recognition(of images: Dataset) -> ClaimResult {
    let means = meanImages.map { $0.map { Float(255 * $0) } }
    var correct = 0
    for (example, label) in images.labels.enumerated() {
      guard let pixels = images.greyLevels(of: example) else { continue }
      let distances = means.map { mean in
        var sum: Float = 0
        for pixel in mean.indices {
          let difference = Float(pixels[pixel]) - mean[pixel]
          sum += difference * difference
        }
        return sum
      }
      if distances.firstIndex(of: distances.min() ?? 0) == Int(label) { correct += 1 }
    }
    let share = Double(correct) / Double(max(1, images.count))
    return Claim.share(
      "\(NumberText.percent(share)) of \(images.count) test images are nearest to the mean image of their own digit",
      counted: share, moreThan: 0.5)
  }

  var balance: ClaimOutcome {
    let shares = counts.map { Double($0) / Double(max(1, total)) }
    let (low, high) = (shares.min() ?? 0, shares.max() ?? 0)
    let sentence = "the shares of the classes lie between \(NumberText.percent(low)) and \(NumberText.percent(high))"
    return low >= 0.08 && high <= 0.12 ? .holds(sentence) : .fails(sentence)
  }

  var concentration: ClaimOutcome {
    let share = Double(levels[0]) / Double(max(1, levels.reduce(0, +)))
    let sentence = "\(NumberText.percent(share)) of all pixels are 0"
    return share >= 0.5 ? .holds(sentence) : .fails(sentence)
  }
}

import FledgeCharts
import FledgeDatasets
import FledgeKernels
import FledgeLatent
import FledgeModels
import FledgeTensors

/// Examples above what an autoencoder makes of them; of a denoiser with the noisy input between.
struct ReconstructionsFigure: FigureDrawing {
  static let kind = FigureKind(
    name: "reconstructions",
    help: "examples of the test set above their reconstructions by an autoencoder, one run of each variant; a denoiser "
      + "has the noisy input between",
    keys: [
      .init("count", "how many examples are shown: the first of each class, then others", standard: "10"),
      ShownRuns.metricKey,
    ]
  ) { reader in
    let shown = try ShownRuns("reconstructions", reader)
    try reader.check(shown.selector, "a figure of kind reconstructions", \.noAutoencoder)
    return ReconstructionsFigure(shown: shown, count: try reader.count("count", atMost: 60) ?? 10)
  }

  /// The most pictures in a row.
  private static let columns = 10
  /// The most columns of a heatmap.
  private static let mostFeatures = 32

  let shown: ShownRuns
  let count: Int

  var caption: String { "Test examples and their reconstructions: \(shown.whichRun)." }
  var isStacked: Bool { true }

  func charts(_ context: ReproductionContext, report: String, published: PublishedPoints) throws -> [any Chart] {
    try shown.runs(context, report).map { shown in
      let (examples, part) = try shown.run.data().judged
      let picked = examples.examplesToShow(count)
      let subset = examples.subset(picked.map { Int32($0) })
      let autoencoder = try shown.run.autoencoder()
      let noise = shown.run.settings.noise
      let inputs = try NoisyExamples(subset, threads: .serial)
      let seen = noise > 0 ? inputs.noisy(noise, isClipped: false) : inputs.clean
      let rebuilt = try autoencoder.reconstructions(of: seen)
      var rows = [("original", inputs.clean)]
      if noise > 0 { rows.append(("noisy, σ = \(NumberText.significant(noise))", seen)) }
      rows.append(("reconstruction", rebuilt))
      let title = "\(shown.title): \(picked.count) \(part) examples"
      guard Pictures.arePictures(examples.featureShape) else {
        return subset.featureShape.count == 2
          ? try plane(title, shown.run, autoencoder, examples)
          : heatmap(title, rows, try shown.run.data().featureNames)
      }
      let all = Array(picked.indices)
      return grid(title, rows.map { ($0, subset.unscaled($1, of: all)) }, subset)
    }
  }

  private func grid(_ title: String, _ rows: [(name: String, pixels: Tensor)], _ examples: Dataset) -> ImageGrid {
    let range = Pictures.range(of: rows[0].pixels)
    let columns = min(Self.columns, examples.count)
    var tiles: [ImageTile?] = []
    var labels: [String] = []
    for start in stride(from: 0, to: examples.count, by: columns) {
      for (name, pixels) in rows {
        labels.append(name)
        tiles += (start..<start + columns).map { example in
          example < examples.count
            ? Pictures.tile(pixels.row(example), shape: examples.featureShape, range: range) : nil
        }
      }
    }
    return ImageGrid(title: title, tiles: tiles, columns: columns, rowLabels: labels)
  }

  private func plane(_ title: String, _ run: ReportRun, _ autoencoder: Autoencoder, _ examples: Dataset) throws
    -> ScatterChart
  {
    let drawn = Array(0..<min(500, examples.count))
    let inputs = examples.featureRows(0..<drawn.count)
    let names = try run.data().featureNames
    let points = [
      ("original", inputs), ("reconstruction", try autoencoder.reconstructions(of: inputs)),
    ].map { name, rows in
      let rows = examples.unscaled(rows, of: drawn)
      return PointClass(name, x: drawn.map { Double(rows[$0, 0]) }, y: drawn.map { Double(rows[$0, 1]) })
    }
    return ScatterChart(
      title: "\(run.label.isEmpty ? "" : run.label + ", ")seed \(run.seed): \(drawn.count) examples",
      x: ChartAxis(names[0]), y: ChartAxis(names[1]), classes: points)
  }

  /// Rows of a table one below the other, in the unit of the network, since columns have different units.
  private func heatmap(_ title: String, _ rows: [(name: String, values: Tensor)], _ features: [String]) -> Heatmap {
    let width = rows[0].values.shape[1]
    let columns = min(width, Self.mostFeatures)
    let pairs = (0..<rows[0].values.shape[0]).flatMap { example in rows.map { (example, $0) } }
    return Heatmap(
      title: title + (columns == width ? "" : ", \(columns) of \(width) features"), columnLabel: "feature",
      rowLabel: "example", columns: Array(features.prefix(columns)), rows: pairs.map { "\($0 + 1), \($1.name)" },
      values: pairs.map { example, row in row.values.row(example).prefix(columns).map(Double.init) },
      valueLabel: "value as the network sees it", digits: 2)
  }
}

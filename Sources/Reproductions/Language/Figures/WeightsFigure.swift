import FledgeCharts
import FledgeDatasets
import FledgeLatent
import FledgeModels
import FledgeNetworks
import FledgeTensors

/// The weights into the first units of the first layer: small pictures, or a heatmap for tables.
struct WeightsFigure: FigureDrawing {
  static let kind = FigureKind(
    name: "weights",
    help: "the weights into units of the first layer, one run of each variant: small pictures for pictures, a heatmap "
      + "for tables",
    keys: [.init("units", "how many units are shown, the first ones", standard: "16"), ShownRuns.metricKey]
  ) { reader in
    WeightsFigure(
      shown: try ShownRuns("weights", reader), unitCount: try reader.count("units", atMost: 256) ?? 16)
  }

  /// The most columns of a heatmap.
  private static let mostFeatures = 32

  let shown: ShownRuns
  let unitCount: Int

  var caption: String { "Weights into units of the first layer: \(shown.whichRun)." }

  func charts(_ context: ReproductionContext, report: String, published: PublishedPoints) throws -> [any Chart] {
    try shown.runs(context, report).map { try chart($0) }
  }

  private func chart(_ shown: ShownRuns.Shown) throws -> any Chart {
    let (parameters, data) = (try shown.run.predictor().parameters, try shown.run.data())
    let first = parameters.layout.entries.first { $0.spec.role == .weight && $0.spec.shape.rank >= 2 }
    guard let first else { throw self.shown.misfit("expected a layer with weights, found none") }
    let weights = try parameters.tensor(first.path)
    let total = weights.shape[0]
    let count = min(unitCount, total)
    let rows = (0..<count).map { weights.rows($0..<$0 + 1).elements }
    let title = "\(shown.title): \(count == total ? "all \(total)" : "\(count) of \(total)") units"
    let shape = data.training.featureShape
    // Without hidden layers the units are the classes.
    let isOutput =
      !shown.run.settings.isAutoencoder && total == data.training.classCount && first.path == lastWeight(parameters)
    let names = (0..<count).map { isOutput ? data.training.classNames[$0] : "\($0 + 1)" }
    if first.spec.shape.rank == 4 {
      // Windows of a convolution, its input channels one below the other.
      let side = first.spec.shape[3]
      return grid(title, zip(rows, names).map { ImageTile(pixels: $0.map(Double.init), width: side, caption: $1) })
    }
    guard Pictures.arePictures(shape), rows[0].count == shape.count else {
      return heatmap(title, rows, names: names, features: data.featureNames)
    }
    let planes = shape.rank == 3 ? shape[0] : 1
    let area = shape.count / planes
    let tiles = zip(rows, names).flatMap { row, name in
      (0..<planes).map { plane in
        ImageTile(
          pixels: row[plane * area..<(plane + 1) * area].map(Double.init), width: shape[shape.rank - 1],
          caption: planes == 1 ? name : "\(name) \(["red", "green", "blue"][plane])")
      }
    }
    return grid(title, tiles, planes: planes)
  }

  private func lastWeight(_ parameters: Parameters) -> String? {
    parameters.layout.entries.last { $0.spec.role == .weight }?.path
  }

  private func grid(_ title: String, _ tiles: [ImageTile], planes: Int = 1) -> ImageGrid {
    ImageGrid(title: title, tiles: tiles, columns: min(planes == 1 ? 8 : 6, tiles.count), shading: .signed)
  }

  private func heatmap(_ title: String, _ rows: [[Float]], names: [String], features: [String]) -> Heatmap {
    let width = rows[0].count
    let columns = min(width, Self.mostFeatures)
    return Heatmap(
      title: columns == width ? title : "\(title), \(columns) of \(width) features", columnLabel: "feature",
      rowLabel: "unit", columns: Array(features.prefix(columns)), rows: names,
      values: rows.map { $0.prefix(columns).map(Double.init) }, valueLabel: "weight", digits: 2)
  }
}

import FledgeCharts
import FledgeInspection
import FledgeModels
import FledgePages
import FledgeTensors

extension RunPage {
  /// How many units are drawn.
  private static let most = 64

  /// The weights of the first layer that reads the input.
  var weightSection: PageSection? {
    let layers = run.network.unitLayers
    guard let layer = layers.first(where: { UnitWeights(run, $0) != nil }), let weights = UnitWeights(run, layer) else {
      return nil
    }
    let units = min(Self.most, layer.unitCount)
    let rest = units < layer.unitCount ? " The first \(units) of \(layer.unitCount) are shown." : ""
    guard let width = pictureWidth(weights) else { return PageSection("First layer") { table(weights, layer) } }
    let tiles = (0..<units).map { unit in
      ImageTile(pixels: weights.of(unit).map { Double($0) }, width: width, caption: "\(unit)")
    }
    return PageSection("First layer") {
      Figure(
        "weights", number: nil,
        caption: "The weights that lead into each unit of `\(weights.path)`, as pictures of the input.\(rest)",
        charts: halves(tiles).map { tiles in
          ImageGrid(
            title: "Units \(tiles.first?.caption ?? "") to \(tiles.last?.caption ?? "")", tiles: tiles,
            columns: tiles.count > 16 ? 7 : 4, shading: .signed)
        })
    }
  }

  /// The width of the picture that a unit's weights make; channels stand one below the other.
  private func pictureWidth(_ weights: UnitWeights) -> Int? {
    switch weights.source {
    case .window(let shape): shape[2]
    case .features: run.pictureSize?.width
    case .layer: nil
    }
  }

  /// The weights of columns: the features with the largest weights first.
  private func table(_ weights: UnitWeights, _ layer: UnitLayer) -> [any ReportBlock] {
    let names = run.featureNames
    guard case .features = weights.source, names.count == weights.weights.shape[1] else {
      return [Prose("The weights of `\(weights.path)` belong to no picture and no columns, and are not shown.")]
    }
    let units = Array(0..<min(12, layer.unitCount))
    let strength = names.indices.map { column in
      (0..<layer.unitCount).reduce(0.0) { $0 + Double(weights.weights.elements[$1 * names.count + column].magnitude) }
    }
    let columns = names.indices.sorted { strength[$0] == strength[$1] ? $0 < $1 : strength[$0] > strength[$1] }.prefix(30)
    return [
      Table(
        "weights", number: nil,
        caption: "Weights of `\(weights.path)`: \(columns.count) of \(names.count) features, the largest sum of magnitudes over all "
          + "\(layer.unitCount) units first; \(units.count) units are shown.",
        columns: ["feature"] + units.map { TableColumn("unit \($0)") },
        rows: columns.map { column in
          [.text(plain(names[column]))]
            + units.map { .number(Double(weights.weights.elements[$0 * names.count + column]), decimals: 3) }
        })
    ]
  }
}

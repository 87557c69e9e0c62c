import FledgeAnalysis
import FledgeCharts
import FledgeDatasets
import FledgePages
import FledgeTensors

// The mean codes of classes, decoded, and what lies between two of them.
extension LatentPage {
  var centroidSection: PageSection {
    get throws {
      let title = "Class centroids and what lies between"
      guard let coded = found.coded.neighbors, let control = found.control.neighbors else {
        return PageSection(title) { Prose("These data have no classes, so there are no centroids.") }
      }
      guard Set(found.training.labels).count == classNames.count else {
        return PageSection(title) { Prose("Some class has no training example here, so there are no centroids.") }
      }
      let centroids = try [coded, control].map { try $0.centroids() }
      return try PageSection(title) {
        if isImage, classNames.count <= 12 {
          Figure(
            "centroids", number: nil,
            caption: "Decoded mean codes of the classes on the diagonal, mixtures of half and half elsewhere.",
            charts: try zip(zip(names, spaces), centroids).map { space, centroids in
              try mixtures(space.0, space.1, centroids)
            })
        } else {
          try zip(spaces, centroids).map { space, centroids in try centroidTable(space, centroids) }
        }
      }
    }
  }

  private func mixtures(_ name: String, _ space: CodeSpace, _ centroids: ClassCentroids) throws -> ImageGrid {
    let classes = classNames.count
    let mixed = centroids.mixtures().reshaped(to: [classes * classes, centroids.codes.shape[1]])
    return ImageGrid(
      title: name, tiles: try tiles(space.decode(mixed)), columns: classes, rowLabels: classNames,
      columnLabels: classNames)
  }

  private func centroidTable(_ space: CodeSpace, _ centroids: ClassCentroids) throws -> Table {
    let decoded = try space.decode(centroids.codes)
    let shown = min(12, decoded.shape[1])
    return Table(
      space.name == "autoencoder" ? "centroids" : "centroids-control", number: nil,
      caption: "Decoded mean codes of the classes, \(space.name)"
        + "\(shown < decoded.shape[1] ? "; the first \(shown) of \(decoded.shape[1]) features" : "").",
      columns: ["Class"] + (0..<shown).map { TableColumn("feature \($0 + 1)") },
      rows: classNames.enumerated().map { label, name in
        [.text(name)] + (0..<shown).map { .number(Double(decoded[label, $0]), decimals: 3) }
      })
  }
}

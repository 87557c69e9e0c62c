import FledgeAnalysis
import FledgeCharts
import FledgeDatasets
import FledgePages
import FledgeTensors

// Where codes lie.
extension LatentPage {
  var mapSection: PageSection {
    get throws {
      guard let maps = found.maps else {
        return PageSection("Map of the codes") { Prose("A map needs 25 examples, there are \(found.test.count).") }
      }
      return PageSection("Map of the codes") {
        Figure(
          "map", number: nil,
          caption: "Codes of the first \(maps.coded.positions.shape[0]) \(found.testPart) examples"
            + "\(classNames.isEmpty ? "" : ", classes by colour and shape"): \(maps.coded.method).",
          charts: zip(names, [maps.coded, maps.control]).map(scatter))
        quality(maps.coded, maps.control)
        Prose(
          """
          Trustworthiness falls where the code puts strangers side by side, continuity where it parts neighbours, \
          preservation is the share of the \(CodeMap.neighbors) nearest examples that are still among the nearest; 1 \
          is perfect, and a random code has about 0.5, 0.5 and 0. “Code” compares the codes with the examples, “map” \
          the map with the codes. The silhouette is above 0 where classes are apart\
          \(found.inputSilhouette.map { "; in the examples themselves it is \(NumberText.fixed($0, decimals: 3))" } ?? "").
          """)
      }
    }
  }

  private func scatter(_ name: String, _ map: CodeMap) -> ScatterChart {
    ScatterChart(
      title: name, x: ChartAxis(map.axes.x), y: ChartAxis(map.axes.y),
      classes: ClassPoints.classes(
        map.positions, labels: classNames.isEmpty ? [] : Array(found.test.labels.prefix(map.positions.shape[0])),
        names: classNames), labelsClasses: !classNames.isEmpty)
  }

  private func quality(_ coded: CodeMap, _ control: CodeMap) -> Table {
    let rows = zip(names, [coded, control]).flatMap { name, map -> [[TableCell]] in
      let silhouette = map.silhouette.map { TableCell.number($0, decimals: 3) } ?? .empty
      let measures = [("code", map.codes, silhouette)] + (map.drawing.map { [("map", $0, .empty)] } ?? [])
      return measures.map { what, quality, silhouette in
        [
          .text("\(name), \(what)"), .number(quality.trustworthiness, decimals: 4),
          .number(quality.continuity, decimals: 4), .number(quality.neighborhoodPreservation, decimals: 4), silhouette,
        ]
      }
    }
    return Table(
      "quality", number: nil, caption: "How well neighbourhoods of \(CodeMap.neighbors) survive.",
      columns: ["", "trustworthiness", "continuity", "preservation", "silhouette"], rows: rows)
  }
}

import FledgeCharts
import FledgeDatasets
import FledgePages
import FledgeTensors

// What comes back of examples.
extension LatentPage {
  var reconstructionSection: PageSection {
    PageSection("Reconstructions") {
      if let pictures { Figure("reconstructions", number: nil, caption: pictureCaption, charts: [pictures]) }
      if !isImage, found.inputs.shape[1] == 2 {
        Figure(
          "reconstructions", number: nil, caption: "Examples, and what comes back of them.",
          charts: zip(names, spaces).map(planes))
      }
      errorTable
      if !classNames.isEmpty {
        Figure(
          "errors", number: nil, caption: "Mean squared error of the \(found.testPart) examples of each class.",
          charts: [
            BarChart(
              title: "Error by class", categoryLabel: "Class", y: ChartAxis("Mean squared error"),
              categories: classNames,
              series: zip(names, spaces).map { BarSeries($0, classErrors($1)) })
          ])
      }
      if !isImage, (3...64).contains(found.inputs.shape[1]) { featureTable }
    }
  }

  private var pictureCaption: String {
    classNames.isEmpty
      ? "The first \(found.testPart) examples, and what comes back of them."
      : "The first \(found.testPart) example of each class, and what comes back of it."
  }

  private var pictures: ImageGrid? {
    guard isImage else { return nil }
    let rows = [found.inputs] + spaces.map(\.reconstructions)
    return ImageGrid(
      title: "Originals and reconstructions",
      tiles: rows.flatMap { images in found.shownExamples.map { tile(images, $0) } },
      columns: found.shownExamples.count, rowLabels: ["original", "autoencoder", "components"])
  }

  private func planes(_ name: String, _ space: CodeSpace) -> ScatterChart {
    let drawn = min(500, found.test.count)
    let points = [("originals", found.inputs), ("reconstructions", space.reconstructions)]
    return ScatterChart(
      title: name, x: ChartAxis("x₁"), y: ChartAxis("x₂"),
      classes: points.map { label, rows in
        PointClass(
          label, x: (0..<drawn).map { Double(rows[$0, 0]) }, y: (0..<drawn).map { Double(rows[$0, 1]) })
      })
  }

  private func classErrors(_ space: CodeSpace) -> [Double] {
    space.classErrors(found.test.labels, classes: classNames.count)
  }

  private var errorTable: Table {
    let errors = spaces.map(\.error)
    let classes = zip(classErrorsOrNone[0], classErrorsOrNone[1])
    return Table(
      "error-table", number: nil, caption: "Mean squared error of \(examplesText).",
      columns: ["Class", "autoencoder", "principal components", "ratio"],
      rows: [row("all", errors[0], errors[1])] + zip(classNames, classes).map { row($0, $1.0, $1.1) })
  }

  private var classErrorsOrNone: [[Double]] { classNames.isEmpty ? [[], []] : spaces.map(classErrors) }

  private func row(_ name: String, _ coded: Double, _ control: Double) -> [TableCell] {
    [
      .text(name), .number(coded, decimals: 5), .number(control, decimals: 5), ratio(coded, control),
    ]
  }

  /// Nothing where the components lose nothing, since there are as many as features.
  private func ratio(_ coded: Double, _ control: Double) -> TableCell {
    control > 1e-9 * coded ? .number(coded / control, decimals: 3) : .empty
  }

  private var featureTable: Table {
    let width = found.inputs.shape[1]
    let errors = spaces.map { space in
      (0..<width).map { feature in
        (0..<found.test.count).reduce(0.0) { sum, row in
          let difference = Double(space.reconstructions[row, feature] - found.inputs[row, feature])
          return sum + difference * difference
        } / Double(max(1, found.test.count))
      }
    }
    return Table(
      "feature-errors", number: nil, caption: "Mean squared error of each feature.",
      columns: ["Feature", "autoencoder", "principal components", "ratio"],
      rows: (0..<width).map { row("\($0 + 1)", errors[0][$0], errors[1][$0]) })
  }
}

import FledgeAnalysis
import FledgeCharts
import FledgeDatasets
import FledgePages
import FledgeTensors

// Walks through the space of codes, decoded.
extension LatentPage {
  private static let steps = 8

  var walkSection: PageSection {
    get throws {
      try PageSection("Walks through the codes") {
        if isImage {
          Figure(
            "walks", number: nil,
            caption: "From the code of one \(found.testPart) example to that of another in equal steps, decoded. "
              + "Components fade one picture into the other; codes that are laid out well pass through pictures.",
            charts: try zip(names, spaces).map(lines))
        }
        Figure(
          "axes", number: nil,
          caption: "One number of the code from its 2nd to its 98th percentile over the training examples, the others "
            + "at their mean\(axisCount < found.autoencoder.codeWidth ? "; the \(axisCount) of largest variance" : "").",
          charts: try zip(names, spaces).map(axes))
      }
    }
  }

  private var axisCount: Int { min(isImage ? 8 : 3, found.autoencoder.codeWidth) }

  private func lines(_ name: String, _ space: CodeSpace) throws -> ImageGrid {
    let stops = found.shownExamples
    let legs = zip(stops, stops.dropFirst()).enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
    let pictures = try legs.flatMap { first, second in
      let codes = try LatentWalk.lines(through: space.testCodes.rows(at: [first, second]), steps: Self.steps)
      return try tiles(space.decode(codes))
    }
    return ImageGrid(title: name, tiles: pictures, columns: Self.steps + 1)
  }

  private func axes(_ name: String, _ space: CodeSpace) throws -> any Chart {
    let walks = try axisWalks(space)
    if isImage {
      return ImageGrid(
        title: name, tiles: walks.flatMap { tiles($0.decoded) }, columns: Self.steps + 1,
        rowLabels: walks.map { "\($0.axis + 1)" })
    }
    if found.inputs.shape[1] == 2 {
      let drawn = min(500, found.test.count)
      return ScatterChart(
        title: name, x: ChartAxis("x₁"), y: ChartAxis("x₂"),
        classes: ClassPoints.classes(
          found.inputs.rows(0..<drawn), labels: classNames.isEmpty ? [] : Array(found.test.labels.prefix(drawn)),
          names: classNames),
        lines: walks.map { walk in
          let rows = 0..<walk.decoded.shape[0]
          return LineSeries(
            "number \(walk.axis + 1)", x: rows.map { Double(walk.decoded[$0, 0]) },
            y: rows.map { Double(walk.decoded[$0, 1]) })
        })
    }
    let walk = walks[0]
    return LineChart(
      title: name, x: ChartAxis("Number \(walk.axis + 1) of the code"), y: ChartAxis("Feature"),
      series: (0..<min(8, walk.decoded.shape[1])).map { feature in
        LineSeries(
          "feature \(feature + 1)", x: walk.values.map(Double.init),
          y: walk.values.indices.map { Double(walk.decoded[$0, feature]) })
      })
  }

  /// The numbers of largest variance, in their order, each on its way from low to high.
  private func axisWalks(_ space: CodeSpace) throws -> [(axis: Int, values: [Float], decoded: Tensor)] {
    let codes = space.trainingCodes
    let (count, width) = (codes.shape[0], codes.shape[1])
    let columns = (0..<width).map { axis in stride(from: axis, to: count * width, by: width).map { codes.elements[$0] }
    }
    let means = columns.map { Float($0.reduce(0.0) { $0 + Double($1) } / Double(count)) }
    let variances = zip(columns, means).map { column, mean in
      column.reduce(0.0) { $0 + Double(($1 - mean) * ($1 - mean)) }
    }
    let largest = (0..<width).sorted { (variances[$0], $1) > (variances[$1], $0) }.prefix(axisCount).sorted()
    return try largest.map { axis in
      let sorted = columns[axis].sorted()
      let (low, high) = (sorted[(count - 1) * 2 / 100], sorted[(count - 1) * 98 / 100])
      let steps = isImage ? Self.steps : 40
      let values = (0...steps).map { low + (high - low) * Float($0) / Float(steps) }
      let walk = try LatentWalk.axis(axis, of: Tensor(shape: [1, width], elements: means), values: values)
      return (axis, values, try space.decode(walk))
    }
  }
}

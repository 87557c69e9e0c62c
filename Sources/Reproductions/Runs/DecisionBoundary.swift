import FledgeCharts
import FledgeDatasets
import FledgeLatent
import FledgeModels
import FledgeNetworks
import FledgeTensors

/// The regions of a trained classifier of two features, with the points that it learned from.
enum DecisionBoundary {
  /// The regions in the unit of the features.
  ///
  /// - Parameter most: the most points to draw; the first ones.
  static func chart(
    _ title: String, _ run: ReportRun, x: String = "x₁", y: String = "x₂", most: Int? = nil
  ) throws -> DecisionBoundaryChart {
    let data = try run.data().training
    let points = PlanePoints(data.prefix(most))
    // The boundary of two classes is interpolated, that of more follows the cells.
    let cells = data.classCount == 2 ? 50 : 120
    let centers = ClassRegions.centers(x: points.xRange, y: points.yRange, columns: cells, rows: cells)
    var grid = try Dataset(
      shape: [2], floats: centers.flatMap { [Float($0.x), Float($0.y)] },
      labels: [Int32](repeating: 0, count: centers.count), classNames: data.classNames, provenance: data.provenance)
    grid.normalization = data.normalization
    let scores = try run.predictor().output(for: grid.featureRows())
    let isTwoClasses = data.classCount == 2
    let margins = isTwoClasses ? centers.indices.map { Double(scores[$0, 1]) - Double(scores[$0, 0]) } : []
    let classes =
      isTwoClasses
      ? margins.map { $0 > 0 ? 1 : 0 }
      : centers.indices.map { cell in
        (1..<data.classCount).reduce(0) { scores[cell, $1] > scores[cell, $0] ? $1 : $0 }
      }
    return DecisionBoundaryChart(
      title: title, x: ChartAxis(x), y: ChartAxis(y),
      regions: ClassRegions(x: points.xRange, y: points.yRange, columns: cells, classes: classes, scores: margins),
      points: points.classes)
  }
}

/// Points in the plane by class, in the unit of the features.
struct PlanePoints {
  let classes: [PointClass]
  let xRange: ClosedRange<Double>
  let yRange: ClosedRange<Double>

  init(_ dataset: Dataset) {
    let features = dataset.plainRows(at: Array(0..<dataset.count)).elements.map(Double.init)
    let labels = dataset.labels
    classes = dataset.classNames.enumerated().map { label, name in
      let rows = labels.indices.filter { Int(labels[$0]) == label }
      return PointClass(
        Int(name) == nil ? name : "class \(name)", x: rows.map { features[2 * $0] },
        y: rows.map { features[2 * $0 + 1] })
    }
    xRange = Self.range(labels.indices.map { features[2 * $0] })
    yRange = Self.range(labels.indices.map { features[2 * $0 + 1] })
  }

  /// The values with a margin; rounded ends keep the coordinates of the grid cells short in the data file.
  private static func range(_ values: [Double]) -> ClosedRange<Double> {
    let (low, high) = (values.min() ?? 0, values.max() ?? 1)
    let span = high > low ? high - low : max(1, high.magnitude)
    var steps = 1.0
    while steps < 1e12, 1 / steps > span / 10 { steps *= 10 }
    return ((low - 0.05 * span) * steps).rounded(.down) / steps...((high + 0.05 * span) * steps).rounded(.up) / steps
  }
}

package import FledgeCharts
package import FledgeTensors

/// Points of a plane by class, for scatter charts.
package enum ClassPoints {
  /// Rows `[examples, 2]` by label; without labels all are one class.
  package static func classes(_ points: Tensor, labels: [Int32], names: [String]) -> [PointClass] {
    let position = { (row: Int, axis: Int) in Double(points.elements[2 * row + axis]) }
    guard !names.isEmpty else {
      let rows = 0..<points.shape[0]
      return [PointClass("examples", x: rows.map { position($0, 0) }, y: rows.map { position($0, 1) })]
    }
    return names.enumerated().map { label, name in
      let rows = labels.indices.filter { Int(labels[$0]) == label }
      return PointClass(name, x: rows.map { position($0, 0) }, y: rows.map { position($0, 1) })
    }
  }
}

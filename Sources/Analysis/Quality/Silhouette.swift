public import FledgeKernels
public import FledgeTensors

/// How well classes are apart: s(i) = (b − a) / max(a, b), a the mean distance to the other points of the own class and
/// b the least mean distance to another class.
///
/// 1 is far apart, 0 is touching, below 0 is among strangers. A point that is alone in its class has s = 0. Source:
/// Rousseeuw, "Silhouettes", 1987.
public struct Silhouette: Sendable, Equatable {
  /// s of each point.
  public let values: [Double]
  /// The mean over all points.
  public let mean: Double
  /// The mean over each class; NaN for a class without points.
  public let classMeans: [Double]

  /// Measures points `[points, features]` with a label each.
  ///
  /// - Throws: when points and labels do not fit each other, or less than two classes have points.
  public init(_ points: Tensor, labels: [Int32], classes: Int? = nil, threads: ThreadPool = .serial)
    throws(AnalysisError)
  {
    let rows = try Rows(points, "points", minimum: 2)
    let labels = try Labels(labels, classes: classes, points: rows.count)
    let counts = labels.counts
    guard counts.count(where: { $0 > 0 }) >= 2 else {
      throw .setting(
        name: "labels", expected: "points of at least two classes", found: "\(counts.count { $0 > 0 })")
    }
    let buffer = AlignedBuffer<Double>(count: rows.count)
    unsafe DistanceRows(rows).forEach(threads) { point, distances in
      var sums = [Double](repeating: 0, count: labels.classes)
      for other in 0..<distances.count {
        sums[Int(labels.values[other])] += unsafe Double(distances[other].squareRoot())
      }
      let own = Int(labels.values[point])
      guard counts[own] > 1 else { return }
      let inside = sums[own] / Double(counts[own] - 1)
      var outside = Double.infinity
      for label in counts.indices where label != own && counts[label] > 0 {
        outside = min(outside, sums[label] / Double(counts[label]))
      }
      let larger = max(inside, outside)
      buffer[point] = larger > 0 ? (outside - inside) / larger : 0
    }
    values = buffer.array
    mean = values.reduce(0, +) / Double(values.count)
    var classSums = [Double](repeating: 0, count: labels.classes)
    for (label, value) in zip(labels.values, values) { classSums[Int(label)] += value }
    classMeans = zip(classSums, counts).map { $0 / Double($1) }
  }
}

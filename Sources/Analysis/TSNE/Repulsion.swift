package import FledgeKernels

/// One way to find Σ_j w_ij² (y_i − y_j) for every point and Z = Σ_{i≠j} w_ij.
package protocol Repulsion: AnyObject {
  /// Writes the sums for the points `[points, 2]` to `forces` and returns Z.
  func evaluate(_ points: AlignedBuffer<Float>, into forces: AlignedBuffer<Float>, _ threads: ThreadPool) -> Double
}

extension TSNE.Method {
  /// The repulsion of a method that has been decided.
  package func repulsion(points: Int) -> any Repulsion {
    switch self {
    case .exact: ExactRepulsion(points)
    case .barnesHut(let angle): QuadtreeRepulsion(points, angle: angle)
    case .automatic, .interpolation: GridRepulsion(points)
    }
  }
}

extension AlignedBuffer<Float> {
  /// The sum in double precision, in order.
  func sum() -> Double {
    var total = 0.0
    for index in 0..<count { total += unsafe Double(start[index]) }
    return total
  }
}

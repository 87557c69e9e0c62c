internal import CFledgeKernels
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

/// Every pair of points: n² terms, sixteen at a time.
package final class ExactRepulsion: Repulsion {
  private let count: Int
  private let x: AlignedBuffer<Float>
  private let y: AlignedBuffer<Float>
  private let potentials: AlignedBuffer<Float>

  /// Where padding stands: so far away that its w is 0.
  private static let nowhere: Float = 1e18

  package init(_ count: Int) {
    self.count = count
    let padded = (count + 15) / 16 * 16
    (x, y, potentials) = (AlignedBuffer(count: padded), AlignedBuffer(count: padded), AlignedBuffer(count: count))
    for index in count..<padded { (x[index], y[index]) = (Self.nowhere, Self.nowhere) }
  }

  package func evaluate(_ points: AlignedBuffer<Float>, into forces: AlignedBuffer<Float>, _ threads: ThreadPool)
    -> Double
  {
    let kernels = AnalysisKernels(threads)
    for index in 0..<count {
      unsafe x.start[index] = unsafe points.start[2 * index]
      unsafe y.start[index] = unsafe points.start[2 * index + 1]
    }
    var job = unsafe fledge_repulsion(
      x: x.start, y: y.start, count: count, forces: forces.start, potentials: potentials.start)
    unsafe withUnsafePointer(to: &job) { job in
      threads.run(over: count, grain: 32) { unsafe kernels.table.pointee.repulsion(job, $0, $1) }
    }
    return potentials.sum()
  }
}

/// Far cells of a quadtree as one point each.
///
/// Source: van der Maaten, "Accelerating t-SNE using tree-based algorithms", 2014.
package final class QuadtreeRepulsion: Repulsion {
  private let count: Int
  private let squaredAngle: Float
  private let sorted: AlignedBuffer<Float>
  private let order: AlignedBuffer<Int32>
  private let nodes: AlignedBuffer<fledge_quad_node>
  private let potentials: AlignedBuffer<Float>

  package init(_ count: Int, angle: Double) {
    self.count = count
    squaredAngle = Float(angle * angle)
    sorted = AlignedBuffer(count: 2 * (count + 16))
    order = AlignedBuffer(count: count)
    nodes = AlignedBuffer(count: 2 * count)
    potentials = AlignedBuffer(count: count)
  }

  package func evaluate(_ points: AlignedBuffer<Float>, into forces: AlignedBuffer<Float>, _ threads: ThreadPool)
    -> Double
  {
    let kernels = AnalysisKernels(threads)
    let nodeCount = unsafe fledge_quad_build(points.start, count, sorted.start, order.start, nodes.start)
    var job = unsafe fledge_quad_walk(
      nodes: nodes.start, node_count: nodeCount, count: count, sorted: sorted.start, order: order.start,
      squared_angle: squaredAngle, forces: forces.start, potentials: potentials.start)
    unsafe withUnsafePointer(to: &job) { job in
      threads.run(over: count, grain: 64) { unsafe kernels.table.pointee.quad_walk(job, $0, $1) }
    }
    return potentials.sum()
  }
}

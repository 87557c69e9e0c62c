internal import CFledgeKernels
package import FledgeKernels

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

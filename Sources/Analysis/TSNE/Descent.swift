internal import CFledgeKernels
package import FledgeKernels

/// Gradient descent with momentum and a gain for every coordinate.
///
/// g = exaggeration · Σ_j p_ij w_ij (y_i − z_j) − repulsion / Z; see the kernel `descend` for the step.
package final class Descent {
  let points: AlignedBuffer<Float>
  package let forces: AlignedBuffer<Float>
  private let attraction: AlignedBuffer<Float>
  private let updates: AlignedBuffer<Float>
  private let gains: AlignedBuffer<Float>
  private let divergences: AlignedBuffer<Float>

  /// The most that a point moves in one step, which stops the rare jump out of the map.
  var longestStep: Float = 5

  package init(_ points: AlignedBuffer<Float>) {
    self.points = points
    forces = AlignedBuffer(count: points.count)
    attraction = AlignedBuffer(count: points.count)
    updates = AlignedBuffer(count: points.count)
    gains = AlignedBuffer([Float](repeating: 1, count: points.count))
    divergences = AlignedBuffer(count: points.count / 2)
  }

  /// Finds the attraction to `others`; with `measure` also Σ p_ij log(1 + d_ij²), else 0.
  package func attract(_ affinities: Affinities, to others: AlignedBuffer<Float>, measure: Bool, _ threads: ThreadPool)
    -> Double
  {
    let kernels = AnalysisKernels(threads)
    var job = unsafe fledge_attraction(
      points: points.start, others: others.start, starts: affinities.starts.start,
      columns: affinities.columns.start, affinities: affinities.values.start, forces: attraction.start,
      divergence: measure ? divergences.start : nil)
    unsafe withUnsafePointer(to: &job) { job in
      threads.run(over: affinities.count, grain: 128) { unsafe kernels.table.pointee.attraction(job, $0, $1) }
    }
    return measure ? divergences.sum() : 0
  }

  /// Moves the points by what `attract` and the repulsion found.
  package func step(
    exaggeration: Double, repulsionScale: Double, learningRate: Double, momentum: Double, _ threads: ThreadPool
  ) {
    let kernels = AnalysisKernels(threads)
    var job = unsafe fledge_descent(
      points: points.start, updates: updates.start, gains: gains.start, attraction: attraction.start,
      repulsion: forces.start, exaggeration: Float(exaggeration), repulsion_scale: Float(repulsionScale),
      rate: Float(learningRate), momentum: Float(momentum), longest_step: longestStep)
    unsafe withUnsafePointer(to: &job) { job in
      threads.run(over: points.count, grain: 4096) { unsafe kernels.table.pointee.descend(job, $0, $1) }
    }
  }

  /// Moves the map's mean to the origin.
  func center() {
    var (x, y) = (0.0, 0.0)
    let count = points.count / 2
    for point in 0..<count {
      x += unsafe Double(points.start[2 * point])
      y += unsafe Double(points.start[2 * point + 1])
    }
    let (meanX, meanY) = (Float(x / Double(count)), Float(y / Double(count)))
    for point in 0..<count {
      unsafe points.start[2 * point] -= meanX
      unsafe points.start[2 * point + 1] -= meanY
    }
  }
}

internal import CFledgeKernels
package import FledgeKernels

/// The repulsive potential on a grid, by a convolution with Fourier transforms.
///
/// Source: after Linderman et al., "Fast interpolation-based t-SNE for improved visualization of single-cell RNA-seq
/// data", 2019; here with quintic B-splines instead of polynomials in boxes, and one potential instead of four.
package final class GridRepulsion: Repulsion {
  /// Distances between nodes, of which the widest is taken that puts `fineNodes` across the map, or else the first.
  ///
  /// K = 1 / (1 + d²) has its features at distance 1, and quintic splines follow it to about 0.3 % in the force at the
  /// widest; a map that is still small lies within a few nodes and needs them closer.
  static let spacings: [Float] = [0.15, 0.18, 0.22, 0.27, 0.33]
  private static let fineNodes: Float = 96
  /// Where the map is larger than this many nodes, the nodes move apart.
  private static let largestSide = 2048
  private static let borderNodes: Float = 10

  private let count: Int
  private let sorted: AlignedBuffer<Float>
  private let potentials: AlignedBuffer<Float>
  private var plan = Plan(side: 0)

  /// What depends on the grid's size alone.
  private struct Plan {
    let side: Int
    let starts: AlignedBuffer<Int32>
    let grid, real, imaginary, kernel, cosines, sines: AlignedBuffer<Float>
    var inverseSpacing: Float = 0

    init(side: Int) {
      self.side = side
      starts = AlignedBuffer(count: side + 2)
      grid = AlignedBuffer(count: side * side)
      (real, imaginary) = (AlignedBuffer(count: (side + 16) * side), AlignedBuffer(count: (side + 16) * side))
      kernel = AlignedBuffer(count: (side + 16) * 2 * side)
      (cosines, sines) = (AlignedBuffer(count: 2 * side), AlignedBuffer(count: 2 * side))
      unsafe fledge_fourier_roots(2 * side, cosines.start, sines.start)
    }
  }

  package init(_ count: Int) {
    self.count = count
    sorted = AlignedBuffer(count: 2 * count)
    potentials = AlignedBuffer(count: count)
  }

  package func evaluate(_ points: AlignedBuffer<Float>, into forces: AlignedBuffer<Float>, _ threads: ThreadPool)
    -> Double
  {
    var job = unsafe prepare(points, forces, threads)
    unsafe fill(&job, threads)
    unsafe gather(&job, threads)
    return potentials.sum() - Double(count)
  }

  /// Sizes of a grid whose doubles have no factors but 2, 3 and 5, in multiples of 32.
  private static func side(atLeast nodes: Int) -> Int {
    var units = max(1, (nodes + 31) / 32)
    while true {
      var rest = units
      for factor in [2, 3, 5] { while rest % factor == 0 { rest /= factor } }
      if rest == 1 { return 32 * units }
      units += 1
    }
  }

  /// Lays the grid around the points, with two and a half cells to their left and more to their right: splines need two
  /// nodes before a point and, with whole vectors, five after it; the half keeps rounding from mattering.
  func prepare(_ points: AlignedBuffer<Float>, _ forces: AlignedBuffer<Float>, margin: Float = 0, _ threads: ThreadPool)
    -> fledge_grid
  {
    let box = BoundingBox(points, count: count, margin: margin)
    var inverseSpacing = 1 / (Self.spacings.last { $0 * Self.fineNodes <= box.extent } ?? Self.spacings[0])
    let nodes = box.extent * inverseSpacing + Self.borderNodes
    let limit = Float(Self.largestSide)
    if nodes > limit { inverseSpacing *= (limit - Self.borderNodes) / (nodes - Self.borderNodes) }
    let side = max(plan.side, Self.side(atLeast: Int(min(nodes, limit))))
    let renewed = side != plan.side || inverseSpacing != plan.inverseSpacing
    if side != plan.side { plan = Plan(side: side) }
    plan.inverseSpacing = inverseSpacing
    let border = 2.5 / inverseSpacing
    var job = unsafe fledge_grid(
      side: side, count: count, origin_x: box.left - border, origin_y: box.bottom - border,
      inverse_spacing: inverseSpacing, points: points.start, sorted: sorted.start, starts: plan.starts.start,
      grid: plan.grid.start, real: plan.real.start, imaginary: plan.imaginary.start, kernel: plan.kernel.start,
      cosines: plan.cosines.start, sines: plan.sines.start, forces: forces.start, potentials: potentials.start,
      normalize: 0)
    if renewed { unsafe transformKernel(&job, threads) }
    return unsafe job
  }

  private func transformKernel(_ job: inout fledge_grid, _ threads: ThreadPool) {
    let kernels = AnalysisKernels(threads)
    let side = unsafe job.side
    unsafe withUnsafePointer(to: &job) { job in
      threads.run(over: side / 16, grain: 1) { unsafe kernels.table.pointee.kernel_rows(job, $0, $1) }
      threads.run(over: side / 16 + 1, grain: 1) { unsafe kernels.table.pointee.kernel_columns(job, $0, $1) }
    }
  }

  /// Turns the points into the potential on the grid.
  func fill(_ job: inout fledge_grid, _ threads: ThreadPool) {
    let kernels = AnalysisKernels(threads)
    let side = unsafe job.side
    unsafe withUnsafePointer(to: &job) { job in
      unsafe fledge_grid_sort(job)
      threads.run(over: side, grain: 4) { unsafe kernels.table.pointee.spread(job, $0, $1) }
      threads.run(over: side / 32, grain: 1) { unsafe kernels.table.pointee.transform_rows(job, $0, $1) }
      threads.run(over: side / 16 + 1, grain: 1) { unsafe kernels.table.pointee.convolve(job, $0, $1) }
      threads.run(over: side / 32, grain: 1) { unsafe kernels.table.pointee.transform_rows_back(job, $0, $1) }
    }
  }

  /// Reads potentials and forces at the job's points.
  func gather(_ job: inout fledge_grid, _ threads: ThreadPool) {
    let kernels = AnalysisKernels(threads)
    let count = unsafe job.count
    unsafe withUnsafePointer(to: &job) { job in
      threads.run(over: count, grain: 512) { unsafe kernels.table.pointee.gather(job, $0, $1) }
    }
  }
}

/// The rectangle around points in the plane.
struct BoundingBox {
  private(set) var left = Float.infinity
  private(set) var right = -Float.infinity
  private(set) var bottom = Float.infinity
  private(set) var top = -Float.infinity

  init(_ points: AlignedBuffer<Float>, count: Int, margin: Float) {
    for index in 0..<count {
      let (x, y) = unsafe (points.start[2 * index], points.start[2 * index + 1])
      (left, right) = (min(left, x), max(right, x))
      (bottom, top) = (min(bottom, y), max(top, y))
    }
    (left, right, bottom, top) = (left - margin, right + margin, bottom - margin, top + margin)
  }

  var extent: Float { max(right - left, top - bottom) }

  /// Brings points outside back to the border.
  func clamp(_ points: AlignedBuffer<Float>) {
    for index in 0..<points.count / 2 {
      unsafe points.start[2 * index] = min(max(points.start[2 * index], left), right)
      unsafe points.start[2 * index + 1] = min(max(points.start[2 * index + 1], bottom), top)
    }
  }
}

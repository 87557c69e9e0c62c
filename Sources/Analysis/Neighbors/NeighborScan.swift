internal import CFledgeKernels
internal import FledgeKernels

/// All points, centred and laid out for the matrix product.
final class NeighborScan: Sendable {
  let points: Buffer<Float>
  private let count: Int
  private let dimensions: Int
  private let center: Buffer<Float>
  private let panels: Buffer<Float>
  private let norms: Buffer<Float>
  private let largestNorm: Float

  init(_ rows: Rows, team: ThreadTeam) {
    count = rows.count
    dimensions = rows.width
    points = Buffer(rows.elements)
    center = Buffer(NeighborScan.means(rows, team))
    let width = Panels.width
    let panelCount = (rows.count + width - 1) / width
    panels = Buffer(panelCount * width * rows.width)
    norms = Buffer(panelCount * width)
    let kernels = AnalysisKernels(team)
    team.run(over: panelCount, grain: 8) { [points, center, panels, norms] in
      unsafe kernels.table.pointee.pack_points(
        points.start, center.start, panels.start, norms.start, rows.count, rows.width, $0, $1)
    }
    var largest: Float = 0
    for point in 0..<rows.count { largest = max(largest, norms[point]) }
    // A little more than the root, so that it bounds the norms despite their own rounding.
    largestNorm = largest.squareRoot() * 1.001
  }

  /// Any point near the middle will do: subtracting the same from all leaves distances as they are.
  private static func means(_ rows: Rows, _ team: ThreadTeam) -> [Float] {
    var sums = [Float](repeating: 0, count: rows.width)
    var span = sums.mutableSpan
    columnSums(rows.elements.span, into: &span, rows: rows.count, columns: rows.width, team: team)
    return sums.map { $0 / Float(rows.count) }
  }

  func run(_ search: SearchJob, _ team: ThreadTeam) {
    let kernels = AnalysisKernels(team)
    // As many queries at once as leave half of a common second-level cache to the panel.
    let block = max(48, min(240, 131_072 / max(1, dimensions) / 48 * 48))
    var job = unsafe fledge_scan(
      kernels: kernels.base, points: points.start, panels: panels.start, norms: norms.start,
      largest_norm: largestNorm, queries: search.queries.start, center: center.start, count: count,
      queries_count: search.count, dimensions: dimensions, neighbors: search.neighbors, block: block,
      exclude_self: search.excludeSelf ? 1 : 0, indices: search.indices.start, distances: search.distances.start)
    unsafe withUnsafePointer(to: &job) { job in
      team.run((search.count + block - 1) / block) { unsafe kernels.table.pointee.scan(job, $0, $0 + 1) }
    }
  }
}

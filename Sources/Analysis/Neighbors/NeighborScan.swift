internal import CFledgeKernels
internal import FledgeKernels

/// All points, centred and laid out for the matrix product.
final class NeighborScan: Sendable {
  let points: AlignedBuffer<Float>
  private let count: Int
  private let dimensions: Int
  private let center: AlignedBuffer<Float>
  private let panels: AlignedBuffer<Float>
  private let norms: AlignedBuffer<Float>
  private let largestNorm: Float

  init(_ rows: Rows, threads: ThreadPool) {
    count = rows.count
    dimensions = rows.width
    points = AlignedBuffer(rows.elements)
    center = AlignedBuffer(NeighborScan.means(rows, threads))
    let width = Panels.width
    let panelCount = (rows.count + width - 1) / width
    panels = AlignedBuffer(count: panelCount * width * rows.width)
    norms = AlignedBuffer(count: panelCount * width)
    let kernels = AnalysisKernels(threads)
    threads.run(over: panelCount, grain: 8) { [points, center, panels, norms] in
      unsafe kernels.table.pointee.pack_points(
        points.start, center.start, panels.start, norms.start, rows.count, rows.width, $0, $1)
    }
    var largest: Float = 0
    for point in 0..<rows.count { largest = max(largest, norms[point]) }
    // A little more than the root, so that it bounds the norms despite their own rounding.
    largestNorm = largest.squareRoot() * 1.001
  }

  /// Any point near the middle will do: subtracting the same from all leaves distances as they are.
  private static func means(_ rows: Rows, _ threads: ThreadPool) -> [Float] {
    var sums = [Float](repeating: 0, count: rows.width)
    var span = sums.mutableSpan
    columnSums(rows.elements.span, into: &span, rows: rows.count, columns: rows.width, threads: threads)
    return sums.map { $0 / Float(rows.count) }
  }

  func run(_ search: SearchJob, _ threads: ThreadPool) {
    let kernels = AnalysisKernels(threads)
    // As many queries at once as leave half of a common second-level cache to the panel.
    let block = max(48, min(240, 131_072 / max(1, dimensions) / 48 * 48))
    var job = unsafe fledge_scan(
      kernels: kernels.base, points: points.start, panels: panels.start, norms: norms.start,
      largest_norm: largestNorm, queries: search.queries.start, center: center.start, count: count,
      queries_count: search.count, dimensions: dimensions, neighbors: search.neighbors, block: block,
      exclude_self: search.excludeSelf ? 1 : 0, indices: search.indices.start, distances: search.distances.start)
    unsafe withUnsafePointer(to: &job) { job in
      threads.run((search.count + block - 1) / block) { unsafe kernels.table.pointee.scan(job, $0, $0 + 1) }
    }
  }
}

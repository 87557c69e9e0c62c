internal import CFledgeKernels
internal import FledgeKernels

/// A balanced k-d tree whose leaves are one or two blocks of sixteen points.
///
/// Source: Bentley, "Multidimensional binary search trees used for associative searching", 1975.
final class NeighborTree: Sendable {
  let points: AlignedBuffer<Float>
  private let count: Int
  private let dimensions: Int
  private let blocks: AlignedBuffer<Float>
  private let order: AlignedBuffer<Int32>
  private let nodes: AlignedBuffer<fledge_tree_node>

  init(_ rows: Rows) {
    count = rows.count
    dimensions = rows.width
    points = AlignedBuffer(rows.elements)
    let blockSize = Int(FLEDGE_TREE_BLOCK)
    let blockCount = (rows.count + blockSize - 1) / blockSize
    blocks = AlignedBuffer(count: blockCount * blockSize * rows.width)
    order = AlignedBuffer(count: blockCount * blockSize)
    nodes = AlignedBuffer(count: 2 * blockCount)
    _ = unsafe fledge_tree_build(points.start, rows.count, rows.width, blocks.start, order.start, nodes.start)
  }

  func run(_ search: SearchJob, _ threads: ThreadPool) {
    let kernels = AnalysisKernels(threads)
    var job = unsafe fledge_tree_search(
      blocks: blocks.start, order: order.start, nodes: nodes.start, queries: search.queries.start,
      dimensions: dimensions, neighbors: search.neighbors, exclude_self: search.excludeSelf ? 1 : 0,
      indices: search.indices.start, distances: search.distances.start)
    unsafe withUnsafePointer(to: &job) { job in
      threads.run(over: search.count, grain: 64) { unsafe kernels.table.pointee.search_tree(job, $0, $1) }
    }
  }
}

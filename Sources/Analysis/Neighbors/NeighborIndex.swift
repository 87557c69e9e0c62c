public import FledgeKernels
public import FledgeTensors

/// Points made ready for exact searches of nearest neighbours.
///
/// In few dimensions a k-d tree visits a small part of the points. In many dimensions no tree helps, and all distances
/// come out of one blocked matrix product, ‖x − y‖² = ‖x‖² − 2 x·y + ‖y‖², which only nominates: whatever lies within
/// the product's rounding error of the k-th place is measured again. So both methods give the same neighbours.
public struct NeighborIndex: Sendable {
  /// How neighbours are found.
  public enum Method: String, Sendable, CaseIterable {
    /// The tree where it is faster, else the scan.
    case automatic
    /// A k-d tree (at most 16 dimensions).
    case tree
    /// All points against all queries.
    case scan
  }

  /// The most dimensions that a tree is built for.
  public static let treeDimensions = 16
  /// Above this many dimensions the scan is faster.
  static let automaticTreeDimensions = 8

  /// The number of points.
  public let count: Int
  /// The number of features of a point.
  public let dimensions: Int
  /// What searches use: `tree` or `scan`.
  public let method: Method
  let storage: Storage

  enum Storage: Sendable {
    case tree(NeighborTree)
    case scan(NeighborScan)
  }

  /// Prepares points `[points, features]`.
  ///
  /// - Throws: when `points` are not rows of finite numbers, or a tree is asked for in more than 16 dimensions.
  public init(_ points: Tensor, method: Method = .automatic, threads: ThreadPool = .serial) throws(AnalysisError) {
    try self.init(Rows(points, "points"), method: method, threads: threads)
  }

  init(_ rows: Rows, method: Method, threads: ThreadPool) throws(AnalysisError) {
    count = rows.count
    dimensions = rows.width
    let chosen =
      method == .automatic ? (rows.width <= NeighborIndex.automaticTreeDimensions ? .tree : .scan) : method
    self.method = chosen
    if chosen == .tree {
      guard rows.width <= NeighborIndex.treeDimensions else {
        throw .treeDimensions(found: rows.width, limit: NeighborIndex.treeDimensions)
      }
      storage = .tree(NeighborTree(rows))
    } else {
      storage = .scan(NeighborScan(rows, threads: threads))
    }
  }

  /// The nearest points of each query `[queries, features]`.
  ///
  /// - Throws: when the queries are not rows of finite numbers as wide as the points, or there are fewer points than
  ///   `neighbors`.
  public func nearest(_ neighbors: Int, to queries: Tensor, threads: ThreadPool = .serial) throws(AnalysisError)
    -> Neighbors
  {
    let rows = try Rows(queries, "queries", minimum: 0)
    guard rows.width == dimensions else { throw .widths(name: "queries", expected: dimensions, found: rows.width) }
    guard neighbors >= 1 && neighbors <= count else { throw .neighbors(found: neighbors, available: count) }
    return search(AlignedBuffer(rows.elements), rows.count, neighbors, excludeSelf: false, threads)
  }

  /// The nearest other points of each of the index's own points.
  ///
  /// - Throws: when there are not more points than `neighbors`.
  public func nearestOthers(_ neighbors: Int, threads: ThreadPool = .serial) throws(AnalysisError) -> Neighbors {
    guard neighbors >= 1 && neighbors < count else { throw .neighbors(found: neighbors, available: count - 1) }
    let points =
      switch storage {
      case .tree(let tree): tree.points
      case .scan(let scan): scan.points
      }
    return search(points, count, neighbors, excludeSelf: true, threads)
  }

  private func search(
    _ queries: AlignedBuffer<Float>, _ queryCount: Int, _ neighbors: Int, excludeSelf: Bool, _ threads: ThreadPool
  ) -> Neighbors {
    let indices = AlignedBuffer<Int32>(count: queryCount * neighbors)
    let distances = AlignedBuffer<Float>(count: queryCount * neighbors)
    let search = SearchJob(
      queries: queries, count: queryCount, neighbors: neighbors, excludeSelf: excludeSelf, indices: indices,
      distances: distances)
    switch storage {
    case .tree(let tree): tree.run(search, threads)
    case .scan(let scan): scan.run(search, threads)
    }
    return Neighbors(
      queries: queryCount, count: neighbors, indices: indices.array, squaredDistances: distances.array)
  }
}

/// One search: who asks, for how many, and where the answers go.
struct SearchJob {
  let queries: AlignedBuffer<Float>
  let count: Int
  let neighbors: Int
  let excludeSelf: Bool
  let indices: AlignedBuffer<Int32>
  let distances: AlignedBuffer<Float>
}

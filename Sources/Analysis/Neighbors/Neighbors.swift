/// The nearest points of each query, nearest first.
///
/// Points are ranked by squared Euclidean distance in single precision, summed in one fixed order, and points at equal
/// distance by their index, the lower one first. Every method gives this same ranking.
public struct Neighbors: Sendable, Equatable {
  /// The number of queries.
  public let queries: Int
  /// The number of neighbours of each query.
  public let count: Int
  /// Which points: `[queries, count]`.
  public let indices: [Int32]
  /// Their squared distances: `[queries, count]`.
  public let squaredDistances: [Float]

  package init(queries: Int, count: Int, indices: [Int32], squaredDistances: [Float]) {
    self.queries = queries
    self.count = count
    self.indices = indices
    self.squaredDistances = squaredDistances
  }

  /// The neighbours of one query, nearest first.
  public func indices(of query: Int) -> ArraySlice<Int32> {
    indices[query * count..<(query + 1) * count]
  }
}

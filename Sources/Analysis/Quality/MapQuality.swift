public import FledgeKernels
public import FledgeTensors

/// How well a map keeps neighbourhoods, from all pairs of points.
///
/// With N(i) the k nearest in the original space, M(i) those in the map, and r(i, j), s(i, j) the ranks of j among the
/// neighbours of i there and here (1 is the nearest):
/// trustworthiness T = 1 − c Σ_i Σ_{j ∈ M(i) \ N(i)} (r(i, j) − k), false neighbours;
/// continuity C = 1 − c Σ_i Σ_{j ∈ N(i) \ M(i)} (s(i, j) − k), lost neighbours; c = 2 / (n k (2n − 3k − 1)).
/// Both are 1 for a map that keeps every neighbourhood and about 1/2 for a random one. Of points at equal distance the
/// one with the lower index ranks first.
///
/// Source: Venna and Kaski, "Local multidimensional scaling", 2006, equations 4 and 5.
public struct MapQuality: Sendable, Equatable {
  /// k.
  public let neighbors: Int
  /// 1 where no point of a map's neighbourhood is far in the original space.
  public let trustworthiness: Double
  /// 1 where no neighbour of the original space is far in the map.
  public let continuity: Double
  /// The mean share of N(i) that is in M(i).
  public let neighborhoodPreservation: Double

  /// Compares points `[points, features]` with their map `[points, axes]`.
  ///
  /// - Throws: when the two differ in length, hold values that are not finite, or k is not below half of the points.
  public init(points: Tensor, map: Tensor, neighbors: Int = 5, threads: ThreadPool = .serial) throws(AnalysisError) {
    let (original, embedded) = (try Rows(points, "points", minimum: 3), try Rows(map, "map", minimum: 3))
    guard original.count == embedded.count else {
      throw .counts(name: "map", expected: original.count, found: embedded.count)
    }
    let count = original.count
    guard neighbors >= 1 && 2 * neighbors < count else {
      throw .neighbors(found: neighbors, available: (count - 1) / 2)
    }
    let near = try NeighborIndex(original, method: .automatic, threads: threads).nearestOthers(
      neighbors, threads: threads)
    let nearInMap = try NeighborIndex(embedded, method: .automatic, threads: threads).nearestOthers(
      neighbors, threads: threads)
    var shared = 0
    for point in 0..<count {
      for other in near.indices(of: point) where nearInMap.indices(of: point).contains(other) { shared += 1 }
    }
    self.neighbors = neighbors
    neighborhoodPreservation = Double(shared) / Double(count * neighbors)
    let scale = 2 / (Double(count * neighbors) * Double(2 * count - 3 * neighbors - 1))
    let intruders = MapQuality.excess(of: nearInMap, beyond: near, in: original, threads)
    let missing = MapQuality.excess(of: near, beyond: nearInMap, in: embedded, threads)
    trustworthiness = 1 - scale * Double(intruders)
    continuity = 1 - scale * Double(missing)
  }

  /// Σ (rank in `space` − k) over the listed neighbours that are not among the k nearest there.
  private static func excess(of listed: Neighbors, beyond nearest: Neighbors, in space: Rows, _ threads: ThreadPool)
    -> Int
  {
    let excess = AlignedBuffer<Int>(count: space.count)
    unsafe DistanceRows(space).forEach(threads) { point, distances in
      let known = nearest.indices(of: point)
      for other in listed.indices(of: point) where !known.contains(other) {
        let (index, limit) = (Int(other), unsafe distances[Int(other)])
        // Everybody nearer comes before; of those at the same distance, everybody with a lower index. The point itself
        // is always counted once, which makes the number a rank from 1.
        var rank = 0
        for candidate in 0..<index { rank += unsafe distances[candidate] <= limit ? 1 : 0 }
        for candidate in index..<distances.count { rank += unsafe distances[candidate] < limit ? 1 : 0 }
        if unsafe point > index && distances[point] == limit { rank += 1 }
        excess[point] += rank - listed.count
      }
    }
    return (0..<space.count).reduce(0) { $0 + excess[$1] }
  }
}

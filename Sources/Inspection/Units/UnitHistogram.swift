/// How often a unit's activations fall into ranges of equal width.
package struct UnitHistogram: Sendable, Equatable {
  /// The ends of the bins, one more than there are bins.
  package let edges: [Double]
  package let counts: [Int]
  /// The values that are not finite and in no bin.
  package let skipped: Int

  /// Counts values in bins from the least to the largest; equal values give one bin.
  package init(_ values: some Collection<Float>, bins: Int = 40) {
    let finite = values.filter(\.isFinite).map { Double($0) }
    skipped = values.count - finite.count
    guard let low = finite.min(), let high = finite.max() else {
      (edges, counts) = ([], [])
      return
    }
    guard low < high else {
      (edges, counts) = ([low, high], [finite.count])
      return
    }
    var counts = [Int](repeating: 0, count: bins)
    for value in finite { counts[min(bins - 1, Int((value - low) / (high - low) * Double(bins)))] += 1 }
    self.counts = counts
    edges = (0...bins).map { $0 == bins ? high : low + (high - low) * Double($0) / Double(bins) }
  }
}

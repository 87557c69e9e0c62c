/// Thirty buckets of equal width over the finite values of an array.
package struct ValueHistogram: Sendable, Equatable {
  private static let buckets = 30

  package let least: Double
  package let greatest: Double
  package let count: Int
  package let sum: Double
  package let sumOfSquares: Double
  /// The upper end of each bucket; the last is `greatest`.
  package let limits: [Double]
  package let counts: [Double]

  /// - Returns: `nil` where no value is finite.
  package init?(_ values: [Float]) {
    var (low, high) = (Float.infinity, -Float.infinity)
    var (total, squares, number) = (0.0, 0.0, 0)
    for value in values where value.isFinite {
      if value < low { low = value }
      if value > high { high = value }
      total += Double(value)
      squares += Double(value) * Double(value)
      number += 1
    }
    guard number > 0 else { return nil }
    (least, greatest, count, sum, sumOfSquares) = (Double(low), Double(high), number, total, squares)
    guard low < high else {
      (limits, counts) = ([Double(high)], [Double(number)])
      return
    }
    let (start, buckets) = (Double(low), Self.buckets)
    let width = (Double(high) - start) / Double(buckets)
    var counts = [Double](repeating: 0, count: buckets)
    for value in values where value.isFinite {
      counts[min(buckets - 1, Int((Double(value) - start) / width))] += 1
    }
    limits = (1..<buckets).map { start + width * Double($0) } + [Double(high)]
    self.counts = counts
  }
}

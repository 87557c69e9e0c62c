/// Twice the mid-ranks of values, so that all are whole numbers: tied values share the mean of their ranks.
struct DoubledRanks {
  /// Twice the rank of each value, in the order of the values; ranks count from 1.
  let ranks: [Int]
  /// Σ (t³ − t) over groups of t tied values.
  let tieSum: Double

  /// Ranks values; neighbours that differ by at most `tolerance` are tied.
  init(_ values: [Double], tolerance: Double) {
    let order = values.indices.sorted { values[$0] < values[$1] }
    var ranks = Array(repeating: 0, count: values.count)
    var tieSum = 0.0
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count, values[order[end]] - values[order[end - 1]] <= tolerance { end += 1 }
      for position in start..<end { ranks[order[position]] = start + 1 + end }
      let size = Double(end - start)
      tieSum += size * size * size - size
      start = end
    }
    self.ranks = ranks
    self.tieSum = tieSum
  }
}

/// Differences below this fraction of the largest value are rounding: 0.9712 − 0.9701 and 0.9612 − 0.9601 tie.
let relativeTieTolerance = 1e-12

/// The two-sided p-value from a null distribution over 0, 1, 2, …: twice the smaller tail, at most 1.
func twoSidedPValue(_ probabilities: [Double], observed: Int) -> Double {
  let lower = probabilities[...observed].reduce(0, +)
  let upper = probabilities[observed...].reversed().reduce(0, +)
  return Swift.min(1, 2 * Swift.min(lower, upper))
}

/// The distribution of the sum of those `ranks` that a fair coin picks.
func signedRankDistribution(_ ranks: [Int]) -> [Double] {
  var probabilities = Array(repeating: 0.0, count: ranks.reduce(1, +))
  probabilities[0] = 1
  var reached = 0
  for rank in ranks {
    reached += rank
    for sum in stride(from: reached, through: 0, by: -1) {
      let withRank = sum >= rank ? probabilities[sum - rank] : 0
      probabilities[sum] = 0.5 * (probabilities[sum] + withRank)
    }
  }
  return probabilities
}

/// The distribution of the sum of `size` of the `ranks`, all choices being equally likely.
func rankSumDistribution(_ ranks: [Int], choosing size: Int) -> [Double] {
  let total = ranks.reduce(0, +)
  var counts = Array(repeating: Array(repeating: 0.0, count: total + 1), count: size + 1)
  counts[0][0] = 1
  var reached = 0
  for rank in ranks {
    reached += rank
    for chosen in stride(from: size, to: 0, by: -1) {
      for sum in stride(from: reached, through: rank, by: -1) where counts[chosen - 1][sum - rank] > 0 {
        counts[chosen][sum] += counts[chosen - 1][sum - rank]
      }
    }
  }
  let choices = counts[size].reduce(0, +)
  return counts[size].map { $0 / choices }
}

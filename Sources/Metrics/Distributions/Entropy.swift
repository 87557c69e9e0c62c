/// −Σ p·ln p of shares p in nats: the cross-entropy of the best prediction that knows the shares alone.
///
/// - Parameter counts: how often each class occurs; 0 where there are none.
public func entropy(ofCounts counts: [Int]) -> Double {
  let total = Double(counts.reduce(0, +))
  return counts.reduce(0) { sum, count in
    guard count > 0 else { return sum }
    let share = Double(count) / total
    return sum - share * naturalLogarithm(share)
  }
}

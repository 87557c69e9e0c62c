/// Holm's step-down correction: p-values adjusted so that any false alarm among them stays below the level.
///
/// The k-th smallest of m p-values is multiplied by m − k + 1; the results are kept in ascending order by a
/// running maximum, and capped at 1. They come back in the order given. Source: S. Holm, A simple sequentially
/// rejective multiple test procedure, 1979.
public func holmAdjusted(_ pValues: [Double]) -> [Double] {
  let order = pValues.indices.sorted { pValues[$0] < pValues[$1] }
  var adjusted = pValues
  var largest = 0.0
  for (position, index) in order.enumerated() {
    largest = Swift.max(largest, Swift.min(1, Double(pValues.count - position) * pValues[index]))
    adjusted[index] = largest
  }
  return adjusted
}

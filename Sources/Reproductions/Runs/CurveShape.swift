/// Where a curve falls, for claims about training curves.
package enum CurveShape {
  /// The share of the whole fall, from the first to the last value, that is made between two indices; NaN where the
  /// curve does not fall or is too short.
  package static func fall(of values: [Double], from start: Int = 0, to end: Int) -> Double {
    guard values.indices.contains(start), values.indices.contains(end), let first = values.first,
      let last = values.last, first > last
    else { return .nan }
    return (values[start] - values[end]) / (first - last)
  }

  /// The last value over the lowest one: 1 for a curve that ends where it is lowest; NaN for an empty curve.
  package static func lastOverLowest(_ values: [Double]) -> Double {
    guard let last = values.last, let lowest = values.min(), lowest > 0 else { return .nan }
    return last / lowest
  }
}

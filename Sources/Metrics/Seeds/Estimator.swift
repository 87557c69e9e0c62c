/// A statistic of the values over seeds, in the order from least to most robust.
public enum Estimator: String, Codable, Sendable, CaseIterable {
  /// The arithmetic mean.
  case mean
  /// The mean after dropping the lowest and the highest quarter.
  case interquartileMean
  /// The middle value, or the mean of the two middle ones.
  case median

  /// The statistic of values in ascending order.
  func value(ofSorted sorted: [Double]) -> Double {
    switch self {
    case .mean:
      return sorted.reduce(0, +) / Double(sorted.count)
    case .interquartileMean:
      let dropped = sorted.count / 4
      return sorted[dropped..<(sorted.count - dropped)].reduce(0, +) / Double(sorted.count - 2 * dropped)
    case .median:
      let middle = sorted.count / 2
      return sorted.count % 2 == 1 ? sorted[middle] : 0.5 * (sorted[middle - 1] + sorted[middle])
    }
  }
}

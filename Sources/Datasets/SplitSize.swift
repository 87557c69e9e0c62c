/// How large one part of a split is.
public enum SplitSize: Sendable, Equatable {
  /// A number of examples.
  case count(Int)
  /// A fraction of all examples, in 0...1, rounded to the nearest count.
  case fraction(Double)

  /// The number of examples out of `total`.
  func resolved(total: Int) throws(DatasetError) -> Int {
    switch self {
    case .count(let count):
      guard count >= 0 && count <= total else {
        throw .badData("a part of \(count) examples cannot be split off from \(total); choose 0 to \(total)")
      }
      return count
    case .fraction(let fraction):
      guard fraction >= 0 && fraction <= 1 else {
        throw .badData("a part of \(fraction) of all examples cannot be split off; choose a fraction from 0 to 1")
      }
      return Int((fraction * Double(total)).rounded())
    }
  }
}

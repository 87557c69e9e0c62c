/// One way to write a digit: points in a unit square (x to the right, y down), and strokes through them.
///
/// A stroke is a smooth curve through its points; where strokes share a point they meet in a corner.
struct PenSkeleton: Sendable {
  let points: [SIMD2<Float>]
  let strokes: [[Int]]

  /// Coordinates are in hundredths (x, y, x, y, …); each stroke lists its points.
  init(_ coordinates: [Float], _ strokes: [[Int]]) {
    points = stride(from: 0, to: coordinates.count, by: 2).map {
      SIMD2(coordinates[$0], coordinates[$0 + 1]) / 100
    }
    self.strokes = strokes
  }

  /// Every way to write each digit, indexed by digit.
  static let byDigit: [[PenSkeleton]] = [
    zeros, ones, twos, threes, fours, fives, sixes, sevens, eights, nines,
  ]

  private static let zeros = [
    PenSkeleton(
      [50, 0, 20, 15, 8, 50, 20, 85, 50, 100, 80, 85, 92, 50, 80, 15], [[0, 1, 2, 3, 4, 5, 6, 7, 0]]),
    PenSkeleton(
      [64, 4, 32, 8, 10, 40, 15, 80, 45, 100, 80, 85, 90, 45, 72, 10, 42, 12], [[0, 1, 2, 3, 4, 5, 6, 7, 8]]),
    PenSkeleton([60, 0, 34, 20, 25, 60, 40, 98, 62, 82, 75, 42], [[0, 1, 2, 3, 4, 5, 0]]),
  ]

  private static let ones = [
    PenSkeleton([52, 0, 50, 50, 48, 100], [[0, 1, 2]]),
    PenSkeleton([28, 24, 56, 0, 54, 50, 54, 100], [[0, 1], [1, 2, 3]]),
    PenSkeleton([28, 20, 54, 0, 54, 50, 54, 100, 24, 100, 86, 100], [[0, 1], [1, 2, 3], [4, 3, 5]]),
  ]

  private static let twos = [
    PenSkeleton(
      [12, 25, 30, 4, 62, 0, 85, 20, 72, 50, 40, 78, 10, 100, 50, 98, 92, 100], [[0, 1, 2, 3, 4, 5, 6], [6, 7, 8]]),
    PenSkeleton(
      [15, 20, 45, 0, 80, 15, 75, 45, 40, 85, 15, 95, 12, 80, 30, 78, 55, 93, 92, 95], [[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]]),
    PenSkeleton([15, 12, 50, 0, 82, 12, 80, 35, 50, 65, 12, 98, 88, 90], [[0, 1, 2, 3, 4, 5], [5, 6]]),
  ]

  private static let threes = [
    PenSkeleton(
      [15, 12, 45, 0, 78, 12, 78, 34, 42, 47, 80, 58, 85, 82, 50, 100, 12, 88], [[0, 1, 2, 3, 4], [4, 5, 6, 7, 8]]),
    PenSkeleton(
      [15, 3, 82, 2, 42, 42, 75, 48, 88, 72, 65, 97, 15, 92], [[0, 1], [1, 2], [2, 3, 4, 5, 6]]),
    PenSkeleton(
      [20, 8, 60, 0, 82, 20, 62, 42, 40, 48, 66, 53, 86, 75, 55, 100, 10, 90], [[0, 1, 2, 3, 4, 5, 6, 7, 8]]),
  ]

  private static let fours = [
    PenSkeleton([25, 0, 15, 30, 12, 60, 92, 56, 75, 5, 72, 50, 68, 100], [[0, 1, 2], [2, 3], [4, 5, 6]]),
    PenSkeleton([68, 0, 10, 65, 95, 65, 67, 62, 66, 100], [[0, 1], [1, 2], [0, 3, 4]]),
    PenSkeleton([15, 0, 12, 35, 30, 52, 60, 48, 80, 30, 86, 0, 76, 100], [[0, 1, 2, 3, 4], [5, 4, 6]]),
  ]

  private static let fives = [
    PenSkeleton(
      [82, 3, 25, 3, 20, 42, 50, 35, 85, 52, 82, 85, 50, 100, 12, 90], [[0, 1], [1, 2], [2, 3, 4, 5, 6, 7]]),
    PenSkeleton(
      [28, 6, 24, 46, 58, 40, 82, 60, 72, 90, 42, 100, 14, 92, 92, 0], [[0, 1], [1, 2, 3, 4, 5, 6], [0, 7]]),
    PenSkeleton([85, 5, 40, 5, 20, 24, 45, 44, 80, 62, 72, 92, 40, 100, 10, 88], [[0, 1, 2, 3, 4, 5, 6, 7]]),
  ]

  private static let sixes = [
    PenSkeleton(
      [70, 0, 35, 20, 14, 55, 20, 88, 50, 100, 82, 82, 72, 55, 45, 50, 18, 70], [[0, 1, 2, 3, 4, 5, 6, 7, 8]]),
    PenSkeleton([55, 0, 25, 40, 12, 75, 35, 98, 70, 95, 80, 72, 55, 55, 18, 72], [[0, 1, 2, 3, 4, 5, 6, 7]]),
    PenSkeleton(
      [85, 10, 50, 2, 20, 30, 12, 70, 40, 100, 75, 90, 80, 65, 50, 52, 18, 64], [[0, 1, 2, 3, 4, 5, 6, 7, 8]]),
  ]

  private static let sevens = [
    PenSkeleton([10, 8, 88, 5, 60, 45, 40, 100], [[0, 1], [1, 2, 3]]),
    PenSkeleton([10, 6, 86, 5, 60, 48, 42, 100, 28, 52, 82, 47], [[0, 1], [1, 2, 3], [4, 5]]),
    PenSkeleton([12, 24, 14, 5, 85, 5, 58, 50, 50, 100], [[0, 1], [1, 2], [2, 3, 4]]),
  ]

  private static let eights = [
    PenSkeleton(
      [76, 12, 45, 0, 20, 18, 45, 45, 80, 72, 55, 100, 20, 80, 45, 50, 78, 26], [[0, 1, 2, 3, 4, 5, 6, 7, 8, 0]]),
    PenSkeleton(
      [50, 0, 22, 20, 50, 46, 78, 20, 14, 74, 50, 100, 86, 74], [[0, 1, 2, 3, 0], [2, 4, 5, 6, 2]]),
    PenSkeleton(
      [80, 12, 50, 2, 20, 20, 50, 47, 82, 74, 50, 100, 18, 76, 50, 48, 86, 8], [[0, 1, 2, 3, 4, 5, 6, 7, 8]]),
  ]

  private static let nines = [
    PenSkeleton([82, 25, 50, 2, 18, 20, 28, 48, 60, 48, 80, 60, 72, 100], [[0, 1, 2, 3, 4, 0], [0, 5, 6]]),
    PenSkeleton([82, 20, 45, 0, 15, 25, 40, 50, 80, 25, 85, 60, 65, 95, 25, 95], [[0, 1, 2, 3, 4], [0, 5, 6, 7]]),
    PenSkeleton([76, 12, 40, 2, 15, 25, 35, 50, 68, 40, 82, 10, 76, 50, 60, 100], [[0, 1, 2, 3, 4, 5, 6, 7]]),
  ]
}

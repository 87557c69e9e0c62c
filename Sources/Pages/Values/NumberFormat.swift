import FledgeCharts
import FledgeMetrics

/// How the numbers of one row are written: a true minus sign, and no spaces between digits, which spreadsheets do not read.
///
/// The files that stand beside pages have numbers in plain characters.
struct NumberFormat: Sendable {
  /// The digits after the point.
  let decimals: Int
  /// Whether values are shares shown in percent.
  let isPercentage: Bool

  init(decimals: Int, isPercentage: Bool = false) {
    self.decimals = decimals
    self.isPercentage = isPercentage
  }

  /// As many digits as the report prints, and up to two more where our interval is narrower than that.
  init(_ published: Published, _ summary: MeasuredSummary?) {
    isPercentage = published.isPercentage
    var decimals = max(published.decimals, isPercentage ? 2 : 0)
    if let width = summary?.interval?.width, width > 0 {
      let shown = width * (isPercentage ? 100 : 1)
      var unit = 10 / Self.power(decimals)
      while shown < unit, decimals < published.decimals + 2 {
        decimals += 1
        unit /= 10
      }
    }
    if decimals == 0, let centre = summary?.centre, centre != centre.rounded() { decimals = 1 }
    self.decimals = decimals
  }

  /// A value, such as `97.45 %` or `−0.0013`; shares are never shown below 0 % or above 100 %.
  func text(_ value: Double) -> String {
    guard value.isFinite else { return "not finite" }
    guard isPercentage else { return plain(value) }
    return plain(100 * min(1, max(0, value))) + " %"
  }

  /// A difference of two values, such as `0.21 points`.
  func difference(_ value: Double) -> String {
    isPercentage ? plain(100 * value) + " points" : plain(value)
  }

  private func plain(_ value: Double) -> String {
    String(NumberText.fixed(value, decimals: decimals).filter { $0 != "\u{202F}" })
  }

  private static func power(_ exponent: Int) -> Double { (0..<exponent).reduce(1) { power, _ in power * 10 } }
}

package import FledgeMetrics

/// Digits of similar shape: 4, 7 and 9, and 3, 5 and 8.
///
/// The reports name 4–9, 3–5 and 3–5–8; with 7 each group is closed.
package enum SimilarDigits {
  private static let groups = [[4, 7, 9], [3, 5, 8]]
  /// What "similar" means, for the tests of claims.
  static let words = "Similar are 4, 7 and 9, and 3, 5 and 8: 6 of 45 pairs."

  /// The share of a network's errors that are between similar digits; NaN where it makes none.
  package static func share(of confusion: ConfusionMatrix) -> Double {
    confusion.errorShare(within: groups)
  }

  /// "Errors are mainly between similar digits".
  package static func claim(_ confusions: [ConfusionMatrix], moreThan threshold: Double) -> ClaimResult {
    Claim.exceeds(
      "the share of errors between similar digits", confusions.map(share), as: .share, threshold: threshold,
      factor: 100,
      unit: " %")
  }
}

extension ConfusionMatrix {
  /// Errors between two classes, both ways.
  func errors(between first: Int, and second: Int) -> Int {
    self[true: first, predicted: second] + self[true: second, predicted: first]
  }

  /// The share of all errors that is between classes of one group; NaN where there is no error.
  func errorShare(within groups: [[Int]]) -> Double {
    var errors = 0
    for group in groups {
      for (place, first) in group.enumerated() {
        for second in group.dropFirst(place + 1) { errors += self.errors(between: first, and: second) }
      }
    }
    return errorCount > 0 ? Double(errors) / Double(errorCount) : .nan
  }
}

extension Metric {
  /// A count or a measure of ours without a better side: "better" means higher.
  static func plain(_ title: String) -> Metric {
    Metric(id: "measured", title: title, unit: .number, direction: .neither)
  }
}

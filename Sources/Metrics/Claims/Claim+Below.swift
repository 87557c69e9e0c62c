extension Claim {
  /// "The values are below `threshold`": holds where ``exceeds(_:_:as:threshold:factor:unit:confidence:)`` fails, and the
  /// other way round.
  public static func below(
    _ name: String, _ values: [Double], as quantity: Quantity = .real, threshold: Double, factor: Double = 1,
    unit: String = "", confidence: Double = 0.95
  ) -> ClaimResult {
    let above = exceeds(
      name, values, as: quantity, threshold: threshold, factor: factor, unit: unit, confidence: confidence)
    let answer: ClaimResult.Answer =
      switch above.answer {
      case .holds: .fails
      case .fails: .holds
      case .undecided: .undecided
      }
    return ClaimResult(
      answer, above.sentence, values: above.values, interval: above.interval, margin: above.margin)
  }
}

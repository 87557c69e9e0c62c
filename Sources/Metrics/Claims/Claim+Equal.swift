extension Claim {
  /// "The two do not differ", by a margin stated beforehand (two one-sided tests).
  ///
  /// Holds where the interval of the difference lies within −margin to margin, fails where it lies outside on one side.
  /// A margin of 0 can never hold.
  /// - Parameter margin: The largest difference that counts as none, in the unit of the metric.
  public static func equal(
    _ first: Group, _ second: Group, within margin: Double, by design: Design
  ) -> ClaimResult {
    equal(first, second, within: -margin...margin, by: design, margin: margin)
  }

  /// "The first brings no improvement over the second": like ``equal(_:_:within:by:)``, but worse counts as none, too.
  public static func notBetter(
    _ first: Group, than second: Group, within margin: Double, by design: Design
  ) -> ClaimResult {
    let range =
      design.metric.direction == .lowerIsBetter ? -margin...Double.infinity : -Double.infinity...margin
    return equal(first, second, within: range, by: design, margin: margin)
  }

  private static func equal(
    _ first: Group, _ second: Group, within range: ClosedRange<Double>, by design: Design, margin: Double
  ) -> ClaimResult {
    guard let test = comparison(first, second, design) else { return tooFew(first, second) }
    let unit = design.metric.unit
    let shownMargin = margin * unit.displayFactor
    let sentence =
      test.sentence
      + "; up to \(DecimalText.fixed(shownMargin, positions: DecimalText.positions(showing: shownMargin)))"
      + "\(unit.differenceSuffix) counts as no difference"
    let answer: ClaimResult.Answer
    if test.interval.width == 0 {
      answer = .undecided
    } else if range.contains(test.interval.lower), range.contains(test.interval.upper) {
      answer = .holds
    } else if test.interval.upper < range.lowerBound || test.interval.lower > range.upperBound {
      answer = .fails
    } else {
      answer = .undecided
    }
    return ClaimResult(
      answer, sentence, values: test.differences ?? [], interval: test.interval, margin: margin)
  }
}

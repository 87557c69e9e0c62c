extension Claim {
  /// "The first is better than the second", or higher where the metric has no better side.
  ///
  /// Holds where the interval of the difference lies above `margin` on the better side, fails where it lies below it.
  /// - Parameter margin: How much better it must be, in the unit of the metric.
  public static func compare(
    _ first: Group, betterThan second: Group, by design: Design, margin: Double = 0
  ) -> ClaimResult {
    compare(first, betterThan: second, by: design, margin: margin, parts: 1)
  }

  /// One part of a claim that has several: to fail, it must do so at the level over their number.
  package static func compare(
    _ first: Group, betterThan second: Group, by design: Design, margin: Double = 0, parts: Int
  ) -> ClaimResult {
    guard let test = comparison(first, second, design),
      let strict = comparison(first, second, design.divided(by: parts))
    else { return tooFew(first, second) }
    let sign: Double = design.metric.direction == .lowerIsBetter ? -1 : 1
    let answer: ClaimResult.Answer
    if test.verdict == .noSpread || test.interval.width == 0 {
      answer = .undecided
    } else if min(sign * test.interval.lower, sign * test.interval.upper) > margin {
      answer = .holds
    } else if max(sign * strict.interval.lower, sign * strict.interval.upper) < margin {
      answer = .fails
    } else {
      answer = .undecided
    }
    return ClaimResult(
      answer, test.sentence, values: test.differences ?? [], interval: test.interval,
      margin: margin == 0 ? nil : margin)
  }

  /// "The values are above `threshold`": Student's t interval of their mean.
  ///
  /// - Parameters:
  ///   - name: What the values are, as the subject of the sentence.
  ///   - quantity: What the values are; the interval stays within its bounds.
  ///   - factor: What a value is multiplied by in the sentence.
  ///   - unit: What stands after a number in the sentence.
  public static func exceeds(
    _ name: String, _ values: [Double], as quantity: Quantity = .real, threshold: Double, factor: Double = 1,
    unit: String = "", confidence: Double = 0.95
  ) -> ClaimResult {
    let finite = values.filter(\.isFinite)
    guard finite.count > 1, let seeds = try? SeedValues(finite),
      let unbounded = seeds.meanInterval(confidence: confidence)
    else { return ClaimResult(.undecided, "\(name): a test needs two runs, there are \(finite.count)", values: finite) }
    let interval = Interval(
      lower: max(quantity.bounds.lowerBound, unbounded.lower), upper: min(quantity.bounds.upperBound, unbounded.upper),
      confidence: confidence, method: unbounded.method)
    // The threshold is shown as it is, not rounded to the digits that the interval has.
    let positions = DecimalText.positions(
      exactly: threshold * factor,
      from: DecimalText.positions(showing: (interval.width > 0 ? interval.width : abs(seeds.mean)) * factor))
    func shown(_ value: Double) -> String { DecimalText.fixed(value * factor, positions: positions) + unit }
    let sentence =
      "\(name) has the mean \(shown(seeds.mean)) (95 % interval \(shown(interval.lower)) to \(shown(interval.upper)), "
      + "\(finite.count) runs), to be held against \(shown(threshold))"
    if interval.width == 0 {
      return ClaimResult(
        .undecided, sentence + "; without a spread there is no test", values: finite, interval: interval)
    }
    let answer: ClaimResult.Answer =
      interval.lower > threshold ? .holds : interval.upper < threshold ? .fails : .undecided
    return ClaimResult(answer, sentence, values: finite, interval: interval, margin: threshold)
  }
}

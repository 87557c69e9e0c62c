extension Comparison {
  /// The name of the better configuration; `nil` when the runs show no difference or no side is the better one.
  public var betterName: String? {
    switch (verdict, metric.direction) {
    case (.indistinguishable, _), (.noSpread, _), (_, .neither): nil
    case (.firstAbove, .higherIsBetter), (.firstBelow, .lowerIsBetter): firstName
    case (.firstAbove, .lowerIsBetter), (.firstBelow, .higherIsBetter): secondName
    }
  }

  /// The verdict in one sentence, with difference, interval, p-value and number of seeds.
  ///
  /// When the two can be told apart the difference is written without a sign; otherwise it is first − second.
  public var sentence: String {
    let sign: Double = verdict == .firstBelow ? -1 : 1
    let factor = metric.unit.displayFactor * sign
    let ends = sign > 0 ? (interval.lower, interval.upper) : (interval.upper, interval.lower)
    let isPoint = interval.width <= 1e-9 * abs(difference)
    let positions = DecimalText.positions(showing: isPoint ? 0 : interval.width * metric.unit.displayFactor)
    func shown(_ value: Double) -> String { DecimalText.fixed(value * factor, positions: positions) }
    let range = "\(percentText) interval \(shown(ends.0)) to \(shown(ends.1))"
    let amount = shown(difference) + metric.unit.differenceSuffix
    switch verdict {
    case .firstAbove, .firstBelow:
      let side = verdict == .firstAbove ? "above" : "below"
      return "\(firstName) is \(side) \(secondName) by \(amount) (\(range), \(pValueText), \(seedsText))"
    case .noSpread:
      return "\(firstName) minus \(secondName) is \(amount) for each of \(seedsText): without a spread there is no test"
    case .indistinguishable:
      var text = "\(seedsText) show no difference between \(firstName) and \(secondName) (\(amount), \(range)"
      text += adjustedPValue == nil ? ")" : ", \(pValueText))"
      if let seedsNeeded, seedsNeeded > Swift.min(firstCount, secondCount) {
        text += "; about \(Self.twoFiguresUp(seedsNeeded)) seeds would be needed"
      }
      return text
    }
  }

  private var percentText: String {
    let percent = 100 * (1 - significance)
    return DecimalText.fixed(percent, positions: abs(percent - percent.rounded()) < 1e-9 ? 0 : 1) + " %"
  }

  private var pValueText: String {
    "p " + DecimalText.pValue(decidingPValue)
      + (adjustedPValue == nil || familySize == 1 ? "" : " over \(familySize) comparisons")
  }

  private var seedsText: String {
    if firstCount != secondCount { return "\(firstCount) and \(secondCount) seeds" }
    return "\(firstCount) seeds" + (design == .unpaired ? " each" : "")
  }

  /// A count rounded up to two figures, as befits "about".
  private static func twoFiguresUp(_ count: Int) -> Int {
    var unit = 1
    while count / unit >= 100 { unit *= 10 }
    return (count + unit - 1) / unit * unit
  }
}

public import FledgeMetrics

/// A published number beside ours.
public struct PublishedNumber: Sendable {
  /// The id, such as `momentum.accuracy`.
  public let id: String
  /// What the number is, such as "test accuracy, momentum".
  public let name: String
  /// The number as the report prints it.
  public let published: Published
  /// What we measured.
  public let ours: Measured
  /// How many examples the published share was measured on, if they are not ours.
  public let otherExamples: Int?
  /// Which scale a verdict needs.
  public let needs: NeededScale
  /// What else the report says of this number that cannot be true together with it.
  public let contradiction: String?
  /// What kind of number it is; as the print suggests when `nil`.
  public let quantity: Quantity?

  /// Puts a published number beside ours.
  ///
  /// - Parameters:
  ///   - id: Lower-case letters, digits, hyphens and points; within a table the table's id stands before it.
  ///   - name: What the number is.
  ///   - published: The number as printed, such as `"97.45 %"`.
  ///   - ours: What we measured; shares where the print is in percent.
  ///   - quantity: What kind of number it is; as the print suggests when `nil`.
  ///   - otherExamples: How many examples the published share was measured on, if they are not ours.
  ///   - needs: Which scale a verdict needs.
  ///   - contradiction: What the report says elsewhere against this number; the verdict is then `contradicted`.
  public init(
    _ id: String, _ name: String, published: Published, ours: Measured, as quantity: Quantity? = nil,
    otherExamples: Int? = nil, needs: NeededScale = .full, contradiction: String? = nil
  ) {
    self.id = id
    self.name = name
    self.published = published
    self.ours = ours
    self.otherExamples = otherExamples
    self.needs = needs
    self.contradiction = contradiction
    self.quantity = quantity
  }

  /// The number as an item, under the id of the table that it stands in.
  func item(in page: PageContext, under table: String, isCounted: Bool = true) -> ReportItem {
    let judgement = VerdictRule.judge(published, ours, as: quantity, otherExamples: otherExamples)
    let verdict = contradiction == nil ? judgement.verdict : .contradicted
    let outcome = [contradiction, judgement.outcome].compactMap { $0 }.joined(separator: "; ")
    return ReportItem(
      id: page.id([table, id].filter { !$0.isEmpty }.joined(separator: ".")), kind: .number,
      title: name, published: published, ours: judgement.summary, verdict: page.allowed(verdict, needs: needs),
      outcome: outcome, isCounted: isCounted)
  }
}

extension ReportItem {
  /// How the numbers of the item are written.
  var format: NumberFormat? { published.map { NumberFormat($0, ours) } }

  /// Ours as cells: the estimator that was judged, lower and upper end, number of runs.
  var oursCells: Markup {
    guard let ours, let format else { return "<td class=\"n\" colspan=\"4\">\(outcome)</td>" }
    let ends: Markup =
      ours.interval.map {
        "<td class=\"n lo\">\(format.text($0.lower))</td><td class=\"n hi\">\(format.text($0.upper))</td>"
      }
      ?? "<td class=\"n no\">–</td><td class=\"n no\">–</td>"
    let count: Markup = "<td class=\"n\(ours.isExact ? "" : " k")\">\(ours.countText)</td>"
    return "<td class=\"n ours o\">\(format.text(ours.centre))</td>\(ends)\(count)"
  }
}

extension MeasuredSummary {
  /// The number of runs, with those that diverged.
  var countText: String { isExact ? "exact" : "\(count)" + (divergedCount > 0 ? ", \(divergedCount) diverged" : "") }
}

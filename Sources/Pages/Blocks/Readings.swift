/// One way to read a report's settings, and what comes out under it.
public struct Reading: Sendable {
  /// The id, such as `first-4000`.
  public let id: String
  /// What is done under this reading.
  public let name: String
  /// What we measured under it.
  public let ours: Measured
  /// Whether it keeps to everything that the report states.
  public let keepsToText: Bool
  /// How many examples the published share was measured on, if they are not ours.
  public let otherExamples: Int?

  public init(_ id: String, _ name: String, ours: Measured, keepsToText: Bool = true, otherExamples: Int? = nil) {
    self.id = id
    self.name = name
    self.ours = ours
    self.keepsToText = keepsToText
    self.otherExamples = otherExamples
  }
}

/// Every reading of a report's settings that was tried for one published number, and which comes nearest.
///
/// The number counts as reproduced when a reading that keeps to the text reproduces it.
public struct Readings: ReportBlock {
  /// The id, such as `accuracy`; it stands before the ids of the readings.
  public let id: String
  /// What the number is.
  public let name: String
  /// The number as the report prints it.
  public let published: Published
  /// The readings, the most literal one first.
  public let readings: [Reading]
  /// Which scale a verdict needs.
  public let needs: NeededScale

  /// Lists the readings that were tried for a published number.
  public init(
    _ id: String, _ name: String, published: Published, needs: NeededScale = .full, _ readings: [Reading]
  ) {
    self.id = id
    self.name = name
    self.published = published
    self.needs = needs
    self.readings = readings
  }

  private func rowItems(in page: PageContext) -> [ReportItem] {
    readings.map { reading in
      PublishedNumber(
        reading.id, reading.name, published: published, ours: reading.ours, otherExamples: reading.otherExamples,
        needs: needs
      ).item(in: page, under: id, isCounted: false)
    }
  }

  /// The reading whose mean comes nearest among those that `isCandidate` accepts.
  private func nearest(where isCandidate: (Reading) -> Bool) -> Int? {
    let distances = readings.enumerated().compactMap { index, reading in
      isCandidate(reading) ? reading.ours.summary.map { (index, abs($0.mean - published.value)) } : nil
    }
    return distances.min { $0.1 < $1.1 }?.0
  }

  /// The number itself, then each reading.
  public func items(in page: PageContext) -> [ReportItem] {
    let rows = rowItems(in: page)
    let stated = zip(readings, rows).filter { $0.0.keepsToText }.map(\.1)
    let reproduced = stated.filter { $0.verdict == .reproduced }.count
    let best = nearest { $0.keepsToText }
    let verdict = reproduced > 0 ? .reproduced : Verdict.combined(stated.map(\.verdict))
    let judged = stated.contains(where: \.verdict.isJudgement)
    let outcome = [
      judged ? "\(reproduced) of \(stated.count) readings that keep to the text reproduce it" : nil,
      nearest { _ in true }.map { "\(readings[$0].name) comes nearest" },
    ].compactMap { $0 }.joined(separator: "; ")
    let whole = ReportItem(
      id: page.id(id), kind: .number, title: name, published: published, ours: best.flatMap { rows[$0].ours },
      verdict: verdict == .shown ? page.allowed(.notTested, needs: .full) : verdict, outcome: outcome)
    return [whole] + rows
  }

  /// The readings as CSV.
  public var files: [PageFile] {
    let page = PageContext(report: "", scale: .full, data: .mnist)
    return [PageFile(name: "figures/\(id).csv", text: NumberTable.csv(rowItems(in: page)))]
  }

  /// The id of the number.
  public var anchors: [String] { [id] }

  /// The readings in rows, the nearest one marked.
  public func markup(in page: PageContext) -> Markup {
    let best = nearest { _ in true }
    let rows: [Markup] = rowItems(in: page).enumerated().map { index, item in
      let nearestMark: Markup = index == best ? "<span class=\"note\">comes nearest</span>" : .none
      let other: Markup = readings[index].keepsToText ? .none : "<span class=\"note\">not in the text</span>"
      return """
        <tr\(index == best ? Markup(wellFormed: " class=\"nearest\"") : .none)>\
        <th scope="row">\(RunningText.inline(item.title))\(nearestMark)\(other)</th>\
        <td class="n p">\(published.text)</td>\(item.oursCells)\
        <td class="v" title="\(item.outcome)">\(item.verdict.badge)</td></tr>

        """
    }
    let whole = items(in: page)[0]
    return TableMarkup.figure(
      id: id, number: "Readings", caption: "\(name): published \(published.text). \(whole.outcome.sentence)",
      table: """
        <table class="numbers">
        \(NumberTable.head(first: "reading"))
        <tbody>
        \(rows)</tbody></table>
        """,
      links: ["\(whole.verdict.badge) "] + files.map { $0.link("CSV", in: page) }, in: page)
  }
}

extension String {
  /// The text as a sentence: a capital first, a full stop last.
  var sentence: String {
    guard let first else { return self }
    let ended = ".!?".contains(last ?? " ") ? self : self + "."
    return first.uppercased() + ended.dropFirst()
  }
}

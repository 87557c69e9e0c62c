import FledgeMetrics

extension Readings {
  /// How the numbers of each column are written: with the digits that most of its rows need, so that they align.
  private var columnFormats: [NumberFormat] {
    numbers.indices.map { index in
      let own = readings.map { NumberFormat(numbers[index].published, judgements(of: $0)[index].summary) }
      return own.sorted { $0.decimals < $1.decimals }[own.count / 2]
    }
  }

  /// The published numbers, then the readings in rows with all their numbers and one verdict each.
  public func markup(in page: PageContext) -> Markup {
    let head: [Markup] = numbers.map {
      "<th scope=\"col\" class=\"n\">\($0.name)<small>published \($0.published.text)</small></th>"
    }
    let formats = columnFormats
    let rows: [Markup] = readings.enumerated().map { index, reading in
      let plainest: Markup = index == 0 ? "<span class=\"note\">ours, the plainest</span>" : .none
      let source: Markup =
        reading.source.map { "<span class=\"note\">\($0)</span>" } ?? "<span class=\"note\">not in the text</span>"
      let judgements = judgements(of: reading)
      let cells: [Markup] = numbers.indices.map { cell($0, judgements[$0], formats[$0], in: page) }
      let count = judgements.compactMap { $0.summary?.countText }.first ?? "–"
      return """
        <tr\(index == 0 ? Markup(wellFormed: " class=\"nearest\"") : .none)>\
        <th scope="row">\(RunningText.inline(reading.name))\(plainest)\(source)</th>\(cells)<td class="n k" data-column="n">\(count)</td>\
        <td class="v">\(verdict(on: reading, in: page).badge)</td></tr>

        """
    }
    return TableMarkup.figure(
      id: id, number: "Readings", caption: "\(name). \(outcome(in: page).sentence)",
      table: """
        <table class="readings stack" data-name="\(name)">
        <thead><tr><th scope="col">reading</th>\(head)<th scope="col" class="n">n</th><th scope="col">verdict</th></tr></thead>
        <tbody>
        \(rows)</tbody></table>
        """,
      links: files.map { $0.link("CSV", in: page) }, in: page)
  }

  /// A number under a reading, with what the page's script takes from it: which number it is, its verdict, and its place in
  /// the chart of deviations.
  private func cell(
    _ index: Int, _ judgement: VerdictRule.Judgement, _ format: NumberFormat, in page: PageContext
  ) -> Markup {
    let number = numbers[index]
    let verdict = page.allowed(judgement.verdict, needs: needs)
    let place: Markup =
      judgement.summary?.deviation(of: number.published).map {
        " data-deviation=\"\(DeviationChart.placeText($0))\""
      } ?? .none
    let data: Markup = """
      data-column="\(number.name)" data-number="\(numberIDs[index])" data-published="\(number.published.text) published" \
      data-verdict="\(verdict.styleClass)"\(place)
      """
    guard let ours = judgement.summary else { return "<td class=\"n\" \(data)>\(judgement.outcome)</td>" }
    let interval: Markup =
      ours.interval.map { "<small>\(format.text($0.lower)) to \(format.text($0.upper))</small>" } ?? .none
    return "<td class=\"n ours\" \(data) title=\"\(judgement.outcome)\">\(format.text(ours.centre))\(interval)</td>"
  }
}

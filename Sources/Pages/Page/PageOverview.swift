/// The first screen of a report's page: whether it reproduces, in sentences, in one chart and in counts.
struct PageOverview {
  let page: ReportPage

  /// Sentences, chart and counts; the counts alone where nothing was judged.
  var markup: Markup {
    let sentences: [Markup] = self.sentences.map { "<p>\($0)</p>\n" }
    return """
      <section class="overview" aria-label="Overview">
      \(sentences)\(DeviationChart(page.sections, in: page.context).markup)\(page.tally)</section>

      """
  }

  /// Whether the report reproduces; what does not; what it contradicts.
  var sentences: [Markup] { [result, differences, contradictions].compactMap { $0 } }

  /// How much of the report came out: a word, then the counts; `nil` where nothing was judged.
  var result: Markup? {
    let numbers = judged(.number)
    let claims = judged(.claim)
    let all = numbers + claims
    guard !all.isEmpty else { return nil }
    let parts = [Self.share(of: numbers, "published number"), Self.share(of: claims, "claim")].compactMap { $0 }
    let noisy = all.count { $0.verdict == .tooNoisy }
    let rest = noisy == 0 ? "" : " \(noisy) \(noisy == 1 ? "is" : "are") too noisy to tell."
    return "<strong>\(Self.answer(all)):</strong> \(parts.joined(separator: " and ")).\(rest)"
  }

  /// The word for a share of items that reproduce.
  static func answer(_ items: [ReportItem]) -> String {
    let share = Double(items.count { $0.verdict == .reproduced }) / Double(items.count)
    return switch share {
    case 1: "Reproduced"
    case 0.75...: "Mostly reproduced"
    case 0.25...: "Reproduced in part"
    default: "Not reproduced"
    }
  }

  private static func share(of items: [ReportItem], _ noun: String) -> String? {
    guard !items.isEmpty else { return nil }
    return "\(items.count { $0.verdict == .reproduced }) of \(items.count) \(noun)\(items.count == 1 ? "" : "s")"
  }

  /// The first items that differ, with links, numbers before claims.
  private var differences: Markup? {
    let items = (judged(.number) + judged(.claim)).filter { $0.verdict == .differs }
    guard !items.isEmpty else { return nil }
    return "Different: \(list(items) { $0.kind == .claim ? "“\($0.title)”" : $0.title })."
  }

  private var contradictions: Markup? {
    let items = page.items.filter { $0.kind == .claim && $0.verdict == .contradicted }
    guard !items.isEmpty else { return nil }
    return "The report contradicts itself: \(list(items) { $0.title })."
  }

  /// Up to three items with links, and how many more there are.
  private func list(_ items: [ReportItem], _ name: (ReportItem) -> String) -> Markup {
    let shown: [Markup] = items.prefix(3).enumerated().map { index, item in
      "\(index == 0 ? "" : ", ")<a href=\"#\(page.anchor(of: item))\">\(name(item))</a>"
    }
    return items.count > 3 ? "\(shown) and \(items.count - 3) more" : "\(shown)"
  }

  /// The items that our runs were held against; not those that the report itself contradicts.
  private func judged(_ kind: ReportItem.Kind) -> [ReportItem] {
    page.items.filter {
      $0.kind == kind && $0.isCounted && $0.verdict.isJudgement
        && ![.contradicted, .unclear].contains($0.verdict)
    }
  }
}

extension ReportPage {
  /// The anchor of an item, or of the table that it stands in.
  func anchor(of item: ReportItem) -> String {
    let anchors = Set(sections.flatMap { $0.blocks.flatMap(\.anchors) })
    var id = item.id.dropFirst(report.count + 1)
    while !anchors.contains(String(id)), let point = id.lastIndex(of: ".") { id = id[..<point] }
    return anchors.contains(String(id)) ? String(id) : "top"
  }
}

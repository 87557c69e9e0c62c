import FledgeFormats

/// A page that stands beside no published report: what one run of a tool has found, in one file.
///
/// It has the look and the blocks of a report's page, and no verdicts.
public struct SinglePage: Sendable {
  /// A short name for files that are saved from the page: lower-case letters, digits and hyphens.
  public let name: String
  /// What stands at the top.
  public let title: String
  /// What the page shows and what came out, in a few sentences.
  public let summary: String
  public let data: PageData
  /// Where the numbers come from.
  public let provenance: PageProvenance
  /// The sections in order.
  public let sections: [PageSection]
  /// What the page carries beyond text and charts.
  public var additions: PageAdditions?

  /// Makes a page.
  ///
  /// - Parameters:
  ///   - name: a short name for files that are saved from the page.
  ///   - title: what stands at the top.
  ///   - summary: what the page shows and what came out.
  ///   - data: the data; a banner says where digits are not MNIST.
  ///   - provenance: where the numbers come from.
  ///   - sections: the sections in order.
  public init(
    _ name: String, title: String, summary: String, data: PageData, provenance: PageProvenance,
    @SectionBuilder sections: () throws -> [PageSection]
  ) rethrows {
    self.name = name
    self.title = title
    self.summary = summary
    self.data = data
    self.provenance = provenance
    self.sections = try sections()
  }

  /// Saves the page, whole or not at all.
  ///
  /// - Throws: `ReportError` when an id stands twice or the file cannot be written.
  public func write(to path: String) throws(ReportError) {
    var anchors = Set(["contents", "provenance", "top"])
    for anchor in sections.flatMap({ [$0.anchor] + $0.blocks.flatMap(\.anchors) })
    where !anchors.insert(anchor).inserted {
      throw .duplicateID(anchor, page: name)
    }
    do {
      try AtomicFile.write(text: html, to: path)
    } catch {
      throw .file(error)
    }
  }

  /// The page as HTML text; it loads nothing.
  public var html: String {
    let page = PageContext(report: name, scale: .full, data: data, isReport: false)
    let entries = sections.map { ($0.anchor, $0.title) } + [("provenance", "Where these numbers come from")]
    let links: [Markup] = entries.map { "<li><a href=\"#\($0.0)\">\($0.1)</a></li>\n" }
    let body: Markup = """
      <header class="page">
      <p class="crumb">Fledge</p>
      <h1>\(title)</h1>
      \(notice)\(RunningText.blocks(summary))<nav id="contents" aria-label="Contents"><p class="contents-title">\
      Contents</p>
      <ol>
      \(links)</ol></nav>
      </header>
      <main>
      \(sections.map { $0.markup(in: page) })</main>
      <footer class="page">
      \(provenance.markup(data: data, scale: nil))</footer>

      """
    return PageFrame.html(title: title + " · Fledge", additions: additions, body: body)
  }

  /// Digits that are not MNIST look like MNIST; nobody may take them for it.
  private var notice: Markup {
    guard case .other(let name) = data, name.contains("digits") else { return .none }
    return """
      <p class="notice strong" role="note"><b>These data are not MNIST.</b> The run saw \(name).</p>

      """
  }
}

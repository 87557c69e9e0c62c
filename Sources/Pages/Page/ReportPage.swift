public import FledgeFormats

/// A report reproduced: everything that stands on its page.
public struct ReportPage: Sendable {
  /// The short name, such as `modular`: the folder of the page and the first part of all ids.
  public let report: String
  /// The report's title.
  public let title: String
  /// Authors, date and where the report is to be found.
  public let citation: String
  /// What the report does and what came out, in a few sentences.
  public let summary: String
  /// How much was run.
  public let scale: ReportScale
  /// The data of the runs.
  public let data: PageData
  /// Where the numbers come from.
  public let provenance: PageProvenance
  /// What `fledge reproduce` is given to make the page; the short name when `nil`.
  public let source: String?
  /// The sections in order.
  public let sections: [PageSection]
  /// Whether it shows chosen figures and tables alone; it then stands beside the whole page, in the folder `only`.
  public let isPart: Bool

  /// Makes a page.
  ///
  /// - Parameters:
  ///   - report: The short name: lower-case letters, digits and hyphens.
  ///   - title: The report's title.
  ///   - citation: Authors, date and place.
  ///   - summary: What the report does and what came out.
  ///   - scale: How much was run.
  ///   - data: The data of the runs.
  ///   - provenance: Where the numbers come from.
  ///   - source: What `fledge reproduce` is given to make the page; the short name when `nil`.
  ///   - isPart: Whether it shows chosen figures and tables alone.
  ///   - sections: The sections in order.
  public init(
    _ report: String, title: String, citation: String, summary: String, scale: ReportScale, data: PageData,
    provenance: PageProvenance, source: String? = nil, isPart: Bool = false,
    @SectionBuilder sections: () throws -> [PageSection]
  ) rethrows {
    self.report = report
    self.title = title
    self.citation = citation
    self.summary = summary
    self.scale = scale
    self.data = data
    self.provenance = provenance
    self.source = source
    self.isPart = isPart
    self.sections = try sections()
  }

  /// What blocks must know of the page.
  public var context: PageContext { PageContext(report: report, scale: scale, data: data, source: source) }

  /// Everything that was looked at, in the order of the page.
  public var items: [ReportItem] {
    let page = context
    return sections.flatMap { $0.blocks.flatMap { $0.items(in: page) } }
  }

  /// The page's place within the folder of all pages.
  public var path: String { isPart ? "\(report)/only/index.html" : "\(report)/index.html" }

  /// What lies beside the page.
  var files: [PageFile] { sections.flatMap { $0.blocks.flatMap(\.files) } }

  /// The title, with the data where they are not the report's.
  var titleWithData: String {
    switch data {
    case .mnist, .own: title
    case .other: "\(title) (run on \(data.name), not on MNIST)"
    case .chosen: "\(title) (run on \(data.name))"
    }
  }

  /// How often each verdict was given, in the order of ``Verdict``.
  ///
  /// Left out are `redrawn`, the single readings of a number, and tables whose numbers are counted.
  public var verdictCounts: [(verdict: Verdict, count: Int)] {
    let verdicts = items.filter(\.isCounted).map(\.verdict)
    return Verdict.allCases.filter { $0 != .redrawn }.map { verdict in
      (verdict, verdicts.filter { $0 == verdict }.count)
    }.filter { $0.count > 0 }
  }

  /// Checks what the compiler cannot: ids that may stand in links and files, each of them once.
  ///
  /// - Throws: `ReportError` that names the id.
  public func validate() throws(ReportError) {
    let isPlain = { (id: String) in
      !id.isEmpty && !id.hasPrefix(".") && !id.contains("..")
        && id.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 || $0 == 46 }
    }
    guard isPlain(report) else { throw .badID(report, page: report) }
    var anchors = Set(["contents", "rule", "provenance", "top"])
    for anchor in sections.flatMap({ [$0.anchor] + $0.blocks.flatMap(\.anchors) }) {
      guard isPlain(anchor) else { throw .badID(anchor, page: report) }
      guard anchors.insert(anchor).inserted else { throw .duplicateID(anchor, page: report) }
    }
    var ids = Set<String>()
    for item in items {
      guard isPlain(item.id) else { throw .badID(item.id, page: report) }
      guard ids.insert(item.id).inserted else { throw .duplicateID(item.id, page: report) }
    }
  }

  /// The page as `fledge reproduce --json` gives it.
  public var json: JSONValue {
    [
      "report": .string(report), "title": .string(title), "page": .string(path), "scale": .string(scale.rawValue),
      "data": .string(data.name), "duration": .number(provenance.seconds),
      "items": .array(items.map(\.json)), "provenance": provenance.json,
    ]
  }
}

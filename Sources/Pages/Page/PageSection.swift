/// A section of a page.
public struct PageSection: Sendable {
  /// What stands above it.
  public let title: String
  /// Where the report has it, such as "section 5"; `nil` where it is ours.
  public let position: String?
  /// Its parts.
  public let blocks: [any ReportBlock]
  private let givenAnchor: String?

  /// Makes a section.
  ///
  /// - Parameters:
  ///   - title: What stands above it.
  ///   - place: Where the report has it, such as "section 5".
  ///   - anchor: The id that the table of contents leads to; made of the title when `nil`.
  ///   - blocks: Its parts.
  public init(
    _ title: String, from position: String? = nil, anchor: String? = nil,
    @BlockBuilder _ blocks: () throws -> [any ReportBlock]
  ) rethrows {
    self.title = title
    givenAnchor = anchor
    self.position = position
    self.blocks = try blocks()
  }

  /// The id that the table of contents leads to.
  var anchor: String {
    if let givenAnchor { return givenAnchor }
    let letters = title.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
    return "section-" + String(letters).split(separator: "-").joined(separator: "-")
  }

  func markup(in page: PageContext) -> Markup {
    let source: Markup = position.map { "<p class=\"place\">The report, \($0)</p>\n" } ?? .none
    return """
      <section id="\(anchor)">
      <h2>\(title) <a class="anchor" href="#\(anchor)" aria-label="Link to this section">¶</a></h2>
      \(source)\(parts(in: page))</section>

      """
  }

  /// The blocks, with claims that follow one another in one table.
  private func parts(in page: PageContext) -> [Markup] {
    var parts: [Markup] = []
    var claims: [TestedClaim] = []
    for block in blocks {
      if let claim = block as? TestedClaim {
        claims.append(claim)
        continue
      }
      if !claims.isEmpty { parts.append(ClaimTable(claims: claims).markup(in: page)) }
      claims = []
      parts.append(block.markup(in: page))
    }
    return claims.isEmpty ? parts : parts + [ClaimTable(claims: claims).markup(in: page)]
  }

  /// Whether the section holds contradictions of the report and nothing else of it.
  var isOfContradictions: Bool {
    blocks.contains { $0 is Contradiction } && blocks.allSatisfy { $0 is Contradiction || $0 is Prose }
  }
}

/// Puts sections into a page, with `if` and `for` where needed.
@resultBuilder
public enum SectionBuilder {
  public static func buildExpression(_ section: PageSection) -> [PageSection] { [section] }

  /// Sections made elsewhere.
  public static func buildExpression(_ sections: [PageSection]) -> [PageSection] { sections }

  /// One after the other.
  public static func buildBlock(_ parts: [PageSection]...) -> [PageSection] { parts.flatMap { $0 } }

  /// Sections under an `if`.
  public static func buildOptional(_ part: [PageSection]?) -> [PageSection] { part ?? [] }

  /// The first branch.
  public static func buildEither(first part: [PageSection]) -> [PageSection] { part }

  /// The second branch.
  public static func buildEither(second part: [PageSection]) -> [PageSection] { part }

  /// Sections of a loop.
  public static func buildArray(_ parts: [[PageSection]]) -> [PageSection] { parts.flatMap { $0 } }
}

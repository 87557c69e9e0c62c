/// A text in CommonMark with tables, cut where its headings and fenced blocks stand.
///
/// Raw HTML is escaped but for elements of MathML, links lead to https, http and mailto alone, pictures become their
/// description, and `$…$` is set in italics.
public struct MarkdownDocument: Sendable {
  /// One piece of the text.
  public enum Part: Sendable {
    /// A heading with its text.
    case heading(level: Int, text: String)
    /// Paragraphs, lists and tables as markup.
    case prose(Markup)
    /// A fenced block with the words behind its fence.
    case fence(info: String, text: String)
  }

  /// The parts with the line that each begins on, from 1.
  public let parts: [(part: Part, line: Int)]

  public init(_ text: String) {
    var parts: [(part: Part, line: Int)] = []
    var prose: [MarkdownEvents.Event] = []
    var heading: (level: Int, text: String, line: Int)?
    var depth = 0
    let math = MathSpans(text)
    func endProse() {
      guard let first = prose.first else { return }
      parts.append((.prose(MarkdownRenderer.markup(prose, math: math)), first.line))
      prose = []
    }
    for event in MarkdownEvents(math.text).events where event.node != .document {
      let isContainer = event.node.isContainer
      if isContainer, !event.isEntry { depth -= 1 }
      defer { if isContainer, event.isEntry { depth += 1 } }
      if let open = heading {
        switch event.node {
        case .heading:
          parts.append((.heading(level: open.level, text: open.text), open.line))
          heading = nil
        case .text(let text), .code(let text): heading?.text += math.restored(text)
        case .softBreak, .lineBreak: heading?.text += " "
        default: break
        }
      } else if depth == 0, case .heading(let level) = event.node {
        endProse()
        heading = (level, "", event.line)
      } else if depth == 0, case .codeBlock(let info, let text) = event.node, !info.isEmpty {
        endProse()
        parts.append((.fence(info: math.restored(info), text: math.restored(text)), event.line))
      } else {
        prose.append(event)
      }
    }
    endProse()
    self.parts = parts
  }
}

/// Prose that was written in Markdown.
public struct MarkdownProse: ReportBlock {
  private let markup: Markup

  public init(_ markup: Markup) { self.markup = markup }

  public func markup(in page: PageContext) -> Markup { "<div class=\"prose\">\n\(markup)</div>\n" }
}

extension MarkdownEvents.Node {
  /// Whether the node is left again after it was entered.
  var isContainer: Bool {
    switch self {
    case .codeBlock, .code, .text, .html, .softBreak, .lineBreak, .rule: false
    default: true
    }
  }
}

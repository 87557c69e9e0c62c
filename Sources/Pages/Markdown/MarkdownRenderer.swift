/// Events of a Markdown text as well-formed markup.
struct MarkdownRenderer {
  private let math: MathSpans
  private var html = ""
  /// The elements that are open, outermost first; those of MathML stand in the text itself.
  private var open: [(name: String, isMathML: Bool)] = []
  /// The columns' alignments of the table that is open, and the column that comes next.
  private var alignments: [UInt8] = []
  private var column = 0
  private var isHeader = false
  /// The texts of the header's cells, which a phone shows beside each value.
  private var headers: [String] = []

  static func markup(_ events: [MarkdownEvents.Event], math: MathSpans) -> Markup {
    var renderer = MarkdownRenderer(math: math)
    for event in events { event.isEntry ? renderer.enter(event.node) : renderer.leave(event.node) }
    while !renderer.open.isEmpty { renderer.closeLast() }
    return Markup(wellFormed: renderer.html)
  }

  private init(math: MathSpans) { self.math = math }

  private mutating func enter(_ node: MarkdownEvents.Node) {
    switch node {
    case .document: break
    case .paragraph: begin("p")
    case .quote: begin("blockquote")
    case .item: begin("li")
    case .emphasis: begin("em")
    case .strong: begin("strong")
    case .struck: begin("del")
    case .heading(let level): begin("h\(min(6, level + 2))")
    case .list(let start): begin(start == nil ? "ul" : "ol", start.map { $0 == 1 ? "" : " start=\"\($0)\"" } ?? "")
    case .table(let columns):
      (alignments, headers) = (columns, [])
      // More columns than fit on a phone stand one below the other there.
      begin("table", columns.count > 3 ? " class=\"plain stack\"" : " class=\"plain\"")
    case .row(let isHeader):
      if !isHeader, open.last?.name == "table" { begin("tbody") }
      (self.isHeader, column) = (isHeader, 0)
      if isHeader { begin("thead") }
      begin("tr")
    case .cell: beginCell()
    case .link(let target):
      let isSafe = ["https://", "http://", "mailto:", "#"].contains { target.lowercased().hasPrefix($0) }
      isSafe ? begin("a", " href=\"\(Markup.escaped(math.restored(target)))\"") : begin("span")
    case .image:
      begin("span", " class=\"note\"")
      html += "[picture: "
    case .codeBlock(_, let text): html += "<pre><code>\(Markup.escaped(math.restored(text)))</code></pre>\n"
    case .code(let text):
      noteHeader(text)
      html += "<code>\(Markup.escaped(math.restored(text)))</code>"
    case .text(let text):
      noteHeader(text)
      html += inline(text)
    case .softBreak: html += "\n"
    case .lineBreak: html += "<br/>\n"
    case .rule: html += "<hr/>\n"
    case .html(let text): raw(math.restored(text))
    case .other: begin("span")
    }
  }

  private mutating func leave(_ node: MarkdownEvents.Node) {
    guard node != .document else { return }
    // Elements of MathML that the text left open end with what they stand in.
    while let last = open.last, last.isMathML { closeLast() }
    if node == .image { html += "]" }
    if case .table = node, open.last?.name == "tbody" { closeLast() }
    closeLast()
    if case .row(isHeader: true) = node {
      closeLast()
      isHeader = false
    }
    switch node {
    case .emphasis, .strong, .struck, .link, .image, .other: break
    default: html += "\n"
    }
  }

  /// A cell; the first one of a row of many names the row.
  private mutating func beginCell() {
    let isRight = alignments.indices.contains(column) && alignments[column] == UInt8(ascii: "r")
    defer { column += 1 }
    if isHeader {
      headers.append("")
      begin("th", isRight ? " scope=\"col\" class=\"n\"" : " scope=\"col\"")
    } else if column == 0, alignments.count > 3 {
      begin("th", " scope=\"row\"")
    } else {
      let header = headers.indices.contains(column) ? headers[column] : ""
      begin(
        "td", (isRight ? " class=\"n\"" : "") + (header.isEmpty ? "" : " data-column=\"\(Markup.escaped(header))\""))
    }
  }

  private mutating func noteHeader(_ text: String) {
    if isHeader, !headers.isEmpty { headers[headers.count - 1] += math.restored(text) }
  }

  private mutating func begin(_ name: String, _ attributes: String = "") {
    html += "<\(name)\(attributes)>"
    open.append((name, false))
  }

  private mutating func closeLast() {
    guard let last = open.popLast() else { return }
    html += "</\(last.name)>"
  }

  private func inline(_ text: String) -> String {
    math.pieces(of: text).map { piece in
      let text = Markup.escaped(piece.text)
      return piece.isFormula ? "<i class=\"math\">\(text)</i>" : text
    }.joined()
  }

  /// Raw HTML: elements of MathML stay, without attributes; all else is shown as text.
  private mutating func raw(_ text: String) {
    var rest = text[...]
    while let start = rest.firstIndex(of: "<") {
      html += Markup.escaped(String(rest[..<start]))
      rest = rest[start...]
      guard let end = rest.firstIndex(of: ">") else { break }
      let tag = String(rest[...end])
      rest = rest[rest.index(after: end)...]
      let isEnd = tag.hasPrefix("</")
      let name = String(tag.dropFirst(isEnd ? 2 : 1).prefix { $0.isASCII && $0.isLetter })
      let isPlain = MathML.elements.contains(name) && !tag.hasSuffix("/>")
      if isPlain, !isEnd {
        html += "<\(name)>"
        open.append((name, true))
      } else if isPlain, isEnd, open.last?.isMathML == true, open.last?.name == name {
        closeLast()
      } else {
        html += Markup.escaped(tag)
      }
    }
    html += Markup.escaped(String(rest))
  }
}

/// The elements of MathML that a report's text may hold.
enum MathML {
  static let elements: Set = [
    "math", "mrow", "mi", "mn", "mo", "ms", "mtext", "msup", "msub", "msubsup", "mover", "munder", "munderover",
    "mfrac",
    "msqrt", "mroot", "mtable", "mtr", "mtd", "mspace", "mstyle", "mpadded", "mphantom",
  ]
}

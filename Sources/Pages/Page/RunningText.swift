/// Plain text with three marks: paragraphs are parted by empty lines, lines that begin with `- ` are a list, and
/// `` `code` `` and `<https://…>` may stand anywhere.
enum RunningText {
  /// Paragraphs and lists.
  static func blocks(_ text: String) -> Markup {
    let paragraphs = text.split(separator: "\n", omittingEmptySubsequences: false)
      .split(whereSeparator: { $0.allSatisfy(\.isWhitespace) })
    let pieces: [Markup] = paragraphs.map { lines in
      if lines.allSatisfy({ $0.hasPrefix("- ") || $0.hasPrefix("  ") }) { return list(Array(lines)) }
      return "<p>\(inline(lines.joined(separator: " ")))</p>\n"
    }
    return "\(pieces)"
  }

  private static func list(_ lines: [Substring]) -> Markup {
    var entries: [String] = []
    for line in lines {
      if line.hasPrefix("- ") {
        entries.append(String(line.dropFirst(2)))
      } else if !entries.isEmpty {
        entries[entries.count - 1] += " " + line.drop(while: \.isWhitespace)
      }
    }
    let items: [Markup] = entries.map { "<li>\(inline($0))</li>\n" }
    return "<ul>\n\(items)</ul>\n"
  }

  /// One line of text with code and links.
  static func inline(_ text: String) -> Markup {
    var pieces: [Markup] = []
    var rest = text[...]
    while let start = rest.firstIndex(where: { $0 == "`" || $0 == "<" }) {
      let mark = rest[start]
      let inner = rest[rest.index(after: start)...]
      guard let end = inner.firstIndex(of: mark == "`" ? "`" : ">"), mark == "`" || inner.hasPrefix("https://") else {
        pieces.append("\(String(rest[...start]))")
        rest = inner
        continue
      }
      let content = String(inner[..<end])
      pieces.append("\(String(rest[..<start]))")
      pieces.append(mark == "`" ? "<code>\(content)</code>" : "<a href=\"\(content)\">\(content)</a>")
      rest = inner[inner.index(after: end)...]
    }
    pieces.append("\(String(rest))")
    return "\(pieces)"
  }
}

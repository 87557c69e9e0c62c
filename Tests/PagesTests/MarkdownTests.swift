import FledgePages
import TestSupport
import Testing

/// Markdown of text reports: what stays, what is escaped, and that every text gives well-formed markup.
@Suite struct MarkdownTests {
  private func html(_ text: String) -> String {
    MarkdownDocument(text).parts.map { part in
      switch part.part {
      // A heading is plain text, which its section escapes.
      case .heading(let level, let text):
        "<h3>\(level) \(text.replacing("&", with: "&amp;").replacing("<", with: "&lt;"))</h3>"
      case .prose(let markup): markup.html
      case .fence(let info, let text): "{\(info)|\(text)}"
      }
    }.joined()
  }

  @Test func `paragraphs, lists, tables and emphasis become markup`() {
    let text = html("*a* **b** ~~c~~ `d`\n\n- one\n- two\n\n3. three\n\n| x | y |\n|---|--:|\n| 1 | 2 |\n\n> said\n")
    for piece in [
      "<em>a</em>", "<strong>b</strong>", "<del>c</del>", "<code>d</code>", "<li>", "<ol start=\"3\">",
      "<th scope=\"col\">x</th>",
      "<td class=\"n\" data-column=\"y\">2</td>", "<blockquote>",
    ] { #expect(text.contains(piece), "\(piece) in \(text)") }
  }

  @Test func `a table of many columns names each value for a phone`() {
    let text = html("| a | `b` | c | d |\n|---|---|---|--:|\n| 1 | 2 | 3 | 4 |\n")
    for piece in [
      "<table class=\"plain stack\"><thead><tr>", "<tbody><tr><th scope=\"row\">1</th>", "<td data-column=\"b\">2</td>",
      "<td class=\"n\" data-column=\"d\">4</td>", "</tbody></table>",
    ] { #expect(text.replacing("\n", with: "").contains(piece), "\(piece) in \(text)") }
    #expect(html("| a |\n|---|\n").replacing("\n", with: "").hasSuffix("</tr></thead></table>"))
  }

  @Test func `headings and fenced blocks keep their lines`() {
    let parts = MarkdownDocument("\n# One `x` $y$\n\ntext\n\n```study of mine\nname: $a$ $b$\n```\n").parts
    #expect(parts.map(\.line) == [2, 4, 6])
    guard case .heading(1, "One x $y$") = parts[0].part else {
      Issue.record("\(parts[0])")
      return
    }
    guard case .fence("study of mine", "name: $a$ $b$\n") = parts[2].part else {
      Issue.record("\(parts[2])")
      return
    }
  }

  @Test(arguments: [
    "<script>alert(1)</script>", "a <b onclick=x>b</b>", "<img src=x onerror=alert(1)>", "<math onclick=x>1</math>",
    "<div>\n<p>\n\ntext", "<!-- comment -->", "<mi></mi></math>", "<math><mi>x</math>", "*a <math> b* c </math>",
    "[a](javascript:alert(1))", "[a](<data:text/html,x>)", "![picture](https://example.org/x.png)",
    "<https://a.b/?x=\"y\">",
    "</table></main>", "&lt;script&gt; &amp; &#0; \u{0} \u{FFFE}", "$a<b>$ and $5 or $6", "`<b>` \\<i>",
    "\u{E000}0\u{E001}",
  ])
  func `no text makes an element that is not allowed`(text: String) throws {
    for text in [text, "- \(text)", "| a |\n|---|\n| \(text) |", "| \(text) |\n|---|\n| a |", "# \(text)"] {
      let html = html(text)
      let elements = try MarkupScanner.elements(of: "<div>\(html)</div>")
      let allowed: Set = [
        "div", "p", "em", "strong", "del", "code", "pre", "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td",
        "blockquote",
        "a",
        "span", "hr", "br", "i", "h3", "math", "mi",
      ]
      for element in elements {
        #expect(allowed.contains(element.name), "\(element.name) out of \(text)")
        for (name, value) in element.attributes {
          #expect(["class", "href", "start", "scope", "data-column"].contains(name), "\(name) out of \(text)")
          if name == "href" { #expect(value.hasPrefix("https://"), "\(value)") }
        }
      }
    }
  }

  @Test func `formulas are set in italics and keep their signs`() {
    #expect(html("$a_1 * b_2 * c$") == "<p><i class=\"math\">a_1 * b_2 * c</i></p>\n")
    #expect(html("it costs $5 and $6") == "<p>it costs $5 and $6</p>\n")
    #expect(html("<math><mi>x</mi></math>") == "<p><math><mi>x</mi></math></p>\n")
  }

  @Test(arguments: [
    String(repeating: ">", count: 20_000) + " x", String(repeating: "*a **b ", count: 5_000),
    String(repeating: "[", count: 20_000), String(repeating: "$a", count: 20_000),
    String(repeating: "- ", count: 3_000),
    String(repeating: "<math>", count: 5_000),
    String(repeating: "`", count: 9_999) + "a" + String(repeating: "`", count: 9_998),
  ])
  func `texts of great depth end soon and well-formed`(text: String) throws {
    _ = try MarkupScanner.elements(of: "<div>\(html(text))</div>")
  }
}

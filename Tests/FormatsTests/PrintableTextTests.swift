import FledgeFormats
import Testing

struct PrintableTextTests {
  @Test(arguments: [
    ("plain, größer, 数, 👩‍🔬", "plain, größer, 数, 👩‍🔬"), ("\u{1B}]0;t\u{7}", "\\u{1B}]0;t\\u{7}"), ("\u{9B}2J", "\\u{9B}2J"),
    ("a\rb", "a\\u{D}b"), ("x\u{202E}y", "x\\u{202E}y"), ("\u{7F}", "\\u{7F}"), ("", ""), ("— “q” …", "— “q” …"),
  ])
  func `what steers a terminal is written out`(text: String, shown: String) {
    #expect(PrintableText.line(text) == shown)
    #expect(PrintableText.lines(text) == shown)
  }

  @Test func `lines keep line feeds and tabs, one line keeps neither`() {
    #expect(PrintableText.lines("a\n\tb") == "a\n\tb")
    #expect(PrintableText.line("a\n\tb") == "a\\u{A}\\u{9}b")
  }
}

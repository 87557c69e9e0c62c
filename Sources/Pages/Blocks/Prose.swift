/// Running text of ours.
///
/// Paragraphs are parted by empty lines, lines that begin with `- ` make a list, `` `code` `` and `<https://…>` may
/// stand anywhere.
public struct Prose: ReportBlock {
  public let text: String

  public init(_ text: String) { self.text = text }

  /// The paragraphs.
  public func markup(in page: PageContext) -> Markup { RunningText.blocks(text) }
}

/// Words of the report, with the place where they stand.
public struct Quote: ReportBlock {
  /// The words.
  public let text: String
  /// The place, such as "section 5.2".
  public let source: String

  /// Quotes the report.
  public init(_ text: String, from source: String) {
    self.text = text
    self.source = source
  }

  /// The quotation.
  public func markup(in page: PageContext) -> Markup {
    "<blockquote><p>\(RunningText.inline(text))</p><footer>the report, \(source)</footer></blockquote>\n"
  }
}

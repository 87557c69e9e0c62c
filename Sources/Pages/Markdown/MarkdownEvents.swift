import CMarkGFM

/// CommonMark with tables as a list of events: a node is entered and left, and what it holds stands between.
///
/// A list takes texts of any depth without recursion.
struct MarkdownEvents {
  /// What a node is.
  enum Node: Equatable {
    case document, paragraph, quote, item, emphasis, strong, struck, softBreak, lineBreak, rule
    case heading(level: Int)
    /// A list; `nil` for bullets, else the number of its first item.
    case list(start: Int?)
    /// A fenced or indented block with the words behind its fence.
    case codeBlock(info: String, text: String)
    case code(String)
    case text(String)
    /// Raw HTML: a block, or one tag.
    case html(String)
    case link(String)
    case image
    /// A table with the alignment of each column: `l`, `c`, `r`, or 0.
    case table([UInt8])
    case row(isHeader: Bool)
    case cell
    /// Anything else; what it holds is kept.
    case other
  }

  struct Event {
    let node: Node
    /// Whether the node is entered; leaves are entered and never left.
    let isEntry: Bool
    /// The line that the node begins on, from 1.
    let line: Int
  }

  let events: [Event]

  init(_ text: String) {
    var events: [Event] = []
    cmark_gfm_core_extensions_ensure_registered()
    let parser = unsafe cmark_parser_new(CMARK_OPT_VALIDATE_UTF8)
    defer { unsafe cmark_parser_free(parser) }
    for name in ["table", "strikethrough"] {
      unsafe cmark_parser_attach_syntax_extension(parser, cmark_find_syntax_extension(name))
    }
    var text = text
    text.withUTF8 { bytes in
      unsafe bytes.withMemoryRebound(to: CChar.self) { unsafe cmark_parser_feed(parser, $0.baseAddress, $0.count) }
    }
    let root = unsafe cmark_parser_finish(parser)
    defer { unsafe cmark_node_free(root) }
    let iterator = unsafe cmark_iter_new(root)
    defer { unsafe cmark_iter_free(iterator) }
    while true {
      let event = unsafe cmark_iter_next(iterator)
      guard event != CMARK_EVENT_DONE, let node = unsafe cmark_iter_get_node(iterator) else { break }
      unsafe events.append(
        Event(node: Self.node(node), isEntry: event == CMARK_EVENT_ENTER, line: Int(cmark_node_get_start_line(node))))
    }
    self.events = events
  }

  private static func node(_ node: OpaquePointer) -> Node {
    func literal() -> String { unsafe cmark_node_get_literal(node).map { unsafe String(cString: $0) } ?? "" }
    let type = unsafe String(cString: cmark_node_get_type_string(node))
    switch type {
    case "document": return .document
    case "paragraph": return .paragraph
    case "block_quote": return .quote
    case "item", "tasklist": return .item
    case "emph": return .emphasis
    case "strong": return .strong
    case "strikethrough": return .struck
    case "softbreak": return .softBreak
    case "linebreak": return .lineBreak
    case "thematic_break": return .rule
    case "heading": return .heading(level: unsafe Int(cmark_node_get_heading_level(node)))
    case "list":
      let isOrdered = unsafe cmark_node_get_list_type(node) == CMARK_ORDERED_LIST
      return .list(start: isOrdered ? unsafe Int(cmark_node_get_list_start(node)) : nil)
    case "code_block":
      return .codeBlock(info: unsafe String(cString: cmark_node_get_fence_info(node)), text: literal())
    case "code": return .code(literal())
    case "text": return .text(literal())
    case "html_block", "html_inline": return .html(literal())
    case "link": return .link(unsafe String(cString: cmark_node_get_url(node)))
    case "image": return .image
    case "table":
      let count = unsafe Int(cmark_gfm_extensions_get_table_columns(node))
      guard let alignments = unsafe cmark_gfm_extensions_get_table_alignments(node) else { return .table([]) }
      return .table((0..<count).map { unsafe alignments[$0] })
    case "table_row", "table_header":
      return .row(isHeader: unsafe cmark_gfm_extensions_get_table_row_is_header(node) != 0)
    case "table_cell": return .cell
    default: return .other
    }
  }
}

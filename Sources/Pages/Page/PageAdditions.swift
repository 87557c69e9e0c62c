import FledgeFormats
import Foundation

/// What a page of one file carries beyond text and charts: styles, a script and the bytes that it works with.
///
/// Such a page has a content security policy that allows its own scripts and styles by their SHA-256, and no others.
public struct PageAdditions: Sendable, Equatable {
  /// Rules after those of all pages.
  public var style: String
  /// A module; it must not contain the end of a `script` element.
  public var script: String
  /// Bytes that the script finds by the id of their element, as base 64 text.
  public var data: [(id: String, bytes: [UInt8])]

  public init(style: String, script: String, data: [(id: String, bytes: [UInt8])]) {
    (self.style, self.script, self.data) = (style, script, data)
  }

  public static func == (left: PageAdditions, right: PageAdditions) -> Bool {
    left.style == right.style && left.script == right.script && left.data.map(\.id) == right.data.map(\.id)
      && left.data.map(\.bytes) == right.data.map(\.bytes)
  }

  /// The module within its element, as CDATA: with `<` and `&` in it the page stays well-formed XML.
  var scriptText: String { "\n//<![CDATA[\n\(script)\n//]]>\n" }

  /// The data and the script.
  var markup: Markup {
    let blocks: [Markup] = data.map { id, bytes in
      "<script type=\"text/plain\" id=\"\(id)\">\(Data(bytes).base64EncodedString())</script>\n"
    }
    return "\(blocks)<script type=\"module\">\(Markup(wellFormed: scriptText))</script>\n"
  }

  /// The policy of a page with these and other inline texts.
  func policy(scripts: [String], style: String) -> Markup {
    let hashes = (scripts + [scriptText]).map(PageAdditions.hash).joined(separator: " ")
    return """
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'wasm-unsafe-eval' \(hashes); \
      style-src \(PageAdditions.hash(style)); img-src data: blob:; base-uri 'none'; form-action 'none'"/>

      """
  }

  private static func hash(_ text: String) -> String {
    "'sha256-\(Data(SHA256.hash(Array(text.utf8)).bytes).base64EncodedString())'"
  }
}

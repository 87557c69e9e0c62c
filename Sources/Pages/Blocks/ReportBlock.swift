import Foundation

/// A part of a section: running text, settings, a figure, numbers beside the published ones, a tested claim.
///
/// A block is a value that knows its items, its markup and its files. To add a kind of block, write a type with these
/// three and use it in a section.
public protocol ReportBlock: Sendable {
  /// What the block shows of the report, with verdicts.
  func items(in page: PageContext) -> [ReportItem]

  func markup(in page: PageContext) -> Markup

  /// What lies beside the page in `figures`: the data and drawings of figures and tables.
  var files: [PageFile] { get }

  /// The ids that links on the page can lead to.
  var anchors: [String] { get }
}

extension ReportBlock {
  /// No items.
  public func items(in page: PageContext) -> [ReportItem] { [] }

  /// No files.
  public var files: [PageFile] { [] }

  /// No anchors.
  public var anchors: [String] { [] }
}

/// A text file beside a page.
public struct PageFile: Sendable, Equatable {
  /// The name within the page's folder, such as `figures/fig7.svg`.
  public let name: String
  public let text: String

  public init(name: String, text: String) {
    self.name = name
    self.text = text
  }

  /// A link that saves the file under a name which says what it is.
  ///
  /// A page of its own holds the file within the link, and has no link to a file of more than 100 kB.
  ///
  /// - Parameter of: What the file belongs to, for screen readers; empty where the link stands alone.
  func link(_ title: String, of subject: String = "", in page: PageContext) -> Markup {
    let label: Markup = subject.isEmpty ? .none : " aria-label=\"\(title)\(subject)\""
    let saved = page.report + "-" + (name.split(separator: "/").last.map(String.init) ?? name)
    guard page.isReport else {
      guard text.utf8.count <= 100_000 else { return .none }
      let type = name.hasSuffix(".csv") ? "text/csv" : "image/svg+xml"
      let content = Data(text.utf8).base64EncodedString()
      return "<a href=\"data:\(type);base64,\(content)\" download=\"\(saved)\"\(label)>\(title)</a> "
    }
    return "<a href=\"\(name)\" download=\"\(saved)\"\(label)>\(title)</a>"
  }
}

/// Puts blocks into a section, with `if` and `for` where needed.
@resultBuilder
public enum BlockBuilder {
  public static func buildExpression(_ block: some ReportBlock) -> [any ReportBlock] { [block] }

  /// Blocks made elsewhere.
  public static func buildExpression(_ blocks: [any ReportBlock]) -> [any ReportBlock] { blocks }

  /// One after the other.
  public static func buildBlock(_ parts: [any ReportBlock]...) -> [any ReportBlock] { parts.flatMap { $0 } }

  /// Blocks under an `if`.
  public static func buildOptional(_ part: [any ReportBlock]?) -> [any ReportBlock] { part ?? [] }

  /// The first branch.
  public static func buildEither(first part: [any ReportBlock]) -> [any ReportBlock] { part }

  /// The second branch.
  public static func buildEither(second part: [any ReportBlock]) -> [any ReportBlock] { part }

  /// Blocks of a loop.
  public static func buildArray(_ parts: [[any ReportBlock]]) -> [any ReportBlock] { parts.flatMap { $0 } }
}

import FledgeFormats

/// Links beside the figures of a report's page to the view that runs them.
///
/// A page says under each figure which command makes it. The link leads to the view of reports with that figure chosen:
/// the page itself may not connect to the server, whatever scripts it carries.
package struct FigureLinks {
  let report: String

  package init(report: String) { self.report = report }

  /// The page with a link behind each command that makes one figure.
  package func added(to page: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var rest = page[...]
    while let start = rest.firstRange(of: FigureLinks.start),
      let end = rest[start.upperBound...].firstRange(of: FigureLinks.end)
    {
      result += rest[..<end.upperBound]
      let words = String(decoding: rest[start.upperBound..<end.lowerBound], as: UTF8.self).split(separator: " ")
      if let link = link(words.map(String.init)) { result += Array(link.utf8) }
      rest = rest[end.upperBound...]
    }
    return result + rest
  }

  private static let start = Array("<code>fledge reproduce ".utf8)
  private static let end = Array("</code>".utf8)

  private func link(_ words: [String]) -> String? {
    guard let figure = FigureLinks.value(of: "--only", in: words) else { return nil }
    let scale = FigureLinks.value(of: "--scale", in: words) ?? "full"
    return " <a href=\"/#/reports?report=\(report)&amp;figure=\(figure)&amp;scale=\(scale)\">Run this figure</a>"
  }

  /// The word behind a flag, where it is made of letters, digits, dots and dashes alone.
  private static func value(of flag: String, in words: [String]) -> String? {
    guard let index = words.lastIndex(of: flag), index + 1 < words.count else { return nil }
    let word = words[index + 1]
    let isPlain = word.utf8.allSatisfy {
      (97...122).contains($0) || (65...90).contains($0) || (48...57).contains($0) || $0 == 45 || $0 == 46
    }
    return isPlain && !word.isEmpty ? word : nil
  }
}

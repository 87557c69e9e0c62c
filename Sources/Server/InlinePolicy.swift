import FledgeFormats
import Foundation

/// The policy of a page that carries its scripts and styles inside: those that it has, by their SHA-256, and no others.
package struct InlinePolicy {
  package let text: String

  package init(_ page: [UInt8]) {
    let scripts = InlinePolicy.hashes(of: "script", in: page)
    let styles = InlinePolicy.hashes(of: "style", in: page)
    text =
      "default-src 'none'; script-src 'wasm-unsafe-eval' \(scripts.joined(separator: " ")); "
      + "style-src \(styles.isEmpty ? "'none'" : styles.joined(separator: " ")); img-src 'self' data: blob:; "
      + "connect-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
  }

  /// The hashes of all elements of a name.
  private static func hashes(of name: String, in page: [UInt8]) -> [String] {
    var found: [String] = []
    var rest = page[...]
    while let opening = rest.firstRange(of: Array("<\(name)".utf8)) {
      rest = rest[opening.upperBound...]
      guard let start = rest.firstIndex(of: UInt8(ascii: ">")) else { break }
      guard let end = rest[start...].firstRange(of: Array("</\(name)>".utf8)) else { break }
      let digest = SHA256.hash(Array(rest[(start + 1)..<end.lowerBound]))
      found.append("'sha256-\(Data(digest.bytes).base64EncodedString())'")
      rest = rest[end.upperBound...]
    }
    return found
  }
}

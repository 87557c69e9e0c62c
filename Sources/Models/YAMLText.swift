package import Yams

/// Parses untrusted YAML, with bounds on work and memory.
package enum YAMLText {
  /// The largest file that is read, in bytes.
  ///
  /// A node takes some hundred bytes of memory, so a megabyte of `[0,0,…` would take hundreds.
  package static let largestByteCount = 1 << 17

  /// The root of a document; `nil` where the text is empty.
  ///
  /// - Throws: `YamlError`, or `TooManyAliases`.
  package static func compose(_ text: String) throws -> Node? {
    try checkAliases(text)
    return try Yams.compose(yaml: text)
  }

  /// Nested aliases, whose expansion would not end in practical time.
  package struct TooManyAliases: Error, CustomStringConvertible {
    let anchors: Int
    let aliases: Int

    package var description: String {
      "\(anchors) anchors and \(aliases) aliases, which may stand for more than a hundred million bytes; "
        + "write the values out"
    }
  }

  /// Refuses a text that may expand beyond 10⁸ bytes.
  ///
  /// With m anchors and k aliases, any of which may be part of an anchored value, the text grows at most by the factor
  /// (1 + k/m)^m: the largest product of m numbers 1 + kᵢ with Σ kᵢ = k. Composing shares nodes, but comparing keys
  /// visits all of them. Ampersands and asterisks inside of words and quotes are counted too: the bound is an upper
  /// one.
  private static func checkAliases(_ text: String) throws(TooManyAliases) {
    var (anchors, aliases) = (0, 0)
    var previous = UInt8(ascii: "\n")
    for byte in text.utf8 {
      if previous == UInt8(ascii: "&"), isName(byte) { anchors += 1 }
      if previous == UInt8(ascii: "*"), isName(byte) { aliases += 1 }
      previous = byte
    }
    guard anchors > 0, aliases > 0 else { return }
    var size = Double(text.utf8.count)
    let growth = 1 + Double(aliases) / Double(anchors)
    for _ in 0..<anchors {
      size *= growth
      if size > 1e8 { throw TooManyAliases(anchors: anchors, aliases: aliases) }
    }
  }

  private static func isName(_ byte: UInt8) -> Bool { byte > UInt8(ascii: " ") }
}

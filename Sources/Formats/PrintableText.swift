/// Text from files and names, made safe for a terminal.
///
/// Control characters stand as `\u{…}`: an escape sequence in a class name could clear the screen, change the window's
/// title or fake other output. Characters that reverse the direction of text are escaped for the same reason.
public enum PrintableText {
  /// Text of several lines; line feeds and tabs stay.
  public static func lines(_ text: String) -> String {
    escaped(text) { $0 == "\n" || $0 == "\t" }
  }

  /// Text on one line.
  public static func line(_ text: String) -> String {
    escaped(text) { _ in false }
  }

  /// Whether a terminal may act on a character instead of showing it.
  public static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    // C0, DEL and C1; line and paragraph separator; marks, embeddings, overrides and isolates of direction.
    case 0..<0x20, 0x7F...0x9F, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069: true
    default: false
    }
  }

  private static func escaped(_ text: String, keeps: (Unicode.Scalar) -> Bool) -> String {
    // All characters in question are ASCII controls or begin with the byte C2 or E2.
    let isPlain = text.utf8.allSatisfy { ($0 >= 0x20 && $0 != 0x7F && $0 != 0xC2 && $0 != 0xE2) || $0 == 0x0A }
    if isPlain, !text.utf8.contains(0x0A) || keeps("\n") { return text }
    var result = ""
    result.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      if isControl(scalar), !keeps(scalar) {
        result += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

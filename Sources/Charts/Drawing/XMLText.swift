/// Text made safe to stand in XML.
enum XMLText {
  /// Escapes markup and replaces characters that XML 1.0 forbids.
  static func escape(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "\u{9}", "\u{A}", "\u{D}": escaped += " "
      case _ where XMLText.isControl(scalar): escaped += "\u{FFFD}"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }

  /// Text with control characters replaced; line ends and tabs stay.
  static func withoutControls(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { isControl($0) && !"\t\r\n".unicodeScalars.contains($0) }) else {
      return text
    }
    var result = ""
    for scalar in text.unicodeScalars {
      let stays = !isControl(scalar) || "\t\r\n".unicodeScalars.contains(scalar)
      result.unicodeScalars.append(stays ? scalar : "\u{FFFD}")
    }
    return result
  }

  /// Whether XML 1.0 forbids a character, or it would change how the text around it is shown.
  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F...0x9F, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFFFE, 0xFFFF: true
    default: false
    }
  }
}

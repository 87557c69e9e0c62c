/// Approximate widths of text, so that margins can be computed without a font.
///
/// The table holds advance widths in thousandths of the font size for a wide sans-serif face, so that narrower
/// system fonts always fit in the room that is made.
enum TextMetrics {
  static func width(_ text: String, size: Double) -> Double {
    var thousandths = 0
    for scalar in text.unicodeScalars { thousandths += advance(scalar) }
    return Double(thousandths) * size / 1000
  }

  /// Breaks text at spaces into lines no wider than `width`, as far as its words allow.
  static func wrap(_ text: String, size: Double, width limit: Double) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      let longer = line.isEmpty ? String(word) : line + " " + word
      if !line.isEmpty, width(longer, size: size) > limit {
        lines.append(line)
        line = String(word)
      } else {
        line = longer
      }
    }
    return line.isEmpty ? lines : lines + [line]
  }

  /// Cuts text with an ellipsis where it is wider than `width`.
  static func fit(_ text: String, size: Double, width limit: Double) -> String {
    guard width(text, size: size) > limit else { return text }
    var text = text
    while !text.isEmpty, width(text + "…", size: size) > limit { text.removeLast() }
    return text + "…"
  }

  private static func advance(_ scalar: Unicode.Scalar) -> Int {
    switch scalar.value {
    case 32...126: ascii[Int(scalar.value) - 32]
    case 0x2009, 0x202F: 200
    case 0xB7: 318
    case 0xB2, 0xB3, 0xB9, 0x2070...0x2079: 401
    case 0x207B: 528
    case 0x2013: 500
    case 0x2014, 0x2026: 1000
    case 0xB1, 0xD7, 0x2190...0x22FF: 838
    case 0x300...0x36F: 0
    case 0x2E80...: 1000
    default: 650
    }
  }

  private static let ascii = [
    318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, 636, 636, 636, 636, 636, 636, 636,
    636, 636, 636, 337, 337, 838, 838, 838, 531, 1000, 684, 686, 698, 770, 632, 575, 775, 752, 295, 295, 656, 557, 863,
    748, 787, 603, 787, 695, 635, 611, 732, 684, 989, 685, 611, 685, 390, 337, 390, 838, 500, 500, 613, 635, 550, 635,
    615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612, 635, 635, 411, 521, 392, 634, 592, 818, 592, 592, 525, 636,
    337, 636, 838,
  ]
}

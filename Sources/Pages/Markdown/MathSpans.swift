/// Takes `$…$` out of a text, so that `_` and `*` within stay what they are, and puts it back where it is rendered.
///
/// A formula begins with `$` before a character that is no space, and ends on the same line with `$` behind one and
/// before no digit: "$5 and $6" holds none. Source: the rule of Pandoc.
struct MathSpans {
  /// The text with a mark in place of each formula.
  let text: String
  private let formulas: [String]
  private static let open: Unicode.Scalar = "\u{E000}"
  private static let close: Unicode.Scalar = "\u{E001}"

  init(_ text: String) {
    var formulas: [String] = []
    var result = String.UnicodeScalarView()
    let scalars = Array(text.unicodeScalars)
    var index = 0
    while index < scalars.count {
      let scalar = scalars[index]
      if scalar == "$", index == 0 || scalars[index - 1] != "\\", let end = Self.end(of: index, in: scalars) {
        result.append(Self.open)
        result.append(contentsOf: String(formulas.count).unicodeScalars)
        result.append(Self.close)
        formulas.append(String(String.UnicodeScalarView(scalars[index + 1..<end])))
        index = end + 1
        continue
      }
      // The marks themselves are private characters, which no text needs.
      result.append(scalar == Self.open || scalar == Self.close ? "\u{FFFD}" : scalar)
      index += 1
    }
    self.text = String(result)
    self.formulas = formulas
  }

  private static func end(of start: Int, in scalars: [Unicode.Scalar]) -> Int? {
    guard start + 2 < scalars.count, !scalars[start + 1].properties.isWhitespace, scalars[start + 1] != "$" else {
      return nil
    }
    var index = start + 1
    // A formula is short; without a limit a text of `$` would be read again from each of them.
    let last = min(scalars.count, start + 400)
    while index < last, scalars[index] != "\n" {
      if scalars[index] == "$" {
        let isDigitNext = index + 1 < scalars.count && ("0"..."9").contains(scalars[index + 1])
        return scalars[index - 1].properties.isWhitespace || isDigitNext ? nil : index
      }
      index += 1
    }
    return nil
  }

  /// Pieces of a text that holds marks: words, and formulas between them.
  func pieces(of text: String) -> [(text: String, isFormula: Bool)] {
    var pieces: [(text: String, isFormula: Bool)] = []
    for part in text.split(separator: Character(Self.open), omittingEmptySubsequences: false).enumerated() {
      guard part.offset > 0, let end = part.element.firstIndex(of: Character(Self.close)),
        let number = Int(part.element[..<end]), formulas.indices.contains(number)
      else {
        pieces.append((String(part.element), false))
        continue
      }
      pieces.append((formulas[number], true))
      pieces.append((String(part.element[part.element.index(after: end)...]), false))
    }
    return pieces.filter { !$0.text.isEmpty }
  }

  /// The text as it was written.
  func restored(_ text: String) -> String {
    pieces(of: text).map { $0.isFormula ? "$\($0.text)$" : $0.text }.joined()
  }
}

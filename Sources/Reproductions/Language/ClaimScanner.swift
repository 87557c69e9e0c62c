import FledgeStudies

/// The words, numbers and signs of a claim's expression.
struct ClaimScanner {
  enum Token: Equatable {
    case word(String)
    case number(Double, text: String)
    case sign(Character)
    /// What stands within parentheses, as it is written.
    case arguments(String)
    case end
  }

  private var rest: Substring
  let fail: (String) -> StudyError

  init(_ text: String, fail: @escaping (String) -> StudyError) {
    rest = text[...]
    self.fail = fail
  }

  /// What is left, without the space before it.
  var remainder: String { String(rest.drop(while: \.isWhitespace)) }

  func peek() throws(StudyError) -> Token {
    var copy = self
    return try copy.next()
  }

  mutating func next() throws(StudyError) -> Token {
    rest = rest.drop(while: \.isWhitespace)
    guard let first = rest.first else { return .end }
    if first == "(" { return .arguments(try enclosed()) }
    if first.isASCII, first.isNumber || ("+-−.".contains(first) && rest.dropFirst().first?.isNumber == true) {
      return try number()
    }
    if first.isLetter {
      let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" }
      rest = rest.dropFirst(word.count)
      return .word(String(word))
    }
    rest = rest.dropFirst()
    let signs: [Character: Character] = ["≥": "≥", "≤": "≤", ">": ">", "<": "<", "=": "=", ",": ","]
    guard var sign = signs[first] else { throw fail("expected a metric, a number or one of > < =, found '\(first)'") }
    if rest.first == "=" {
      rest = rest.dropFirst()
      sign = sign == ">" ? "≥" : sign == "<" ? "≤" : "="
    }
    return .sign(sign)
  }

  /// Goes over a character where it comes next; says whether it did.
  mutating func skip(_ character: Character) -> Bool {
    let next = rest.drop(while: \.isWhitespace)
    guard next.first == character else { return false }
    rest = next.dropFirst()
    return true
  }

  /// Goes over some characters of ``remainder``.
  mutating func drop(_ count: Int) { rest = rest.drop(while: \.isWhitespace).dropFirst(count) }

  private mutating func number() throws(StudyError) -> Token {
    let digits = rest.prefix { $0.isASCII && ($0.isNumber || ".,eE+-".contains($0)) || $0 == "−" }
    let text = digits.replacing(",", with: "").replacing("−", with: "-")
    guard let value = Double(text), value.isFinite else { throw fail("expected a number, found '\(digits)'") }
    rest = rest.dropFirst(digits.count)
    return .number(value, text: String(digits))
  }

  /// The text between parentheses that match.
  private mutating func enclosed() throws(StudyError) -> String {
    var depth = 0
    for index in rest.indices {
      if "([{".contains(rest[index]) { depth += 1 }
      if ")]}".contains(rest[index]) { depth -= 1 }
      if depth == 0 {
        let inner = rest[rest.index(after: rest.startIndex)..<index]
        rest = rest[rest.index(after: index)...]
        return String(inner)
      }
    }
    throw fail("expected ')' behind '(\(rest.dropFirst().prefix(20))'")
  }
}

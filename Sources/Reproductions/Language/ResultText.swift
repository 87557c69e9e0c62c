import FledgePages
import FledgeStudies
import Foundation

/// Words of a report's file with numbers of our runs between them: `ours is {{median test_accuracy}}`.
package struct ResultText: Sendable {
  private enum Piece: Sendable {
    case words(String)
    case result(ResultExpression)
  }

  private let pieces: [Piece]

  /// - Parameter decoded: how an expression is read out of the words, for text that is markup.
  init(
    _ text: String, _ reader: ReportBlockReader, line: Int, place: String,
    decoded: (String) -> String = { $0 }
  ) throws {
    var pieces: [Piece] = []
    var rest = text[...]
    while let start = rest.range(of: "{{") {
      guard let end = rest[start.upperBound...].range(of: "}}") else {
        throw reader.file.fail(line, "\(place): expected '}}' behind '{{\(rest[start.upperBound...].prefix(20))'")
      }
      pieces.append(.words(String(rest[..<start.lowerBound])))
      let inner = decoded(String(rest[start.upperBound..<end.lowerBound]))
      pieces.append(.result(try ResultExpression(inner, reader, line: line, place: place)))
      rest = rest[end.upperBound...]
    }
    self.pieces = pieces + [.words(String(rest))]
  }

  /// Markup without results.
  init(markup: Markup) { pieces = [.words(markup.html)] }

  func text(_ context: ReproductionContext, of report: String) throws -> String {
    try pieces.map { piece in
      switch piece {
      case .words(let text): text
      case .result(let expression): try expression.text(context, of: report)
      }
    }.joined()
  }

  /// The same where the words are markup.
  func markup(_ context: ReproductionContext, of report: String) throws -> Markup {
    try pieces.reduce(Markup.none) { markup, piece in
      switch piece {
      case .words(let text): markup + Markup(wellFormed: text)
      case .result(let expression): markup + "\(try expression.text(context, of: report))"
      }
    }
  }
}

extension ReportBlockReader {
  /// A text that may hold results.
  func resultText(_ key: String) throws -> ResultText? {
    try text(key).map { try ResultText($0, self, line: entry(key)?.line ?? line, place: key) }
  }
}

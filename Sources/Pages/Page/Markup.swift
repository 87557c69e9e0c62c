import FledgeFormats

/// HTML whose text is escaped by the way it is written: `"<td>\(name)</td>"` escapes `name`.
///
/// Text that is interpolated is escaped, markup that is interpolated stays as it is; both are safe inside elements and
/// inside attributes in double quotes. All markup is well-formed XML too, so a small parser can check it.
public struct Markup: Sendable, Equatable, ExpressibleByStringInterpolation {
  /// The text of the markup.
  public private(set) var html: String

  /// Takes markup that is known to be well-formed, such as a chart's SVG.
  public init(wellFormed html: String) { self.html = html }

  /// Takes markup from source code.
  public init(stringLiteral html: String) { self.html = html }

  /// Takes markup from source code with values between.
  public init(stringInterpolation: StringInterpolation) { html = stringInterpolation.html }

  /// Nothing.
  public static let none = Markup(wellFormed: "")

  /// One after the other.
  public static func + (first: Markup, second: Markup) -> Markup { Markup(wellFormed: first.html + second.html) }

  /// Collects literals and values.
  public struct StringInterpolation: StringInterpolationProtocol {
    var html = ""

    /// Begins with room for the literals.
    public init(literalCapacity: Int, interpolationCount: Int) { html.reserveCapacity(literalCapacity) }

    /// Adds markup from source code.
    public mutating func appendLiteral(_ literal: String) { html += literal }

    /// Adds text, escaped.
    public mutating func appendInterpolation(_ text: String) { html += Markup.escaped(text) }

    /// Adds a whole number.
    public mutating func appendInterpolation(_ number: Int) { html += String(number) }

    /// Adds markup.
    public mutating func appendInterpolation(_ markup: Markup) { html += markup.html }

    /// Adds pieces of markup one after the other.
    public mutating func appendInterpolation(_ pieces: [Markup]) {
      for piece in pieces { html += piece.html }
    }
  }

  /// Text with markup characters as entities, and characters that XML forbids replaced.
  static func escaped(_ text: String) -> String {
    var result = ""
    result.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\t", "\n": result.unicodeScalars.append(scalar)
      case _ where PrintableText.isControl(scalar) || scalar.value == 0xFFFE || scalar.value == 0xFFFF:
        result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

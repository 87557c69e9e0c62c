/// One entry of a list of layers: words, and the entries in brackets behind them.
///
/// `conv 32 5 stride 2` and `residual [linear 64, relu]` are entries; commas stand between them.
struct LayerItem: Sendable, Equatable {
  var words: [String]
  /// What stands in brackets; `nil` without brackets.
  var children: [LayerItem]?

  /// The name of the layer.
  var name: String { words[0] }

  /// The entry as it is written, with single spaces.
  var text: String {
    let head = words.joined(separator: " ")
    return children.map { "\(head) [\($0.map(\.text).joined(separator: ", "))]" } ?? head
  }

  /// The deepest nesting that is read.
  static let deepest = 16
  /// The most entries that are read, nested ones included.
  static let most = 1000

  /// Reads entries with commas between them.
  ///
  /// - Throws: `NetworkError.list`.
  static func parse(_ text: String) throws(NetworkError) -> [LayerItem] {
    var parser = Parser(text)
    let items = try parser.items(depth: 0)
    guard parser.isAtEnd else { throw .list("expected a comma or the end, found ']' without '['") }
    return items
  }

  private struct Parser {
    // Scalars, since a mark behind a space would be one character with it.
    private let characters: [Unicode.Scalar]
    private var position = 0
    private var count = 0

    init(_ text: String) { characters = Array(text.unicodeScalars) }

    var isAtEnd: Bool { position == characters.count }

    mutating func items(depth: Int) throws(NetworkError) -> [LayerItem] {
      guard depth <= LayerItem.deepest else {
        throw .list("expected at most \(LayerItem.deepest) brackets within each other, found more")
      }
      var items: [LayerItem] = []
      while true {
        count += 1
        guard count <= LayerItem.most else { throw .list("expected at most \(LayerItem.most) layers, found more") }
        items.append(try item(depth: depth))
        guard position < characters.count, characters[position] == "," else { return items }
        position += 1
      }
    }

    private mutating func item(depth: Int) throws(NetworkError) -> LayerItem {
      var words: [String] = []
      var word = String.UnicodeScalarView()
      while position < characters.count {
        let character = characters[position]
        if character == "," || character == "[" || character == "]" { break }
        position += 1
        if character.properties.isWhitespace {
          if !word.isEmpty { words.append(String(word)) }
          word.removeAll()
        } else {
          word.append(character)
        }
      }
      if !word.isEmpty { words.append(String(word)) }
      guard !words.isEmpty else { throw .list("expected a layer in each place of the list, found nothing in one") }
      guard position < characters.count, characters[position] == "[" else {
        return LayerItem(words: words, children: nil)
      }
      position += 1
      let children = try items(depth: depth + 1)
      guard position < characters.count, characters[position] == "]" else {
        throw .list("expected ']' at the end of \(words[0]) [..., found the end")
      }
      position += 1
      while position < characters.count, characters[position].properties.isWhitespace { position += 1 }
      guard position == characters.count || characters[position] == "," || characters[position] == "]" else {
        throw .list("expected a comma after ']', found '\(characters[position])'")
      }
      return LayerItem(words: words, children: children)
    }
  }
}

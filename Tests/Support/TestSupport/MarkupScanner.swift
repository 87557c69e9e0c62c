/// Reads the kind of markup that pages are written in, and says where it is not well-formed.
///
/// It knows elements, attributes in quotes, text, the five entities of XML and numeric ones, comments and a doctype.
/// The content of `style` and `script` is text like any other.
package struct MarkupScanner {
  /// An element in the order of its start tag.
  package struct Element {
    package let name: String
    package let attributes: [(name: String, value: String)]
    /// The text directly within the element, pieces parted by spaces.
    fileprivate(set) var text = ""

    /// The value of an attribute.
    package subscript(name: String) -> String? { attributes.first { $0.name == name }?.value }
  }

  /// What is wrong, with the line.
  package struct Fault: Error {
    let message: String
  }

  private let bytes: [UInt8]
  private var position = 0
  private var open: [Int] = []
  private var elements: [Element] = []

  private init(_ text: String) { bytes = Array(text.utf8) }

  /// All elements of a page.
  package static func elements(of text: String) throws(Fault) -> [Element] {
    var scanner = MarkupScanner(text)
    try scanner.scan()
    return scanner.elements
  }

  private mutating func scan() throws(Fault) {
    while position < bytes.count {
      if bytes[position] == UInt8(ascii: "<") {
        try scanTag()
      } else {
        let text = try scanText(until: UInt8(ascii: "<"))
        if let index = open.last {
          elements[index].text += text + " "
        } else if !text.allSatisfy(\.isWhitespace) {
          throw fault("expected an element, found text")
        }
      }
    }
    if let index = open.last { throw fault("expected </\(elements[index].name)>, found the end") }
    if elements.isEmpty { throw fault("expected an element, found nothing") }
  }

  private mutating func scanTag() throws(Fault) {
    if skip("<!--") { return try skipPast("-->") }
    if skip("<!DOCTYPE") || skip("<!doctype") { return try skipPast(">") }
    if skip("</") {
      let name = scanName()
      skipSpaces()
      guard let index = open.last, elements[index].name == name, skip(">") else {
        throw fault("expected the end of \(open.last.map { elements[$0].name } ?? "the page"), found </\(name)>")
      }
      open.removeLast()
      return
    }
    position += 1
    let name = scanName()
    guard !name.isEmpty else { throw fault("expected a name after <") }
    if open.isEmpty, !elements.isEmpty { throw fault("expected one root element, found a second: <\(name)>") }
    var attributes: [(name: String, value: String)] = []
    while true {
      let hadSpace = skipSpaces()
      let isEmpty = skip("/>")
      if isEmpty || skip(">") {
        elements.append(Element(name: name, attributes: attributes))
        if !isEmpty { open.append(elements.count - 1) }
        return
      }
      let key = scanName()
      guard hadSpace, !key.isEmpty, skip("=\"") else { throw fault("expected name=\"value\" in <\(name)>") }
      let value = try scanText(until: UInt8(ascii: "\""))
      guard skip("\"") else { throw fault("expected \" after the value of \(key)") }
      guard !attributes.contains(where: { $0.name == key }) else {
        throw fault("expected \(key) once")
      }
      attributes.append((key, value))
    }
  }

  private mutating func scanText(until end: UInt8) throws(Fault) -> String {
    var text: [UInt8] = []
    while position < bytes.count, bytes[position] != end {
      if bytes[position] == UInt8(ascii: "&") {
        text += try scanEntity().utf8
      } else {
        guard bytes[position] != UInt8(ascii: "<") else { throw fault("expected &lt; in a value, found <") }
        text.append(bytes[position])
        position += 1
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  private mutating func scanEntity() throws(Fault) -> String {
    for (entity, text) in [("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'")]
    where skip(entity) { return text }
    guard skip("&#"), let end = bytes[position...].prefix(8).firstIndex(of: UInt8(ascii: ";")) else {
      throw fault("expected an entity such as &amp;, found a bare &")
    }
    let digits = String(decoding: bytes[position..<end], as: UTF8.self)
    let number = digits.hasPrefix("x") ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
    guard let scalar = number.flatMap(Unicode.Scalar.init) else { throw fault("expected a character number") }
    position = end + 1
    return String(Character(scalar))
  }

  private mutating func scanName() -> String {
    let start = position
    while position < bytes.count, Self.isNameByte(bytes[position]) { position += 1 }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), 48...58, 45, 95: true
    default: false
    }
  }

  @discardableResult
  private mutating func skipSpaces() -> Bool {
    let start = position
    while position < bytes.count, [9, 10, 13, 32].contains(bytes[position]) { position += 1 }
    return position > start
  }

  private mutating func skip(_ text: String) -> Bool {
    guard bytes[position...].starts(with: text.utf8) else { return false }
    position += text.utf8.count
    return true
  }

  private mutating func skipPast(_ end: String) throws(Fault) {
    while position < bytes.count {
      if skip(end) { return }
      position += 1
    }
    throw fault("expected \(end), found the end")
  }

  private func fault(_ message: String) -> Fault {
    let line = bytes[..<min(position, bytes.count)].count { $0 == UInt8(ascii: "\n") } + 1
    return Fault(message: "line \(line): \(message)")
  }
}

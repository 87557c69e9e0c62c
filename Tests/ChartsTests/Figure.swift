import Foundation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// A parsed SVG figure with the questions that tests ask of it.
final class Figure: NSObject, XMLParserDelegate {
  struct Element {
    var name: String
    var attributes: [String: String]
    var text = ""
  }

  private(set) var elements: [Element] = []
  private var open: [Int] = []

  init(_ svg: String) throws {
    super.init()
    let parser = XMLParser(data: Data(svg.utf8))
    parser.delegate = self
    let isWellFormed = parser.parse()
    try #require(isWellFormed, "line \(parser.lineNumber): \(String(describing: parser.parserError))")
  }

  var root: [String: String] { elements[0].attributes }
  var ids: [String] { elements.compactMap { $0.attributes["id"] } }
  var texts: [String] { elements.filter { $0.name == "text" }.map(\.text) }

  func text(of id: String) -> String? { elements.first { $0.attributes["id"] == id }?.text }

  func elements(named name: String, class classes: String? = nil) -> [Element] {
    elements.filter { $0.name == name && (classes == nil || $0.attributes["class"] == classes) }
  }

  /// Attributes with a number that no browser can draw.
  var brokenNumbers: [String] {
    let geometry = ["d", "x", "y", "width", "height", "viewBox", "transform", "fill-opacity", "markerWidth", "points"]
    let allowed = Set("0123456789.-+ mlzahvMZ,".utf8)
    return elements.flatMap { element in
      geometry.compactMap { element.attributes[$0] }.filter { value in
        let text = value.hasPrefix("rotate(") ? value.dropFirst(7).dropLast() : value[...]
        return text.isEmpty || !text.utf8.allSatisfy(allowed.contains)
      }
    }
  }

  /// References to ids that are not there.
  var undefinedReferences: [String] {
    let known = Set(ids.map { "url(#\($0))" })
    return elements.flatMap(\.attributes.values).filter { $0.hasPrefix("url(") && !known.contains($0) }
  }

  /// Texts that begin or end outside the figure, by a generous estimate of half an em for each character.
  var textsOutside: [String] {
    let width = Double(root["width"] ?? "") ?? 0
    let height = Double(root["height"] ?? "") ?? 0
    return elements(named: "text").filter { element in
      guard let x = Double(element.attributes["x"] ?? ""), let y = Double(element.attributes["y"] ?? "") else {
        return true
      }
      if element.attributes["transform"] != nil { return x < 0 || x > width || y < 0 || y > height }
      let length = Double(element.text.count) * 5.2
      let left =
        switch element.attributes["text-anchor"] {
        case "middle": x - length / 2
        case "end": x - length
        default: x
        }
      return left < -1 || left + length > width + 1 || y < 0 || y > height
    }.map(\.text)
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    open.append(elements.count)
    elements.append(Element(name: name, attributes: attributes))
  }

  func parser(_ parser: XMLParser, foundCharacters text: String) {
    if let index = open.last { elements[index].text += text }
  }

  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) {
    open.removeLast()
  }
}

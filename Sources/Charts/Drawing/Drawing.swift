/// SVG text under construction: the few marks that all charts are made of.
///
/// Colours come from classes and custom properties (see ``Theme``); ids begin with `idPrefix`, so that many figures can
/// stand in one page.
public struct Drawing: Sendable {
  /// What every id in this figure begins with.
  public let idPrefix: String

  /// The elements so far.
  public private(set) var body = ""

  /// The elements of `<defs>` so far: clip paths and markers.
  public private(set) var definitions = ""

  /// What small multiples ask of the charts within them.
  var layout = Layout()

  /// How much of the data stands beside the marks.
  var carriedValues = CarriedValues.none

  private var idCount = 0
  private var markerIDs: [String: String] = [:]

  init(idPrefix: String) { self.idPrefix = idPrefix }

  /// Adds an element; attribute values and text are escaped.
  public mutating func element(
    _ name: String, _ attributes: KeyValuePairs<String, String>, text: String? = nil
  ) {
    body += Self.markup(name, attributes, text: text) + "\n"
  }

  /// Adds a group with data attributes, those without text left out, around markup.
  mutating func element(
    _ name: String, class classes: String, _ data: [(name: String, text: String)], content: String
  ) {
    let attributes = data.filter { !$0.text.isEmpty }.map { " data-\($0.name)=\"\(XMLText.escape($0.text))\"" }
    body += "<\(name) class=\"\(classes)\"\(attributes.joined())>\(content)</\(name)>\n"
  }

  /// Adds a path; nothing when it is empty.
  public mutating func path(
    _ path: PathData, class classes: String, dash: String? = nil, clip: String? = nil, marker: String? = nil
  ) {
    guard !path.isEmpty else { return }
    var attributes = "class=\"\(classes)\""
    if let dash { attributes += " stroke-dasharray=\"\(dash)\"" }
    if let clip { attributes += " clip-path=\"url(#\(clip))\"" }
    if let marker {
      for position in ["start", "mid", "end"] { attributes += " marker-\(position)=\"url(#\(marker))\"" }
    }
    body += "<path \(attributes) d=\"\(path.text)\"/>\n"
  }

  /// Adds a straight line.
  public mutating func line(
    from start: Point, to end: Point, class classes: String, dash: String? = nil, clip: String? = nil
  ) {
    var data = PathData()
    data.move(to: start)
    data.line(to: end)
    path(data, class: classes, dash: dash, clip: clip)
  }

  /// Adds a filled rectangle; an opacity below 1 lets the paper shine through, in light and in dark.
  public mutating func rectangle(_ area: ChartRectangle, class classes: String, opacity: Double? = nil) {
    let opacityText = opacity.map { " fill-opacity=\"\(Self.number($0, decimals: 3))\"" } ?? ""
    body +=
      "<rect class=\"\(classes)\"\(opacityText) x=\"\(Self.pixels(area.left))\" y=\"\(Self.pixels(area.top))\""
      + " width=\"\(Self.pixels(area.width))\" height=\"\(Self.pixels(area.height))\"/>\n"
  }

  /// Adds one line of text; `at` is on its baseline.
  public mutating func text(
    _ string: String, at point: Point, class classes: String, anchor: TextAnchor = .start, degrees: Double = 0,
    size: Double? = nil
  ) {
    var attributes = "class=\"\(classes)\" x=\"\(Self.pixels(point.x))\" y=\"\(Self.pixels(point.y))\""
    if anchor != .start { attributes += " text-anchor=\"\(anchor.rawValue)\"" }
    if let size { attributes += " font-size=\"\(Self.pixels(size))\"" }
    if degrees != 0 {
      attributes +=
        " transform=\"rotate(\(Self.pixels(degrees)) \(Self.pixels(point.x)) \(Self.pixels(point.y)))\""
    }
    body += "<text \(attributes)>\(XMLText.escape(string))</text>\n"
  }

  /// Adds a picture with crisp pixels from the bytes of a PNG file.
  public mutating func image(png: [UInt8], in area: ChartRectangle, class classes: String = "fl-image") {
    body +=
      "<image class=\"\(classes)\" x=\"\(Self.pixels(area.left))\" y=\"\(Self.pixels(area.top))\""
      + " width=\"\(Self.pixels(area.width))\" height=\"\(Self.pixels(area.height))\" preserveAspectRatio=\"none\""
      + " href=\"data:image/png;base64,\(Base64.encode(png))\"/>\n"
  }

  /// Defines a clip path for an area and gives its id.
  public mutating func clip(to area: ChartRectangle) -> String {
    let id = uniqueID("clip")
    definitions +=
      "<clipPath id=\"\(id)\"><rect x=\"\(Self.pixels(area.left))\" y=\"\(Self.pixels(area.top))\""
      + " width=\"\(Self.pixels(area.width))\" height=\"\(Self.pixels(area.height))\"/></clipPath>\n"
    return id
  }

  /// Defines a marker once and gives its id; a path with this marker draws it at every vertex.
  mutating func marker(_ shape: MarkerShape, series: Int, radius: Double, isHollow: Bool = false) -> String {
    let key = "\(shape)-\(series)-\(radius)-\(isHollow)"
    if let id = markerIDs[key] { return id }
    let id = uniqueID("mark")
    markerIDs[key] = id
    let size = Self.pixels(2.35 * radius)
    definitions +=
      "<marker id=\"\(id)\" class=\"\(Palette.seriesClass(series))\" viewBox=\"-14 -14 28 28\" markerWidth=\"\(size)\""
      + " markerHeight=\"\(size)\" markerUnits=\"userSpaceOnUse\">"
      + "<path class=\"\(isHollow ? "fl-hollow" : "fl-mark")\" d=\"\(shape.path)\"/></marker>\n"
    return id
  }

  /// A new id in this figure.
  public mutating func uniqueID(_ stem: String) -> String {
    idCount += 1
    return "\(idPrefix)-\(stem)\(idCount)"
  }

  static func markup(
    _ name: String, _ attributes: KeyValuePairs<String, String>, text: String? = nil
  ) -> String {
    let list = attributes.map { " \($0.key)=\"\(XMLText.escape($0.value))\"" }.joined()
    guard let text else { return "<\(name)\(list)/>" }
    return "<\(name)\(list)>\(XMLText.escape(text))</\(name)>"
  }

  /// A length in pixels to a tenth.
  static func pixels(_ value: Double) -> String { number(value, decimals: 1) }

  static func number(_ value: Double, decimals: Int) -> String {
    let factor = NumberText.powerOfTen(decimals)
    let scaled = Int((value * factor).rounded())
    let (whole, rest) = scaled.magnitude.quotientAndRemainder(dividingBy: UInt(factor))
    var fraction = String(rest)
    while fraction.utf8.count < decimals { fraction = "0" + fraction }
    while fraction.last == "0" { fraction.removeLast() }
    return (scaled < 0 ? "-" : "") + String(whole) + (fraction.isEmpty ? "" : "." + fraction)
  }
}

/// What small multiples ask of the charts within them.
struct Layout: Sendable, Hashable {
  /// The size of titles in pixels.
  var titleSize = 15.0

  /// Lines kept for titles, so that neighbouring panels stand level.
  var reservedTitleLines = 0

  /// Whether charts leave out their legend because a common one is drawn.
  var hidesLegend = false

  /// Whether x axes have no label, since a panel below has it.
  var hidesXLabel = false

  /// Whether y axes have no label, since a panel to the left has it.
  var hidesYLabel = false
}

/// Which end of a text stands at its point.
public enum TextAnchor: String, Sendable {
  /// Text begins at the point.
  case start
  /// Text is centred on the point.
  case middle
  /// Text ends at the point.
  case end
}

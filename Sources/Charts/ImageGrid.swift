/// One small picture of an ``ImageGrid``.
public struct ImageTile: Sendable, Hashable {
  /// The values row by row from the top; of a colour picture first all of red, then green, then blue.
  public var pixels: [Double]
  /// Pixels in a row.
  public var width: Int
  /// What stands under the picture.
  public var caption: String?
  /// Whether `pixels` holds three planes, from 0 (dark) to 1 (light).
  public var isColor: Bool

  /// Makes a picture; `pixels` holds whole rows.
  public init(pixels: [Double], width: Int, caption: String? = nil, isColor: Bool = false) {
    precondition(
      width > 0 && !pixels.isEmpty && pixels.count % (isColor ? 3 * width : width) == 0,
      "expected whole rows of \(width) pixels\(isColor ? " in three planes" : ""), found \(pixels.count) pixels")
    self.pixels = pixels
    self.width = width
    self.caption = caption
    self.isColor = isColor
  }

  /// The number of rows.
  public var height: Int { pixels.count / (isColor ? 3 * width : width) }
}

/// Small pictures in rows and columns: digits, weights, reconstructions.
public struct ImageGrid: Chart {
  /// How values become shades.
  public enum Shading: Sendable, Hashable {
    /// 0 is paper, 1 is ink, as for pictures of digits; values outside are clamped. Colours are drawn as they are.
    case ink
    /// Dark blue is negative, grey zero, pale orange positive, as for weights, up to one magnitude for all pictures.
    case signed
    /// As `signed`, each picture up to its own largest magnitude.
    case signedByTile
  }

  /// What stands above the chart.
  public var title: String
  /// The pictures, row by row; `nil` leaves a place empty.
  public var tiles: [ImageTile?]
  /// How many pictures stand in a row.
  public var columns: Int
  /// Labels left of the rows, empty for none.
  public var rowLabels: [String]
  /// Labels above the columns, empty for none.
  public var columnLabels: [String]
  /// How values become shades.
  public var shading: Shading
  /// A description that replaces the computed one.
  public var summary: String?

  public init(
    title: String, tiles: [ImageTile?], columns: Int, rowLabels: [String] = [], columnLabels: [String] = [],
    shading: Shading = .ink, summary: String? = nil
  ) {
    precondition(columns > 0, "expected at least one column, found \(columns)")
    self.title = title
    self.tiles = tiles
    self.columns = columns
    self.rowLabels = rowLabels
    self.columnLabels = columnLabels
    self.shading = shading
    self.summary = summary
  }

  /// The summary where one was given, else the data in words.
  public var description: String {
    if let summary { return summary }
    let captions = tiles.compactMap { $0?.caption }
    var text = "\(tiles.count { $0 != nil }) pictures in \(rows) rows and \(columns) columns."
    if !rowLabels.isEmpty { text += " Rows: \(rowLabels.joined(separator: ", "))." }
    if !columnLabels.isEmpty { text += " Columns: \(columnLabels.joined(separator: ", "))." }
    if !captions.isEmpty { text += " Captions: \(captions.joined(separator: ", "))." }
    return text
  }

  /// One row for each line of pixels of each picture, with four significant digits; colours have a row for each plane.
  public var table: ChartTable {
    var rows: [[String]] = []
    for (index, tile) in tiles.enumerated() {
      guard let tile else { continue }
      let position = [index / columns, index % columns].map { String($0 + 1) }
      let planes = tile.isColor ? [" red", " green", " blue"] : [""]
      for line in 0..<tile.height * planes.count {
        let pixels = tile.pixels[line * tile.width..<(line + 1) * tile.width]
        rows.append(
          position + [tile.caption ?? "", "\(line % tile.height)\(planes[line / tile.height])"] + [
            pixels.map { CSVText.number($0, digits: 4) }.joined(separator: " ")
          ]
        )
      }
    }
    return ChartTable(header: ["row", "column", "caption", "line", "pixels"], rows: rows)
  }

  private var rows: Int { (tiles.count + columns - 1) / columns }
  private static let gap = 5.0
  private static let labelSize = 11.0
  private static let largestTile = 110.0

  private var captionHeight: Double { tiles.contains { $0?.caption != nil } ? 15 : 0 }
  private var labelHeight: Double { columnLabels.isEmpty ? 0 : 17 }
  private var aspect: Double {
    tiles.compactMap(\.self).first.map { Double($0.height) / Double($0.width) } ?? 1
  }
  private var labelWidth: Double {
    (rowLabels.map { TextMetrics.width($0, size: Self.labelSize) }.max() ?? -8) + 8
  }

  private func tileWidth(_ width: Double) -> Double {
    min(Self.largestTile, max(2, (width - labelWidth + Self.gap) / Double(columns) - Self.gap))
  }

  /// The height in pixels that suits a width.
  public func preferredHeight(width: Double) -> Double {
    let row = tileWidth(width - 22) * aspect + captionHeight + Self.gap
    let key = shading == .ink ? 0.0 : 18
    return (22 + 32 + labelHeight + key + row * Double(max(rows, 1))).rounded()
  }

  /// Draws the chart within an area.
  public func draw(on drawing: inout Drawing, in area: ChartRectangle) {
    guard tiles.contains(where: { $0 != nil }) else { return drawing.emptyFigure(title, in: area) }
    let broken = tiles.map { $0?.pixels.count { !$0.isFinite } ?? 0 }.reduce(0, +)
    let note = broken == 0 ? nil : "\(broken) pixels are not finite and drawn as 0"
    var inner = drawing.heading(title, legend: [], footnote: note, in: area)
    if shading != .ink {
      drawKey(in: inner, on: &drawing)
      inner = inner.inset(top: 18)
    }
    let room = (inner.height - labelHeight) / Double(rows) - captionHeight - Self.gap
    let width = max(2, min(tileWidth(inner.width), room / aspect))
    let size = ChartRectangle(left: 0, top: 0, width: width, height: width * aspect)
    let limit = largestMagnitude(of: tiles.compactMap(\.self))
    for (index, tile) in tiles.enumerated() {
      let left = inner.left + labelWidth + Double(index % columns) * (size.width + Self.gap)
      let top = inner.top + labelHeight + Double(index / columns) * (size.height + captionHeight + Self.gap)
      guard let tile else { continue }
      let position = ChartRectangle(left: left, top: top, width: size.width, height: size.height)
      drawing.image(
        png: png(tile, limit: limit), in: position,
        class: shading == .ink && !tile.isColor ? "fl-image fl-grey" : "fl-image")
      if let caption = tile.caption {
        let text = TextMetrics.fit(caption, size: 10, width: size.width + Self.gap)
        drawing.text(
          text, at: Point(x: position.center.x, y: position.bottom + 11), class: "fl-ink fl-small", anchor: .middle)
      }
    }
    drawLabels(size, in: inner, on: &drawing)
  }

  private func drawLabels(_ size: ChartRectangle, in inner: ChartRectangle, on drawing: inout Drawing) {
    for (column, label) in columnLabels.prefix(columns).enumerated() {
      let left = inner.left + labelWidth + Double(column) * (size.width + Self.gap)
      let text = TextMetrics.fit(label, size: Self.labelSize, width: size.width + Self.gap)
      drawing.text(text, at: Point(x: left + size.width / 2, y: inner.top + 11), class: "fl-ink", anchor: .middle)
    }
    for (row, label) in rowLabels.prefix(rows).enumerated() {
      let top = inner.top + labelHeight + Double(row) * (size.height + captionHeight + Self.gap)
      drawing.text(
        label, at: Point(x: inner.left + labelWidth - 8, y: top + size.height / 2 + 4), class: "fl-ink", anchor: .end)
    }
  }

  private func drawKey(in inner: ChartRectangle, on drawing: inout Drawing) {
    let limit = largestMagnitude(of: tiles.compactMap(\.self))
    let ends =
      shading == .signed
      ? ["−" + NumberText.significant(limit), NumberText.significant(limit)] : ["−largest", "largest of each"]
    let left = inner.left + TextMetrics.width(ends[0], size: 11) + 6
    drawing.text(ends[0], at: Point(x: inner.left, y: inner.top + 9), class: "fl-tick")
    let textWidth = ends.map { TextMetrics.width($0, size: 11) }.reduce(0, +)
    let width = max(16, min(90, inner.width - textWidth - 14))
    let ramp = ImageTile(pixels: (0...64).map { Double($0) / 32 - 1 }, width: 65)
    let key = ChartRectangle(left: left, top: inner.top, width: width, height: 10)
    drawing.image(png: SignedRamp.png(ramp, limit: 1), in: key)
    drawing.text(ends[1], at: Point(x: key.right + 6, y: inner.top + 9), class: "fl-tick")
  }

  private func largestMagnitude(of tiles: [ImageTile]) -> Double {
    var largest = 0.0
    for tile in tiles {
      for pixel in tile.pixels where pixel.isFinite { largest = max(largest, pixel.magnitude) }
    }
    return largest
  }

  /// The picture of one tile; `limit` is the largest magnitude of all.
  private func png(_ tile: ImageTile, limit: Double) -> [UInt8] {
    switch shading {
    case .ink where tile.isColor:
      let levels = tile.pixels.map { UInt8((255 * min(max($0.isFinite ? $0 : 0, 0), 1)).rounded()) }
      return EmbeddedPNG.color(planes: levels, width: tile.width, height: tile.height)
    case .ink:
      let shades = tile.pixels.map { UInt8((255 * (1 - min(max($0.isFinite ? $0 : 0, 0), 1))).rounded()) }
      return EmbeddedPNG.grey(shades, width: tile.width, height: tile.height)
    case .signed: return SignedRamp.png(tile, limit: limit)
    case .signedByTile: return SignedRamp.png(tile, limit: largestMagnitude(of: [tile]))
    }
  }
}

/// Colours for values of both signs: lightness rises from the most negative to the most positive value, so that signs
/// can be told apart also without colour.
private enum SignedRamp {
  private static let stops: [[Double]] = [
    [8, 40, 90], [58, 106, 160], [150, 154, 160], [228, 168, 98], [255, 243, 222],
  ]
  private static let steps = 65

  private static let palette: [(red: UInt8, green: UInt8, blue: UInt8)] =
    (0..<steps).map { step in
      let position = Double(step) / Double(steps - 1) * Double(stops.count - 1)
      let below = min(Int(position), stops.count - 2)
      let channel = { (index: Int) in
        let (start, end) = (stops[below][index], stops[below + 1][index])
        return UInt8((start + (end - start) * (position - Double(below))).rounded())
      }
      return (red: channel(0), green: channel(1), blue: channel(2))
    }

  static func png(_ tile: ImageTile, limit: Double) -> [UInt8] {
    let indexes = tile.pixels.map { value in
      let share = limit > 0 && value.isFinite ? min(max(value / limit, -1), 1) : 0
      return UInt8(((share + 1) / 2 * Double(steps - 1)).rounded())
    }
    return EmbeddedPNG.indexed(indexes, width: tile.width, height: tile.height, palette: palette)
  }
}

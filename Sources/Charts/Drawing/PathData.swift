/// A point in pixels from the figure's upper left corner.
public struct Point: Sendable, Hashable {
  /// Pixels from the left.
  public var x: Double
  /// Pixels from the top.
  public var y: Double

  public init(x: Double, y: Double) {
    self.x = x
    self.y = y
  }
}

/// The text of an SVG path with relative coordinates, rounded to a tenth of a pixel.
///
/// Rounding happens on the absolute position, so that errors do not add up along the path.
public struct PathData: Sendable {
  /// What stands in the attribute `d`.
  public private(set) var text = ""
  private var pen = (x: 0, y: 0)
  private var start = (x: 0, y: 0)
  private var lastCommand: Character = " "

  public init() {}

  /// Whether nothing was drawn yet.
  public var isEmpty: Bool { text.isEmpty }

  /// Lifts the pen and sets it down at `point`.
  public mutating func move(to point: Point) {
    append("m", point)
    start = pen
  }

  /// Draws a straight line to `point`.
  public mutating func line(to point: Point) { append("l", point) }

  /// Draws a line back to where the pen was last set down.
  public mutating func close() {
    text.append("z")
    pen = start
    lastCommand = "z"
  }

  /// Adds a rectangle.
  public mutating func rectangle(_ area: ChartRectangle) {
    move(to: Point(x: area.left, y: area.top))
    line(to: Point(x: area.right, y: area.top))
    line(to: Point(x: area.right, y: area.bottom))
    line(to: Point(x: area.left, y: area.bottom))
    close()
  }

  private mutating func append(_ command: Character, _ point: Point) {
    let target = (x: Int((point.x * 10).rounded()), y: Int((point.y * 10).rounded()))
    // After `m`, further pairs are lines: the letter may be left out.
    if command != lastCommand || command == "m" {
      if !(command == "l" && lastCommand == "m") { text.append(command) }
    }
    appendTenths(target.x - pen.x, afterLetter: text.utf8.last.map { $0 >= 97 } ?? true)
    appendTenths(target.y - pen.y, afterLetter: false)
    pen = target
    lastCommand = command
  }

  private mutating func appendTenths(_ tenths: Int, afterLetter: Bool) {
    if tenths < 0 { text.append("-") } else if !afterLetter { text.append(" ") }
    let (whole, rest) = tenths.magnitude.quotientAndRemainder(dividingBy: 10)
    if whole > 0 || rest == 0 { text += String(whole) }
    if rest > 0 {
      text.append(".")
      text += String(rest)
    }
  }
}

extension PathData {
  /// Joins points by straight lines, leaving a gap at each `nil`.
  init(joining points: [Point?]) {
    self.init()
    var isDown = false
    for point in points {
      guard let point else {
        isDown = false
        continue
      }
      if isDown { line(to: point) } else { move(to: point) }
      isDown = true
    }
  }
}

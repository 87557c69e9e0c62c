import FledgeCharts

/// Reads the paths of figures: relative moves, lines and closings.
enum PathReader {
  /// The points of each part of a path, in order.
  static func parts(of path: String) -> [[Point]] {
    var parts: [[Point]] = []
    var pen = Point(x: 0, y: 0)
    var numbers: [Double] = []
    var text = ""
    var command: Character = "m"
    func flush() {
      if let number = Double(text) { numbers.append(number) }
      text = ""
      guard numbers.count == 2 else { return }
      pen = Point(x: pen.x + numbers[0], y: pen.y + numbers[1])
      numbers = []
      if command == "m" { parts.append([pen]) } else { parts[parts.count - 1].append(pen) }
      command = "l"
    }
    for character in path + " " {
      switch character {
      case "m", "l":
        flush()
        command = character
      case "z":
        flush()
        pen = parts.last?.first ?? pen
      case "-":
        flush()
        text = "-"
      case ".":
        if text.contains(".") { flush() }
        text.append(character)
      case " ": flush()
      default: text.append(character)
      }
    }
    return parts
  }

  static func points(of path: String) -> [Point] { parts(of: path).flatMap(\.self) }

  /// Where the pen is at the end.
  static func end(of path: String) -> Point { points(of: path).last ?? Point(x: 0, y: 0) }

  /// The areas of all parts together, each closed.
  static func area(of path: String) -> Double {
    parts(of: path).reduce(0) { sum, points in
      let next = points.dropFirst() + points.prefix(1)
      return sum + abs(zip(points, next).reduce(0) { $0 + $1.0.x * $1.1.y - $1.1.x * $1.0.y }) / 2
    }
  }
}

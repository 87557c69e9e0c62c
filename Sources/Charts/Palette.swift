/// Colours, dashes and markers of series, in the order in which they are given out.
///
/// The colours start from those of Okabe and Ito (Color Universal Design, 2008) and were spread so that any two of the
/// ten differ for normal, protanope and deuteranope eyes; each has a contrast of at least 3 : 1 to its paper.
public enum Palette {
  /// Colours on white paper.
  package static let light = [
    "#0072b2", "#d55e00", "#0fa39d", "#7d3965", "#222a35", "#804a00", "#3419c7", "#3995f1", "#4c3500", "#796d68",
  ]

  /// The same colours on dark paper.
  package static let dark = [
    "#689bef", "#ff8605", "#00c376", "#ffa0bd", "#e8ebef", "#f0d24a", "#7c67ed", "#66d2ff", "#b66b29", "#7e8787",
  ]

  /// How many series can be told apart by colour; more start again with other dashes and markers.
  public static let count = 10

  /// The class that sets a series' colour.
  static func seriesClass(_ index: Int) -> String { "fl-s\(index % count)" }

  /// The dash of a series' line, `nil` for a full line.
  static func dash(_ index: Int) -> String? { dashes[(index + index / count) % dashes.count] }

  private static let dashes: [String?] = [nil, "7 3", "2 2.5", "9 3 2 3", "5 2", "12 3", "2 4", "9 3 2 3 2 3"]
}

/// The outline of a point, so that classes differ by more than their colour.
enum MarkerShape: Int, CaseIterable, Sendable {
  case circle
  case square
  case triangle
  case diamond
  case plus
  case cross
  case invertedTriangle
  case star
  case bar
  case hexagon

  static func series(_ index: Int) -> MarkerShape { allCases[(index + index / Palette.count) % allCases.count] }

  /// The outline in a box from −12 to 12; all shapes have about the area of the circle.
  var path: String {
    switch self {
    case .circle: "M-10 0a10 10 0 1 0 20 0a10 10 0 1 0-20 0z"
    case .square: "M-9-9h18v18h-18z"
    case .triangle: "M0-12 11.5 9h-23z"
    case .diamond: "M0-12 12 0 0 12-12 0z"
    case .plus: "M-3.5-12h7v8.5h8.5v7h-8.5v8.5h-7v-8.5h-8.5v-7h8.5z"
    case .cross: "M-11-6.5-6.5-11 0-4.5 6.5-11 11-6.5 4.5 0 11 6.5 6.5 11 0 4.5-6.5 11-11 6.5-4.5 0z"
    case .invertedTriangle: "M0 12-11.5-9h23z"
    case .star: "M0-12 3.2-4.2 11.4-3.7 5.1 1.6 7.1 9.7 0 5.3-7.1 9.7-5.1 1.6-11.4-3.7-3.2-4.2z"
    case .bar: "M-12-4h24v8h-24z"
    case .hexagon: "M-6-10.4h12l6 10.4-6 10.4h-12l-6-10.4z"
    }
  }
}

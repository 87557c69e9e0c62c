/// How much of its data a figure carries for a script that shows values beside the pointer.
public enum CarriedValues: Sendable, Hashable {
  /// Nothing: marks only.
  case none
  /// The axes of each plot; the values stand in another drawing of the same chart.
  case axes
  /// The axes and the values, rounded to four digits.
  case all
}

/// Curves as a script reads them: names and values, without a mark of their own.
struct CarriedSeries {
  let name: String
  let series: Int
  let x: [Double]
  let y: [Double]
  var lower: [Double] = []
  var upper: [Double] = []
  var members: [SeriesMember] = []
}

extension Drawing {
  /// The longest curve whose values a figure carries; longer ones are thinned evenly.
  private static let carriedCount = 400

  /// Adds the axes of a plot and the values of its curves as data attributes, where the figure carries them.
  ///
  /// An axis is written as `scale lowest highest start end`, the last two in pixels.
  mutating func carry(_ series: [CarriedSeries], x: ChartAxis, y: ChartAxis, in frame: Frame) {
    guard carriedValues != .none, let xPosition = frame.x, let yPosition = frame.y else { return }
    let items = carriedValues == .all ? series.map(Self.carried).joined() : ""
    let percents = [(x, "x"), (y, "y")].filter { $0.0.format == .percent }.map(\.1).joined()
    element(
      "g", class: "fl-data",
      [
        ("plot", Self.box(frame.plot)), ("x", Self.text(xPosition)), ("y", Self.text(yPosition)),
        ("xname", x.labelWithUnit), ("yname", y.labelWithUnit), ("percent", percents),
      ], content: items)
  }

  /// Adds what single marks of a plot say, each at its pixel, where the figure carries values.
  mutating func carry(_ marks: [(point: Point, text: String)], in plot: ChartRectangle) {
    guard carriedValues != .none, !marks.isEmpty else { return }
    let items = marks.map { mark in
      "<g data-at=\"\(Self.pixels(mark.point.x)) \(Self.pixels(mark.point.y))\" data-tip=\"\(XMLText.escape(mark.text))\"/>"
    }
    element("g", class: "fl-data", [("plot", Self.box(plot))], content: items.joined())
  }

  private static func carried(_ series: CarriedSeries) -> String {
    let step = (series.x.count + carriedCount - 1) / max(1, carriedCount)
    let kept = Array(stride(from: 0, to: series.x.count, by: max(1, step)))
    func list(_ values: [Double]) -> String { carriedList(kept.map { values[$0] }) }
    let xs = kept.map { series.x[$0] }
    var text = "<g data-s=\"\(series.series % Palette.count)\" data-name=\"\(XMLText.escape(series.name))\""
    text += " data-xs=\"\(progression(xs) ?? xs.map { CSVText.number($0, digits: 5) }.joined(separator: " "))\""
    text += " data-ys=\"\(list(series.y))\""
    if !series.lower.isEmpty { text += " data-lo=\"\(list(series.lower))\" data-hi=\"\(list(series.upper))\"" }
    guard !series.members.isEmpty else { return text + "/>" }
    return text + carriedMembers(series.members, at: kept) + "</g>"
  }

  /// Values to four digits; `-` where one is not finite.
  static func carriedList(_ values: [Double]) -> String {
    values.map { $0.isFinite ? CSVText.number($0, digits: 4) : "-" }.joined(separator: " ")
  }

  /// Whole numbers in equal steps as `first+step`; `nil` for all else.
  private static func progression(_ values: [Double]) -> String? {
    guard values.count > 2, values.allSatisfy({ $0 == $0.rounded() && $0.magnitude < 1e9 }) else { return nil }
    let step = values[1] - values[0]
    guard step > 0, zip(values, values.dropFirst()).allSatisfy({ $1 - $0 == step }) else { return nil }
    return "\(Int(values[0]))+\(Int(step))"
  }

  private static func box(_ area: ChartRectangle) -> String {
    [area.left, area.top, area.right, area.bottom].map(pixels).joined(separator: " ")
  }

  private static func text(_ position: Position) -> String {
    let ends = [position.range.lowerBound, position.range.upperBound].map { CSVText.number($0) }
    return
      ([position.axis.scale == .logarithmic ? "log" : "linear"] + ends
      + [pixels(position.start), pixels(position.end)]).joined(separator: " ")
  }
}

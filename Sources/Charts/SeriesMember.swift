/// A single run behind a curve: not drawn, but carried by a figure of a page, which shows it when the reader asks.
public struct SeriesMember: Sendable, Hashable {
  /// What tells it from the others, such as "seed 3".
  public var name: String
  /// Its values over the x of the curve; there may be fewer.
  public var y: [Double]
  /// Its settings in words; empty where none are shown.
  public var settings: String
  /// Where its files are, such as the folder of the run; empty where none are kept.
  public var folder: String

  public init(_ name: String, y: [Double], settings: String = "", folder: String = "") {
    (self.name, self.y, self.settings, self.folder) = (name, y, settings, folder)
  }
}

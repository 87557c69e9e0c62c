/// The size to which pictures are scaled.
public struct PictureSize: Sendable, Hashable {
  /// Pixels in a row.
  public let width: Int
  /// Rows.
  public let height: Int

  public init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }

  /// Reads `28` (a square) or `32x28` (width and height), each side from 1 to 4096; `nil` where it is neither.
  public init?(parsing text: String) {
    let parts = text.lowercased().split(omittingEmptySubsequences: false) { $0 == "x" || $0 == "×" }
    let sides = parts.compactMap { Int($0) }.filter { (1...4096).contains($0) }
    guard sides.count == parts.count, (1...2).contains(sides.count) else { return nil }
    self.init(width: sides[0], height: sides[sides.count - 1])
  }

  /// `32x28`.
  public var text: String { "\(width)x\(height)" }

  /// `32×28`, for people.
  var shown: String { "\(width)×\(height)" }
}

package import FledgeDatasets

/// A block of neighbouring pixels, in all channels: what is shuffled where a network was trained on pictures.
///
/// A pixel alone shares what it tells with its neighbours, so shuffling it says nothing.
package struct PixelBlock: Sendable, Equatable {
  /// The rows of the picture, from the top.
  package let rows: Range<Int>
  /// The columns of the picture, from the left.
  package let columns: Range<Int>

  /// "rows 1–4, columns 9–12", counted from 1.
  package var name: String { "rows \(PixelBlock.text(rows)), columns \(PixelBlock.text(columns))" }

  /// "1–4" or "28".
  package static func text(_ range: Range<Int>) -> String {
    range.count == 1 ? "\(range.upperBound)" : "\(range.lowerBound + 1)–\(range.upperBound)"
  }

  /// The blocks of a picture from left to right and from top to bottom; the last of a row or column may be smaller.
  ///
  /// - Parameters:
  ///   - shape: channels, if any, then rows and columns.
  ///   - side: the rows and columns of a block.
  package static func columns(ofShape shape: [Int], side: Int) -> [InspectedColumn] {
    precondition(shape.count >= 2 && side > 0, "expected pictures with rows and columns, found shape \(shape)")
    let (height, width) = (shape[shape.count - 2], shape[shape.count - 1])
    let channels = shape.dropLast(2).reduce(1, *)
    func parts(_ length: Int) -> [Range<Int>] {
      stride(from: 0, to: length, by: side).map { $0..<min($0 + side, length) }
    }
    return parts(height).flatMap { rows in
      parts(width).map { columns in
        let block = PixelBlock(rows: rows, columns: columns)
        let features = (0..<channels).flatMap { channel in
          rows.flatMap { row in columns.map { (channel * height + row) * width + $0 } }
        }
        return InspectedColumn(block, features: features)
      }
    }
  }
}

extension DataContract {
  /// Whether the network was shown pictures, whose blocks of pixels are shuffled and not their columns.
  package var hasPictures: Bool { table?.arePixels ?? (kind == .images || shape.count > 1) }
}

import FledgeFormats

/// Scales pictures to one size with a triangle filter, which averages all pixels that a smaller picture leaves out.
///
/// The filter of Pillow's `BILINEAR` and torchvision's `Resize`: weights `max(0, 1 − |x| / s)` around the centre of each
/// new pixel, with s the larger of 1 and the old size over the new one. Both sides are scaled for themselves, so a picture
/// of another shape is stretched.
struct PictureScaler {
  private let size: PictureSize
  private let columns: [Window]
  private let rows: [Window]

  /// The old pixels that a new one is made of.
  private struct Window {
    let first: Int
    let weights: [Float]
  }

  init(from old: PictureSize, to new: PictureSize) {
    size = new
    columns = PictureScaler.windows(from: old.width, to: new.width)
    rows = PictureScaler.windows(from: old.height, to: new.height)
  }

  private static func windows(from old: Int, to new: Int) -> [Window] {
    let step = Double(old) / Double(new)
    let support = max(1, step)
    return (0..<new).map { index in
      let centre = (Double(index) + 0.5) * step
      let first = max(0, Int((centre - support + 0.5).rounded(.down)))
      let end = min(old, max(first + 1, Int((centre + support + 0.5).rounded(.down))))
      let weights = (first..<end).map { max(0, 1 - (Double($0) + 0.5 - centre).magnitude / support) }
      let sum = weights.reduce(0, +)
      return Window(first: first, weights: weights.map { Float($0 / sum) })
    }
  }

  /// The samples of a scaled picture, `[height, width, channels]`.
  func scaled(_ picture: Picture) -> [UInt8] {
    let channels = picture.channels
    let stride = picture.width * channels
    var narrow = [Float](repeating: 0, count: picture.height * size.width * channels)
    for row in 0..<picture.height {
      for (column, window) in columns.enumerated() {
        for channel in 0..<channels {
          var sum: Float = 0
          for (offset, weight) in window.weights.enumerated() {
            sum += weight * Float(picture.samples[row * stride + (window.first + offset) * channels + channel])
          }
          narrow[(row * size.width + column) * channels + channel] = sum
        }
      }
    }
    let width = size.width * channels
    var samples = [UInt8](repeating: 0, count: size.height * width)
    for (row, window) in rows.enumerated() {
      for column in 0..<width {
        var sum: Float = 0
        for (offset, weight) in window.weights.enumerated() {
          sum += weight * narrow[(window.first + offset) * width + column]
        }
        samples[row * width + column] = UInt8(min(255, max(0, (sum + 0.5).rounded(.down))))
      }
    }
    return samples
  }
}

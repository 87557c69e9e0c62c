/// The shape of one image: channels, height, width, stored in that order, width innermost.
public struct ReferenceImageShape: Sendable, Equatable {
  public var channels: Int
  /// Rows.
  public var height: Int
  /// Columns.
  public var width: Int

  /// The number of values.
  public var count: Int { channels * height * width }

  public init(channels: Int, height: Int, width: Int) {
    self.channels = channels
    self.height = height
    self.width = width
  }

  /// The position of one pixel of image n in a batch of such images.
  public func index(_ n: Int, _ channel: Int, _ row: Int, _ column: Int) -> Int {
    ((n * channels + channel) * height + row) * width + column
  }
}

/// A window that slides over an image: its side, its step, and how far it reaches over the border.
///
/// The number of positions along a side of length s is ⌊(s + 2 · padding − kernel) / stride⌋ + 1, as in PyTorch.
public struct ReferenceWindow: Sendable, Equatable {
  /// The side of the square window.
  public var kernel: Int
  /// How far it moves, in pixels.
  public var stride: Int
  /// Rows and columns added on every side of the image.
  public var padding: Int

  public init(kernel: Int, stride: Int = 1, padding: Int = 0) {
    precondition(kernel > 0 && stride > 0 && padding >= 0, "window: expected kernel, stride > 0 and padding ≥ 0")
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
  }

  /// The shape of the output over an image, with the given number of channels.
  public func output(over image: ReferenceImageShape, channels: Int) -> ReferenceImageShape {
    ReferenceImageShape(
      channels: channels,
      height: (image.height + 2 * padding - kernel) / stride + 1,
      width: (image.width + 2 * padding - kernel) / stride + 1)
  }

  /// The pixel under offset (i, j) of the window at output position (row, column); nil in the padding.
  func pixel(_ row: Int, _ column: Int, _ i: Int, _ j: Int, in image: ReferenceImageShape) -> (row: Int, column: Int)? {
    let r = row * stride + i - padding
    let c = column * stride + j - padding
    guard r >= 0, r < image.height, c >= 0, c < image.width else { return nil }
    return (r, c)
  }
}

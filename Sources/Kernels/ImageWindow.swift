internal import CFledgeKernels

/// A square window that slides over images `[channels, height, width]`.
///
/// The number of places along a side of length s is ⌊(s + 2 · padding − kernel) / stride⌋ + 1, as in PyTorch.
public struct ImageWindow: Sendable, Equatable {
  /// The channels of an image.
  public let channels: Int
  /// The rows of an image.
  public let height: Int
  /// The columns of an image.
  public let width: Int
  /// The side of the window.
  public let kernel: Int
  /// How far it moves, in pixels.
  public let stride: Int
  /// Rows and columns added on every side of the image.
  public let padding: Int

  /// Describes a window that fits into the image at least once.
  public init(channels: Int, height: Int, width: Int, kernel: Int, stride: Int, padding: Int) {
    precondition(
      channels > 0 && height > 0 && width > 0 && kernel > 0 && stride > 0 && padding >= 0
        && kernel <= min(height, width) + 2 * padding, "ImageWindow: the window does not fit into the image")
    self.channels = channels
    self.height = height
    self.width = width
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
  }

  /// The places of the window from top to bottom.
  public var outputHeight: Int { (height + 2 * padding - kernel) / stride + 1 }
  /// The places of the window from left to right.
  public var outputWidth: Int { (width + 2 * padding - kernel) / stride + 1 }
  /// The values of one image.
  public var inputCount: Int { channels * height * width }
  /// The places of the window.
  public var positions: Int { outputHeight * outputWidth }

  var cWindow: fledge_window {
    fledge_window(
      channels: channels, height: height, width: width, out_height: outputHeight, out_width: outputWidth,
      kernel: kernel, stride: stride, padding: padding)
  }
}

extension ThreadPool {
  var convolution: UnsafePointer<fledge_convolution_kernels> {
    guard let kernels = unsafe fledge_convolution_kernels_for(instructionSet.number) else {
      preconditionFailure("ThreadPool: this processor lacks \(instructionSet.rawValue)")
    }
    return unsafe kernels
  }
}

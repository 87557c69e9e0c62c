import FledgeKernels
import FledgeTensors

/// Kernel, stride and padding, before the image's size is known.
package struct WindowSettings: Sendable, Equatable {
  package let kernel: Int
  package let stride: Int
  package let padding: Int

  /// The window over an image `[channels, height, width]`.
  ///
  /// - Throws: `NetworkError.invalidLayer`, `NetworkError.shapeMismatch`.
  func over(_ input: TensorShape, path: String) throws(NetworkError) -> ImageWindow {
    guard kernel > 0, stride > 0, padding >= 0 else {
      throw .invalidLayer(
        path: path,
        reason: "expected a kernel and a stride above 0 and no negative padding, found \(kernel), \(stride), \(padding)"
      )
    }
    guard input.rank == 3, input.count > 0 else {
      throw .shapeMismatch(path: path, expected: "[channels, height, width]", found: input)
    }
    guard kernel <= min(input[1], input[2]) + 2 * padding else {
      let border = padding > 0 ? " with a border of \(padding)" : ""
      throw .invalidLayer(
        path: path,
        reason: "a window of \(kernel)×\(kernel) does not fit into an image of \(input[1])×\(input[2])\(border); "
          + "make the kernel smaller, or pool less before it")
    }
    return ImageWindow(
      channels: input[0], height: input[1], width: input[2], kernel: kernel, stride: stride, padding: padding)
  }

  /// Such as `3 stride 2`, for a list of layers.
  func listing(usualStride: Int) -> String {
    "\(kernel)" + (stride == usualStride ? "" : " stride \(stride)") + (padding == 0 ? "" : " padding \(padding)")
  }

  /// Such as `3×3, stride 2`: the kernel and what differs from the default.
  func text(usualStride: Int) -> String {
    "\(kernel)×\(kernel)" + (stride == usualStride ? "" : ", stride \(stride)")
      + (padding == 0 ? "" : ", padding \(padding)")
  }
}

/// The window that `Layer.fitted(to:)` has set.
func fitted<Window>(_ window: Window?, _ name: String) -> Window {
  guard let window else { preconditionFailure("\(name): used without a network that knows the image's size") }
  return window
}

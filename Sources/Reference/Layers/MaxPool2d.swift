/// Keeps the largest pixel of each window; padding never wins.
///
///     y[n, d, r, c] = max_{i, j} x[n, d, r·stride + i − padding, c·stride + j − padding]
///
/// **Shapes**: `input: [batch, channels, height, width]`, `output: [batch, channels, height′, width′]`.
///
/// Source: Riesenhuber and Poggio, "Hierarchical Models of Object Recognition in Cortex" (1999).
public struct ReferenceMaxPool2d: ReferenceLayer {
  /// The shape of one input image.
  public let image: ReferenceImageShape
  /// Kernel, stride and padding.
  public let window: ReferenceWindow

  /// Describes a pooling; PyTorch's stride, unless told, is the kernel's side.
  public init(image: ReferenceImageShape, window: ReferenceWindow) {
    precondition(window.padding * 2 <= window.kernel, "pooling: expected padding of at most half the kernel")
    self.image = image
    self.window = window
  }

  public var outputImage: ReferenceImageShape { window.output(over: image, channels: image.channels) }

  /// The size of the output image.
  public func outputCount(inputCount: Int) -> Int {
    precondition(inputCount == image.count, "pooling: expected \(image.count) features, found \(inputCount)")
    return outputImage.count
  }

  /// y is the pixel that wins.
  public func forward(_ input: [Double], batch: Int, parameters: [[Double]]) -> [Double] {
    winners(input, batch: batch).map { input[$0] }
  }

  /// The whole gradient goes to the pixel that won; of equals, to the first in reading order.
  public func backward(
    _ outputGradient: [Double], input: [Double], batch: Int, parameters: [[Double]]
  ) -> ReferenceGradients {
    var inputGradient = [Double](repeating: 0, count: input.count)
    for (k, winner) in winners(input, batch: batch).enumerated() { inputGradient[winner] += outputGradient[k] }
    return ReferenceGradients(input: inputGradient)
  }

  /// For each output pixel, the position in the input of the largest pixel under the window.
  private func winners(_ input: [Double], batch: Int) -> [Int] {
    let outputImage = outputImage
    var winners: [Int] = []
    for n in 0..<batch {
      for d in 0..<image.channels {
        for row in 0..<outputImage.height {
          for column in 0..<outputImage.width {
            var best: Int?
            for i in 0..<window.kernel {
              for j in 0..<window.kernel {
                guard let pixel = window.pixel(row, column, i, j, in: image) else { continue }
                let candidate = image.index(n, d, pixel.row, pixel.column)
                if best.map({ input[candidate] > input[$0] }) ?? true { best = candidate }
              }
            }
            guard let best else { preconditionFailure("pooling: the window at (\(row), \(column)) holds no pixel") }
            winners.append(best)
          }
        }
      }
    }
    return winners
  }
}

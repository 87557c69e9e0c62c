/// Averages the pixels of each window; padding counts as zeros, as PyTorch does unless told otherwise.
///
///     y[n, d, r, c] = Σ_{i, j} x[n, d, r·stride + i − padding, c·stride + j − padding] / kernel²
///
/// **Shapes**: `input: [batch, channels, height, width]`, `output: [batch, channels, height′, width′]`.
///
/// Source: LeCun et al., "Gradient-Based Learning Applied to Document Recognition" (1998), section II.
public struct ReferenceAveragePool2d: ReferenceLayer {
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

  /// y = Σ x / kernel² over the window.
  public func forward(_ input: [Double], batch: Int, parameters: [[Double]]) -> [Double] {
    var output = [Double](repeating: 0, count: batch * outputImage.count)
    forEachPair(batch: batch) { x, y in output[y] += input[x] / Double(window.kernel * window.kernel) }
    return output
  }

  /// ∂x = Σ ∂y / kernel² over the windows that cover the pixel.
  public func backward(
    _ outputGradient: [Double], input: [Double], batch: Int, parameters: [[Double]]
  ) -> ReferenceGradients {
    var inputGradient = [Double](repeating: 0, count: input.count)
    forEachPair(batch: batch) { x, y in
      inputGradient[x] += outputGradient[y] / Double(window.kernel * window.kernel)
    }
    return ReferenceGradients(input: inputGradient)
  }

  /// Visits every pair of an input pixel and an output pixel whose window covers it, by their positions.
  private func forEachPair(batch: Int, _ body: (Int, Int) -> Void) {
    let outputImage = outputImage
    for n in 0..<batch {
      for d in 0..<image.channels {
        for row in 0..<outputImage.height {
          for column in 0..<outputImage.width {
            for i in 0..<window.kernel {
              for j in 0..<window.kernel {
                guard let pixel = window.pixel(row, column, i, j, in: image) else { continue }
                body(image.index(n, d, pixel.row, pixel.column), outputImage.index(n, d, row, column))
              }
            }
          }
        }
      }
    }
  }
}

/// A two-dimensional convolution (as the field calls it: a cross-correlation) with zero padding.
///
///     y[n, o, r, c] = b[o] + Σ_{d, i, j} W[o, d, i, j] · x[n, d, r·stride + i − padding, c·stride + j − padding]
///
/// **Shapes**: `input: [batch, channels, height, width]`, `output: [batch, outputChannels, height′, width′]`,
/// `weight: [outputChannels, channels, kernel, kernel]`, `bias: [outputChannels]`.
///
/// Source: LeCun et al., "Gradient-Based Learning Applied to Document Recognition" (1998), section II.
public struct ReferenceConv2d: ReferenceLayer {
  /// The shape of one input image.
  public let image: ReferenceImageShape
  /// Channels out.
  public let outputChannels: Int
  /// Kernel, stride and padding.
  public let window: ReferenceWindow
  /// Whether b is added.
  public let bias: Bool

  public init(image: ReferenceImageShape, outputChannels: Int, window: ReferenceWindow, bias: Bool = true) {
    self.image = image
    self.outputChannels = outputChannels
    self.window = window
    self.bias = bias
  }

  public var outputImage: ReferenceImageShape { window.output(over: image, channels: outputChannels) }

  /// `weight`, then `bias` if there is one.
  public var parameterList: [ReferenceParameter] {
    let shape = [outputChannels, image.channels, window.kernel, window.kernel]
    let weight = ReferenceParameter("weight", shape: shape)
    return bias ? [weight, ReferenceParameter("bias", shape: [outputChannels])] : [weight]
  }

  /// The size of the output image.
  public func outputCount(inputCount: Int) -> Int {
    precondition(inputCount == image.count, "convolution: expected \(image.count) features, found \(inputCount)")
    return outputImage.count
  }

  /// Each output pixel is the bias plus the product of the kernel and the pixels under it.
  public func forward(_ input: [Double], batch: Int, parameters: [[Double]]) -> [Double] {
    let weight = parameters[0]
    var output = [Double](repeating: 0, count: batch * outputImage.count)
    forEachOutput(batch: batch) { n, o, row, column in
      var sum = bias ? parameters[1][o] : 0
      forEachProduct(n, o, row, column) { x, w in sum += input[x] * weight[w] }
      output[outputImage.index(n, o, row, column)] = sum
    }
    return output
  }

  /// Every product x · W in an output pixel gives ∂x += ∂y W and ∂W += ∂y x; ∂b = Σ ∂y.
  public func backward(
    _ outputGradient: [Double], input: [Double], batch: Int, parameters: [[Double]]
  ) -> ReferenceGradients {
    let weight = parameters[0]
    var inputGradient = [Double](repeating: 0, count: input.count)
    var weightGradient = [Double](repeating: 0, count: weight.count)
    var biasGradient = [Double](repeating: 0, count: outputChannels)
    forEachOutput(batch: batch) { n, o, row, column in
      let gradient = outputGradient[outputImage.index(n, o, row, column)]
      forEachProduct(n, o, row, column) { x, w in
        inputGradient[x] += gradient * weight[w]
        weightGradient[w] += gradient * input[x]
      }
      biasGradient[o] += gradient
    }
    return ReferenceGradients(
      input: inputGradient, parameters: bias ? [weightGradient, biasGradient] : [weightGradient])
  }

  /// Visits every output pixel: example, output channel, row, column.
  private func forEachOutput(batch: Int, _ body: (Int, Int, Int, Int) -> Void) {
    let outputImage = outputImage
    for n in 0..<batch {
      for o in 0..<outputChannels {
        for row in 0..<outputImage.height {
          for column in 0..<outputImage.width { body(n, o, row, column) }
        }
      }
    }
  }

  /// Visits every product that enters one output pixel: the positions of x in the input and of W in the weight.
  private func forEachProduct(_ n: Int, _ o: Int, _ row: Int, _ column: Int, _ body: (Int, Int) -> Void) {
    let kernel = window.kernel
    for d in 0..<image.channels {
      for i in 0..<kernel {
        for j in 0..<kernel {
          guard let pixel = window.pixel(row, column, i, j, in: image) else { continue }
          body(image.index(n, d, pixel.row, pixel.column), ((o * image.channels + d) * kernel + i) * kernel + j)
        }
      }
    }
  }
}

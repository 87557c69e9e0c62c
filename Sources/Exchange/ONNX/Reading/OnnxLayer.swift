import FledgeTensors

/// A part of a chain that was read, before parts are joined to layers.
indirect enum OnnxLayer {
  /// A layer without weights, by its text; elementwise ones keep any order of features.
  case plain(String, isElementwise: Bool)
  /// `weight` is `[outputs, inputs]`.
  case linear(Tensor, bias: [Float]?)
  /// `window` is the text of kernel, stride and padding.
  case convolution(Tensor, window: String, bias: [Float]?)
  /// The variances are those that give the same with Fledge's ε; `epsilon` is the one of the file.
  case batchNorm(weight: [Float], bias: [Float], mean: [Float], variance: [Float], epsilon: Float)
  case layerNorm(weight: [Float], bias: [Float])
  case rmsNorm([Float])
  /// `isSpread` where the file has one slope for all features.
  case prelu([Float], isSpread: Bool)
  /// A factor or a summand for each feature or channel.
  case scale([Float])
  case shift([Float])
  case affine(scales: [Float], shifts: [Float])
  /// x − mean over the features.
  case center
  /// x / √(mean x² + ε) over the features.
  case divide
  /// One row of features from this shape.
  case flatten(TensorShape)
  /// From rows and columns with channels last to channels first; the shape is the one with channels first.
  case channelsFirst(TensorShape)
  case channelsLast(TensorShape)
  case residual([OnnxLayer])

  static func activation(_ text: String) -> OnnxLayer { .plain(text, isElementwise: true) }
}

/// One node over values of examples.
struct OnnxStep {
  enum Operation {
    /// A layer, which in a composed activation may also be a function of one number.
    case layer(OnnxLayer)
    case identity
    /// `Add` or another function of two numbers, one of which is a constant.
    case withConstant(OnnxTensor, isFirst: Bool)
    /// The same over two values.
    case pair
    /// The second of three values where the first is true, else the third.
    case choice
    /// A function that is no layer by itself, such as `Erf`.
    case function
    /// The mean over the features.
    case mean
  }

  let node: OnnxNode
  let operation: Operation
  /// The values of examples that it reads; value 0 is the graph's input, value i + 1 the output of step i.
  let inputs: [Int]
  /// The shape of one example before and after it.
  let inputShape: TensorShape
  let outputShape: TensorShape
}

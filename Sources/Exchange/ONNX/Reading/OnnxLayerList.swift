import FledgeFormats
import FledgeTensors

/// Layers as a `network:` list with their tensors, from the parts of a chain.
struct OnnxLayerList {
  private(set) var texts: [String] = []
  private(set) var tensors: [String: Tensor] = [:]
  private(set) var notes: [String] = []
  /// The shape of one example where it is not that of the graph's input.
  private(set) var inputShape: TensorShape?

  /// - Parameter prefix: what paths begin with, such as `3.` in a residual block.
  init(_ parts: [OnnxLayer], prefix: String = "") throws(FormatError) {
    var parts = try OnnxLayerList.joined(parts)
    if prefix.isEmpty, case .channelsFirst(let shape) = parts.first, OnnxLayerList.isSameOrder(shape) {
      inputShape = shape
      parts.removeFirst()
    }
    for part in parts { try append(part, path: "\(prefix)\(texts.count)") }
  }

  private mutating func append(_ part: OnnxLayer, path: String) throws(FormatError) {
    func vector(_ values: [Float]) -> Tensor { Tensor(shape: [values.count], elements: values) }
    switch part {
    case .plain(let text, _): texts.append(text)
    case .linear(let weight, let bias):
      tensors["\(path).weight"] = weight
      if let bias { tensors["\(path).bias"] = vector(bias) }
      texts.append("linear \(weight.shape[0])" + (bias == nil ? " no-bias" : ""))
    case .convolution(let weight, let window, let bias):
      tensors["\(path).weight"] = weight
      if let bias { tensors["\(path).bias"] = vector(bias) }
      texts.append("conv \(weight.shape[0]) \(window)" + (bias == nil ? " no-bias" : ""))
    case .batchNorm(let weight, let bias, let mean, let variance, let epsilon):
      if epsilon != 1e-5 { notes.append("layer \(path): epsilon \(epsilon) of the file is within the variances") }
      tensors["\(path).weight"] = vector(weight)
      tensors["\(path).bias"] = vector(bias)
      tensors["\(path).running_mean"] = vector(mean)
      tensors["\(path).running_var"] = vector(variance)
      texts.append("batch-norm")
    case .layerNorm(let weight, let bias):
      tensors["\(path).weight"] = vector(weight)
      tensors["\(path).bias"] = vector(bias)
      texts.append("layer-norm")
    case .rmsNorm(let weight):
      tensors["\(path).weight"] = vector(weight)
      texts.append("rms-norm")
    case .prelu(let slopes, let isSpread):
      if isSpread {
        notes.append("layer \(path): the one slope of the file stands for each of \(slopes.count) features")
      }
      tensors["\(path).weight"] = vector(slopes)
      texts.append("prelu")
    case .flatten: texts.append("flatten")
    case .residual(let inner):
      let list = try OnnxLayerList(inner, prefix: "\(path).")
      tensors.merge(list.tensors) { $1 }
      notes += list.notes
      texts.append("residual [\(list.texts.joined(separator: ", "))]")
    case .affine(let scales, let shifts): appendAffine(scales, shifts, path: path)
    case .scale(let scales): appendAffine(scales, Array(repeating: 0, count: scales.count), path: path)
    case .shift(let shifts): appendAffine(Array(repeating: 1, count: shifts.count), shifts, path: path)
    case .channelsFirst(let shape) where OnnxLayerList.isSameOrder(shape):
      texts.append("reshape " + shape.dimensions.map(String.init).joined(separator: " "))
    case .channelsFirst, .channelsLast:
      throw FormatError(
        .unsupported,
        expected: "channels first (NCHW) throughout, or a Flatten and a linear layer behind channels last",
        found: "a Transpose of images at layer \(path)", advice: "export the model with channels first")
    case .center, .divide:
      throw FormatError(
        .unsupported, expected: "a whole norm: mean, division, scale", found: "a part of one at layer \(path)")
    }
  }

  /// Factors and summands as a batch norm with the mean 0 and a variance that gives 1 with ε.
  private mutating func appendAffine(_ scales: [Float], _ shifts: [Float], path: String) {
    let count = scales.count
    func vector(_ values: [Float]) -> Tensor { Tensor(shape: [count], elements: values) }
    tensors["\(path).weight"] = vector(scales)
    tensors["\(path).bias"] = vector(shifts)
    tensors["\(path).running_mean"] = Tensor(shape: [count])
    tensors["\(path).running_var"] = Tensor(shape: [count], repeating: 0.99999)
    texts.append("batch-norm")
    notes.append("layer \(path): a factor and a summand for each feature are read as batch-norm")
  }

  /// Whether images with channels first lie in memory as those with channels last.
  static func isSameOrder(_ shape: TensorShape) -> Bool { shape[0] == 1 || shape[1] * shape[2] == 1 }
}

import FledgeFormats
import FledgeTensors

/// Operators with weights.
extension OnnxOperator {
  /// α·x·W + β·b, with W transposed or not.
  func gemm() throws(FormatError) -> Result {
    guard try float("alpha", 1) == 1, try float("beta", 1) == 1, try integer("transA", 0) == 0 else {
      throw unsupported("alpha 1, beta 1 and transA 0", "others")
    }
    let stored = try matrix()
    let weight = try integer("transB", 0) != 0 ? stored : stored.transposed
    var bias: [Float]?
    if node.inputs.count > 2, !node.inputs[2].isEmpty {
      let given = try weights(2, "biases")
      guard [1, weight.shape[0]].contains(given.shape.count) else {
        throw malformed("\(weight.shape[0]) biases", "shape \(given.shape)")
      }
      bias =
        given.shape.count == weight.shape[0]
        ? given.elements : Array(repeating: given.elements[0], count: weight.shape[0])
    }
    return try linear(weight, bias: bias)
  }

  func matMul() throws(FormatError) -> Result {
    guard flow.constant(node, 0) == nil else { throw unsupported("examples as the left factor", "constants") }
    return try linear(try matrix().transposed, bias: nil)
  }

  private func matrix() throws(FormatError) -> Tensor {
    let stored = try weights(1, "weights as the right factor")
    guard stored.shape.rank == 2, stored.shape.count > 0 else {
      throw unsupported("a matrix of weights", "shape \(stored.shape)")
    }
    return stored
  }

  private func linear(_ weight: Tensor, bias: [Float]?) throws(FormatError) -> Result {
    guard input == [weight.shape[1]] else {
      throw malformed("examples of shape [\(weight.shape[1])], as the weights say,", "\(input)")
    }
    return (.layer(.linear(weight, bias: bias)), [weight.shape[0]])
  }

  func convolution() throws(FormatError) -> Result {
    let weight = try weights(1, "weights")
    guard weight.shape.rank == 4, weight.shape.count > 0 else {
      throw unsupported("weights [outputs, channels, kernel, kernel]", "shape \(weight.shape)")
    }
    guard try integer("group", 1) == 1 else { throw unsupported("one group", "\(try integer("group", 1))") }
    guard input.rank == 3, input[0] == weight.shape[1] else {
      throw malformed("images of \(weight.shape[1]) channels, as the weights say,", "shape \(input)")
    }
    let window = try OnnxWindow(self, sizes: Array(weight.shape.dimensions[2...]))
    var bias: [Float]?
    if node.inputs.count > 2, !node.inputs[2].isEmpty { bias = try vector(2, "biases", count: weight.shape[0]) }
    return (
      .layer(.convolution(weight, window: window.text(usualStride: 1), bias: bias)),
      try window.output(channels: weight.shape[0])
    )
  }

  func batchNorm() throws(FormatError) -> OnnxLayer {
    guard try integer("training_mode", 0) == 0 else { throw unsupported("training_mode 0", "1") }
    guard input.rank == 1 || input.rank == 3 else {
      throw unsupported("rows of features or images", "examples of shape \(input)")
    }
    let count = input[0]
    let weight = try vector(1, "scales", count: count)
    let bias = try vector(2, "biases", count: count)
    let mean = try vector(3, "means", count: count)
    var variance = try vector(4, "variances", count: count)
    let epsilon = try float("epsilon", 1e-5)
    if epsilon != 1e-5 {
      // The sum of the variance and Fledge's 1e-5 is the one of the file.
      variance = variance.map { Float(Double($0) + Double(epsilon) - 1e-5) }
    }
    guard variance.allSatisfy({ $0.isFinite && $0 > -1e-5 }) else {
      throw unsupported("variances above 0 with epsilon 1e-05", "a lesser one with epsilon \(epsilon)")
    }
    return .batchNorm(weight: weight, bias: bias, mean: mean, variance: variance, epsilon: epsilon)
  }

  func layerNorm() throws(FormatError) -> OnnxLayer {
    let weight = try normWeight()
    let hasBias = node.inputs.count > 2 && !node.inputs[2].isEmpty
    let bias = hasBias ? try vector(2, "biases", count: weight.count) : Array(repeating: 0, count: weight.count)
    return .layerNorm(weight: weight, bias: bias)
  }

  func rmsNorm() throws(FormatError) -> OnnxLayer { .rmsNorm(try normWeight()) }

  private func normWeight() throws(FormatError) -> [Float] {
    let axis = try integer("axis", -1)
    guard input.rank == 1, axis == -1 || axis == 1 else {
      throw unsupported("a norm over one row of features", "axis \(axis) of examples of shape \(input)")
    }
    try OnnxOperator.checkEpsilon(try float("epsilon", 1e-5), node)
    return try vector(1, "scales", count: input.count)
  }

  static func checkEpsilon(_ epsilon: Float, _ node: OnnxNode) throws(FormatError) {
    guard abs(epsilon - 1e-5) <= 1e-8 else {
      throw OnnxFlow.unsupported(node, "epsilon 1e-05, as Fledge's norms have it,", "\(epsilon)")
    }
  }

  /// One slope for each feature, or one for all.
  func slopes() throws(FormatError) -> OnnxLayer {
    let slopes = try weights(1, "slopes")
    guard input.rank == 1 else { throw unsupported("slopes for one row of features", "examples of shape \(input)") }
    if slopes.shape.count == input.count { return .prelu(slopes.elements, isSpread: false) }
    guard slopes.shape.count == 1, input.count <= 1 << 16 else {
      throw unsupported("one slope, or one for each of \(input.count) features", "slopes of shape \(slopes.shape)")
    }
    return .prelu(Array(repeating: slopes.elements[0], count: input.count), isSpread: true)
  }
}

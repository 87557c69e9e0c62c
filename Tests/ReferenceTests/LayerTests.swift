import FledgeReference
import Testing

/// Layers at cases that can be done on paper.
struct LayerTests {
  @Test func `a 2 by 2 linear layer by hand`() {
    let layer = ReferenceLinear(inputs: 2, outputs: 2)
    let parameters: [[Double]] = [[1, 2, 3, 4], [10, 20]]
    // Row [1, 1]: 1 + 2 + 10 = 13 and 3 + 4 + 20 = 27; row [2, −1]: 2 − 2 + 10 = 10 and 6 − 4 + 20 = 22.
    #expect(layer.forward([1, 1, 2, -1], batch: 2, parameters: parameters) == [13, 27, 10, 22])
    let gradients = layer.backward([1, 0, 0, 1], input: [1, 1, 2, -1], batch: 2, parameters: parameters)
    #expect(gradients.input == [1, 2, 3, 4])
    #expect(gradients.parameters == [[1, 1, 2, -1], [1, 1]])
  }

  @Test func `a tied layer is the linear layer with the weight transposed`() {
    let tied = ReferenceTiedLinear(inputs: 2, outputs: 3, owner: 0)
    let linear = ReferenceLinear(inputs: 2, outputs: 3)
    let input: [Double] = [1, -2, 0.5, 3]
    let transposed = linear.forward(input, batch: 2, parameters: [[1, 4, 2, 5, 3, 6], [7, 8, 9]])
    #expect(tied.forward(input, batch: 2, parameters: [[1, 2, 3, 4, 5, 6], [7, 8, 9]]) == transposed)
  }

  @Test func `softmax of 0 and ln 3 is a quarter and three quarters`() {
    let output = ReferenceSoftmax().forward([0, 1.0986122886681098], batch: 1, parameters: [])
    #expect(abs(output[0] - 0.25) < 1e-15)
    #expect(abs(output[1] - 0.75) < 1e-15)
  }

  @Test func `softmax of a thousand does not overflow`() {
    #expect(ReferenceSoftmax().forward([1000, 0], batch: 1, parameters: []) == [1, 0])
    #expect(ReferenceLogSoftmax().forward([-1000, 1000], batch: 1, parameters: []) == [-2000, 0])
  }

  @Test func `at a kink the derivative is PyTorch's`() {
    #expect(ReferenceReLU().derivative(0) == 0)
    #expect(ReferenceLeakyReLU(slope: 0.2).derivative(0) == 0.2)
    #expect(ReferenceELU(alpha: 0.5).derivative(0) == 0.5)
    #expect(ReferenceHardTanh().derivative(1) == 0)
    #expect(ReferenceHardTanh().derivative(-1) == 0)
  }

  @Test func `activations at known points`() {
    #expect(ReferenceReLU().value(-3) == 0)
    #expect(ReferenceSigmoid().value(0) == 0.5)
    #expect(ReferenceSiLU().value(0) == 0)
    #expect(ReferenceHardTanh().value(7) == 1)
    #expect(abs(ReferenceSoftplus().value(0) - 0.6931471805599453) < 1e-16)
    // x Φ(x) at 1, where Φ(1) = 0.8413447460685429.
    #expect(abs(ReferenceGELU().value(1) - 0.8413447460685429) < 1e-15)
    #expect(ReferenceSigmoid().value(-800) == 0)
    #expect(ReferenceSoftplus().value(800) == 800)
  }

  @Test func `the two GELUs differ by less than half a thousandth`() {
    let points = (-600...600).map { Double($0) / 100 }
    let largest = points.map { abs(ReferenceGELU().value($0) - ReferenceTanhGELU().value($0)) }.max() ?? .infinity
    #expect(largest < 0.0005 && largest > 0.0004)
  }

  @Test func `SELU keeps mean 0 and variance 1`() {
    // Simpson's rule over the standard normal.
    let selu = ReferenceSELU()
    var (mean, square) = (0.0, 0.0)
    for k in -4000...4000 {
      let x = Double(k) / 400
      let weight = (k.isMultiple(of: 2) ? 2.0 : 4.0) / 3 / 400 * normalDensity(x)
      mean += weight * selu.value(x)
      square += weight * selu.value(x) * selu.value(x)
    }
    #expect(abs(mean) < 1e-6)
    #expect(abs(square - 1) < 1e-6)
  }

  @Test func `inverted dropout scales what it keeps`() {
    let dropout = ReferenceDropout(probability: 0.5, mask: [1, 0, 1])
    #expect(dropout.forward([1, 2, 3], batch: 1, parameters: []) == [2, 0, 6])
    #expect(dropout.backward([1, 1, 1], input: [1, 2, 3], batch: 1, parameters: []).input == [2, 0, 2])
  }

  @Test func `layer norm of 1 and 3 is minus and plus 1`() {
    let layer = ReferenceLayerNorm(features: 2, epsilon: 0)
    #expect(layer.forward([1, 3], batch: 1, parameters: [[2, 2], [0, 10]]) == [-2, 12])
  }

  @Test func `RMS norm of 3 and 4 divides by the root of 12 and a half`() {
    let layer = ReferenceRMSNorm(features: 2, epsilon: 0)
    let root = 12.5.squareRoot()
    let normed: [Double] = [3 / root, 8 / root]
    #expect(layer.forward([3, 4], batch: 1, parameters: [[1, 2]]) == normed)
    // ε is added under the root: √(12.5 + 12.5) = 5.
    let damped = ReferenceRMSNorm(features: 2, epsilon: 12.5)
    #expect(damped.forward([3, 4], batch: 1, parameters: [[1, 2]]) == [0.6, 1.6])
  }

  @Test func `batch norm of 1 and 3 is minus and plus 1 and its running variance is unbiased`() {
    let layer = ReferenceBatchNorm(features: 1, epsilon: 0)
    #expect(layer.forward([1, 3], batch: 2, parameters: [[1], [0]]) == [-1, 1])
    var running = ReferenceBatchStatistics(mean: [0], variance: [1])
    running.update(with: [1, 3], batch: 2, momentum: 0.5)
    // The mean is 2; the biased variance 1, the unbiased 2.
    #expect(running == ReferenceBatchStatistics(mean: [1], variance: [1.5]))
  }

  @Test func `batch norm in evaluation uses what it is given`() {
    let statistics = ReferenceBatchStatistics(mean: [1], variance: [4])
    let layer = ReferenceBatchNorm(features: 1, epsilon: 0, mode: .evaluation(statistics))
    #expect(layer.forward([5, 1], batch: 2, parameters: [[3], [1]]) == [7, 1])
    #expect(layer.backward([1, 2], input: [5, 1], batch: 2, parameters: [[3], [1]]).input == [1.5, 3])
  }

  @Test func `a residual connection adds its input`() {
    let layer = ReferenceResidual([ReferenceLinear(inputs: 1, outputs: 1, bias: false)])
    #expect(layer.parameterList.map(\.name) == ["0.weight"])
    #expect(layer.forward([2, 3], batch: 2, parameters: [[10]]) == [22, 33])
    #expect(layer.backward([1, 1], input: [2, 3], batch: 2, parameters: [[10]]).input == [11, 11])
  }

  @Test func `a sequence lists a tied weight once and adds its gradients`() {
    let sequence = ReferenceSequence([
      ReferenceLinear(inputs: 1, outputs: 1, bias: false),
      ReferenceTiedLinear(inputs: 1, outputs: 1, owner: 0, bias: false),
    ])
    #expect(sequence.parameterList == [ReferenceParameter("0.weight", shape: [1, 1])])
    // y = w² x, so ∂w = 2 w x and ∂x = w².
    let gradients = sequence.backward([1], input: [5], batch: 1, parameters: [[3]])
    #expect(gradients == ReferenceGradients(input: [9], parameters: [[30]]))
  }

  /// The standard normal density; its exponential is ELU's, which is e^x − 1 for negative x.
  private func normalDensity(_ x: Double) -> Double {
    (ReferenceELU().value(-x * x / 2) + 1) / (2 * Double.pi).squareRoot()
  }
}

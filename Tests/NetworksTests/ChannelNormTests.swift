import FledgeNetworks
import FledgeReference
import FledgeTensors
import TestSupport
import Testing

/// Batch normalisation of images, whose channels share their statistics over all pixels.
@Suite struct ChannelNormTests {
  @Test func `each channel has mean 0 and variance 1 over batch and pixels`() throws {
    let network = try Network(input: [2, 2, 2], [BatchNorm(2)])
    let input: [Float] = [1, 2, 3, 4, 10, 10, 10, 50] + [5, 6, 7, 8, 20, 20, 20, 20]
    let result = pass(
      network, network.initialized(seed: 0), input: input, outputGradient: [Float](repeating: 0, count: 16))
    for channel in 0..<2 {
      let values = [0, 1].flatMap { example in (0..<4).map { result.output[example * 8 + channel * 4 + $0] } }
      let mean = values.reduce(0, +) / 8
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 8
      #expect(abs(mean) < 1e-6 && abs(variance - 1) < 1e-4, "channel \(channel): \(mean), \(variance)")
    }
    // The mean of the first channel is 4.5, of which the running mean takes a tenth; unbiased variance 6.
    #expect(abs(result.statistics[0][0] - 0.45) < 1e-6)
    #expect(abs(result.statistics[1][0] - (0.9 + 0.1 * 6)) < 1e-5)
  }

  @Test func `an image of one pixel a channel is a row of features`() throws {
    let (rows, images) = (try Network(input: [5], [BatchNorm(5)]), try Network(input: [5, 1, 1], [BatchNorm(5)]))
    let (input, gradient) = (values(20, seed: 3), values(20, seed: 4))
    let a = pass(rows, rows.initialized(seed: 0), input: input, outputGradient: gradient)
    let b = pass(images, images.initialized(seed: 0), input: input, outputGradient: gradient)
    #expect(a.output == b.output)
    #expect(a.inputGradient == b.inputGradient)
  }

  @Test func `evaluation uses the running statistics of the channel`() throws {
    let network = try Network(input: [2, 1, 2], [BatchNorm(2)])
    var statistics = network.initialStatistics()
    try statistics.set("0.running_mean", to: Tensor(shape: [2], elements: [1, 10]))
    let predictor = Predictor(network: network, parameters: network.initialized(seed: 0), statistics: statistics)
    let output = try predictor.output(for: Tensor(shape: [1, 4], elements: [1, 2, 10, 13])).elements
    for (value, expected) in zip(output, [0, 1, 0, 3] as [Float]) { #expect(abs(value - expected) < 1e-4) }
  }

  @Test func `other shapes are refused`() {
    for shape in [[3], [3, 2, 2], [2, 2], []] as [TensorShape] {
      #expect(throws: NetworkError.self, "\(shape)") { try Network(input: shape, [BatchNorm(2)]) }
    }
  }
}

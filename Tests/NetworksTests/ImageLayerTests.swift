import FledgeKernels
import FledgeNetworks
import FledgeTensors
import Testing

/// Convolution and pooling: cases on paper, the contract of layers, and the same bits everywhere.
struct ImageLayerTests {
  let pixels: [Float] = [1, 2, 3, 4, 5, 6, 7, 8, 9]

  @Test func `a convolution is the kernel times the pixels under it, plus the bias`() throws {
    let network = try Network(input: [1, 3, 3], [Conv2d(1, 1, kernel: 2)])
    var parameters = network.initialized(seed: 0)
    try parameters.set("0.weight", to: Tensor(shape: [1, 1, 2, 2], elements: [1, 0, 0, 10]))
    try parameters.set("0.bias", to: Tensor(shape: [1], elements: [100]))
    // Top left: 1·1 + 2·0 + 4·0 + 5·10 = 51, plus the bias 100. The first weight's gradient is 1·1 + 2·5.
    let result = pass(network, parameters, input: pixels, outputGradient: [1, 0, 0, 2])
    #expect(result.output == [151, 162, 184, 195])
    #expect(result.gradients == [[11, 14, 20, 23], [3]])
    #expect(result.inputGradient == [1, 0, 0, 0, 12, 0, 0, 0, 20])
  }

  @Test func `the largest pixel wins, of equals the first, and gets the whole gradient`() throws {
    let network = try Network(input: [1, 3, 3], [MaxPool2d(2, stride: 1)])
    let parameters = network.initialized(seed: 0)
    #expect(pass(network, parameters, input: pixels, outputGradient: [1, 2, 3, 4]).output == [5, 6, 8, 9])
    let equal = pass(network, parameters, input: [Float](repeating: 1, count: 9), outputGradient: [1, 2, 3, 4])
    #expect(equal.inputGradient == [1, 2, 0, 3, 4, 0, 0, 0, 0])
  }

  @Test func `a pixel that is no number wins wherever it stands`() throws {
    let network = try Network(input: [1, 2, 2], [MaxPool2d(2)])
    for position in 0..<4 {
      var image: [Float] = [1, 2, 3, 4]
      image[position] = .nan
      let result = pass(network, network.initialized(seed: 0), input: image, outputGradient: [1])
      #expect(result.output[0].isNaN && result.inputGradient[position] == 1)
    }
  }

  @Test func `an average counts padding as zeros`() throws {
    let network = try Network(input: [1, 3, 3], [AveragePool2d(2, padding: 1)])
    let result = pass(network, network.initialized(seed: 0), input: pixels, outputGradient: [4, 8, 12, 16])
    #expect(result.output == [0.25, 1.25, 2.75, 7])
    #expect(result.inputGradient == [1, 2, 2, 3, 4, 4, 3, 4, 4])
  }

  static let others: [(any Layer, TensorShape)] = [
    (Conv2d(1, 1, kernel: 1), [1, 1, 1]), (Conv2d(2, 3, kernel: 2), [2, 3, 4]),
    (Conv2d(1, 17, kernel: 3, padding: 1), [1, 5, 3]), (Conv2d(3, 33, kernel: 2, stride: 2, bias: false), [3, 5, 4]),
    (Conv2d(17, 2, kernel: 3, stride: 2, padding: 2), [17, 4, 3]), (Conv2d(5, 16, kernel: 3), [5, 3, 17]),
    (Conv2d(16, 5, kernel: 2, stride: 3, padding: 1), [16, 3, 8]), (Conv2d(1, 2, kernel: 5), [1, 6, 19]),
    (Conv2d(33, 34, kernel: 1), [33, 2, 2]), (MaxPool2d(2), [3, 4, 6]), (MaxPool2d(2), [1, 5, 3]),
    (MaxPool2d(3, stride: 2, padding: 1), [2, 5, 6]), (MaxPool2d(1), [2, 2, 3]), (MaxPool2d(2, stride: 3), [2, 6, 5]),
    (AveragePool2d(2), [3, 4, 6]), (AveragePool2d(3, stride: 2, padding: 1), [2, 5, 6]),
    (AveragePool2d(3, stride: 1), [1, 3, 5]),
  ]

  @Test(arguments: others)
  func `other sizes and settings keep it too`(_ layer: any Layer, input: TensorShape) throws {
    let report = try checkLayer(layer, input: input, batch: 4, seed: 3, differences: 8)
    #expect(report.isPassed, "\(report)")
  }

  @Test(arguments: LayerCatalogue.images)
  func `every image layer of the catalogue keeps the contract of layers`(_ layer: any Layer) throws {
    let report = try checkLayer(layer, input: [2, 5, 6], differences: 8)
    #expect(report.isPassed, "\(report)")
  }

  static let pooled: [(FusedConvReLUPool, TensorShape)] = [
    (FusedConvReLUPool(Conv2d(1, 1, kernel: 1), pool: 1), [1, 1, 1]),
    (FusedConvReLUPool(Conv2d(2, 3, kernel: 2), pool: 2), [2, 4, 5]),
    (FusedConvReLUPool(Conv2d(1, 17, kernel: 3, padding: 1), pool: 3), [1, 7, 6]),
    (FusedConvReLUPool(Conv2d(16, 33, kernel: 2, stride: 2, bias: false), pool: 2), [16, 8, 9]),
    (FusedConvReLUPool(Conv2d(5, 16, kernel: 5, padding: 2), pool: 2), [5, 5, 4]),
    (FusedConvReLUPool(Conv2d(3, 20, kernel: 5), pool: 2), [3, 8, 7]),
    (FusedConvReLUPool(Conv2d(40, 2, kernel: 3), pool: 2), [40, 6, 5]),
  ]

  @Test(arguments: pooled)
  func `convolution, ReLU and pooling in one keep the contract too`(_ layer: FusedConvReLUPool, input: TensorShape)
    throws
  {
    let report = try checkLayer(layer, input: input, batch: 4, seed: 6, differences: 8)
    #expect(report.isPassed, "\(report)")
  }

  @Test func `a batch of more images than groups is the textbook's too`() throws {
    let report = try checkLayer(Conv2d(2, 18, kernel: 3, padding: 1), input: [2, 4, 5], batch: 41, differences: 4)
    #expect(report.isPassed, "\(report)")
  }

  @Test func `a small network of images has the same bits for 1, 2, 3, 4 and 8 threads and every instruction set`()
    throws
  {
    let network = try Network(
      input: [1, 14, 13],
      [
        Conv2d(1, 20, kernel: 3), ReLU(), MaxPool2d(2), Conv2d(20, 37, kernel: 3, padding: 1), ReLU(), MaxPool2d(2),
        Conv2d(37, 5, kernel: 2, stride: 2, padding: 1), Sigmoid(), AveragePool2d(2, stride: 1), Flatten(),
        Linear(5, 3),
      ])
    let parameters = network.initialized(seed: 4)
    let batch = 37
    let (input, gradient) = (values(batch * 14 * 13), values(batch * 3, seed: 2))
    let expected = pass(network, parameters, input: input, outputGradient: gradient).bits
    #expect(Set(expected).count > 1000)
    for set in InstructionSet.available {
      for threads in [1, 2, 3, 4, 8] {
        let threads = ThreadPool(threads: threads, instructionSet: set, splitsSmallWork: true)
        let found = pass(network, parameters, input: input, outputGradient: gradient, threads: threads).bits
        #expect(found == expected, "\(set) with \(threads) threads")
      }
    }
  }

  static let misfits: [(any Layer, String)] = [
    (Conv2d(1, 2, kernel: 4), "a window of 4×4 does not fit into an image of 3×3"),
    (Conv2d(1, 2, kernel: 6, padding: 1), "an image of 3×3 with a border of 1"),
    (Conv2d(2, 2, kernel: 1), "expected input of shape [2, height, width], found [1, 3, 3]"),
    (Conv2d(1, 0, kernel: 1), "expected channels above 0, found 1 → 0"),
    (Conv2d(1, 1, kernel: 1, stride: 0), "expected a kernel and a stride above 0"),
    (MaxPool2d(4), "a window of 4×4 does not fit into an image of 3×3"),
    (MaxPool2d(2, padding: 2), "expected padding of at most half the kernel 2, found 2"),
    (AveragePool2d(-1), "expected a kernel and a stride above 0"),
  ]

  @Test(arguments: misfits)
  func `a layer that does not fit says why`(_ layer: any Layer, reason: String) {
    let error = #expect(throws: NetworkError.self) { try Network(input: [1, 3, 3], [ReLU(), layer]) }
    #expect(error.map { "\($0)".hasPrefix("layer 1: ") && "\($0)".contains(reason) } == true, "\(error as Any)")
  }

  @Test func `a row of pixels is no image`() {
    #expect(throws: NetworkError.shapeMismatch(path: "0", expected: "[1, height, width]", found: [784])) {
      try Network(input: [784], [Conv2d(1, 8, kernel: 5)])
    }
  }

  @Test func `parameters have PyTorch's names and shapes, and the summary its numbers`() throws {
    let network = try Network(input: [1, 28, 28], [Conv2d(1, 32, kernel: 5), ReLU(), MaxPool2d(2)])
    #expect(network.parameterLayout.paths == ["0.weight", "0.bias"])
    #expect(network.parameterLayout.entries[0].spec.shape == [32, 1, 5, 5])
    #expect(network.nodes.map(\.outputShape) == [[32, 24, 24], [32, 24, 24], [32, 12, 12]])
    #expect(network.multiplyAdds == 32 * 25 * 24 * 24)
    let strided = Conv2d(3, 8, kernel: 3, stride: 2, padding: 1, bias: false)
    #expect(strided.summary == "3 → 8, 3×3, stride 2, padding 1, no bias")
    #expect(MaxPool2d(2).summary == "2×2" && AveragePool2d(3, stride: 2).summary == "3×3, stride 2")
  }

  @Test func `the gradients of a whole network are right in double precision and in single`() throws {
    let network = try Network(
      input: [2, 6, 5],
      [
        Conv2d(2, 4, kernel: 3, padding: 1), ReLU(), MaxPool2d(2), Conv2d(4, 3, kernel: 2), Tanh(),
        AveragePool2d(2, stride: 1, padding: 1), Flatten(), Linear(18, 3),
      ])
    let features = Tensor(shape: [5, 60], elements: values(300, seed: 9))
    let check = try GradientCheck(
      network: network, loss: SoftmaxCrossEntropy(), parameters: network.initialized(seed: 1),
      batch: CheckedBatch(features: features, labels: [0, 1, 2, 0, 1]))
    let double = try check.inDouble()
    #expect(double.isPassed(tolerance: 1e-7), "\(String(describing: double.worst))")
    let single = try check.inSingle()
    #expect(single.isPassed(tolerance: 1e-5), "\(String(describing: single.worst))")
  }

  @Test func `a network runs the three as one with the bits of each by itself`() throws {
    let layers: [any Module] = [Conv2d(2, 18, kernel: 3), ReLU(), MaxPool2d(2)]
    // A named block does not keep nodes from being fused; a residual block that ends between them does.
    let together = try Network(input: [2, 8, 7], layers + [Flatten(), Linear(18 * 6, 3)])
    let parameters = together.initialized(seed: 2)
    let predictor = Predictor(
      network: together, parameters: parameters, statistics: together.initialStatistics())
    let images = Tensor(shape: [9, 112], elements: values(9 * 112, seed: 5))
    let pooled = try predictor.output(for: images, upTo: 3)
    let rectified = try predictor.output(for: images, upTo: 2)
    let alone = try Network(input: [18, 6, 5], [MaxPool2d(2)])
    let pooledAlone = try Predictor(
      network: alone, parameters: alone.initialized(seed: 0), statistics: alone.initialStatistics()
    ).output(for: rectified)
    #expect(pooled.elements.map(\.bitPattern) == pooledAlone.elements.map(\.bitPattern))
    #expect(pooled.elements.contains(0) && pooled.elements.contains { $0 > 0 })
  }

  @Test func `gradients are right where the three stand twice, and where a residual block parts them`() throws {
    let networks = [
      try Network(
        input: [1, 11, 11],
        [
          Conv2d(1, 5, kernel: 3, padding: 1), ReLU(), MaxPool2d(2), Conv2d(5, 4, kernel: 2), ReLU(), MaxPool2d(2),
          Flatten(), Linear(16, 3),
        ]),
      try Network(
        input: [1, 6, 6],
        [Residual([Conv2d(1, 1, kernel: 3, padding: 1), ReLU()]), MaxPool2d(2), Flatten(), Linear(9, 3)]),
      try Network(
        input: [2, 6, 6],
        [
          Conv2d(2, 2, kernel: 1), Residual([ReLU(), Conv2d(2, 2, kernel: 3, padding: 1), ReLU(), MaxPool2d(1)]),
          Flatten(), Linear(72, 3),
        ]),
    ]
    for network in networks {
      let check = try GradientCheck(
        network: network, loss: SoftmaxCrossEntropy(), parameters: network.initialized(seed: 3),
        batch: CheckedBatch(
          features: Tensor(shape: [4, network.inputShape.count], elements: values(4 * network.inputShape.count)),
          labels: [0, 1, 2, 1]))
      let (double, single) = (try check.inDouble(.sample(perParameter: 9, seed: 1)), try check.inSingle())
      #expect(double.isPassed(tolerance: 1e-7), "\(String(describing: double.worst))")
      #expect(single.isPassed(tolerance: 1e-5), "\(String(describing: single.worst))")
    }
  }
}

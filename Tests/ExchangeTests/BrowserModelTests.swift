import FledgeDatasets
import FledgeExchange
import FledgeFormats
import FledgeKernels
import FledgeNetworks
import FledgeTensors
import Foundation
import TestSupport
import Testing

/// Networks in `engine.js`, run by Node: outputs and input gradients with the bits of the library.
struct BrowserModelTests {
  private static let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()

  static var node: String? {
    (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map { "\($0)/node" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// A network for each kind of layer, and some of several.
  static let networks: [(input: TensorShape, modules: [any Module])] = {
    var networks: [(input: TensorShape, modules: [any Module])] = []
    for layer in LayerCatalogue.all { networks.append(([6], [layer, ReLU()])) }
    for layer in LayerCatalogue.images { networks.append(([2, 5, 6], [layer, Tanh()])) }
    networks += [
      ([3], [Dropout(0.5), Softmax()]), ([5], [Linear(5, 40), LogSoftmax()]),
      (
        [2, 9, 7],
        [
          Conv2d(2, 17, kernel: 3, padding: 1), BatchNorm(17), GELU(), MaxPool2d(2), Conv2d(17, 3, kernel: 2),
          AveragePool2d(2), Flatten(), Linear(3, 33),
          Residual([LayerNorm(33), Linear(33, 33), Residual([RMSNorm(33)])]),
          PReLU(33), Linear(33, 4),
        ]
      ),
      (
        [8],
        [
          Block("encoder", [Linear(8, 5), Sigmoid(), Linear(5, 2)]),
          Block(
            "decoder",
            [
              TiedLinear(2, 5, tiedTo: "encoder.2.weight"), ELU(alpha: 0.7),
              TiedLinear(5, 8, tiedTo: "encoder.0.weight"),
            ]),
        ]
      ),
    ]
    return networks
  }()

  @Test(.enabled(if: node != nil, "node is not on the path: what browsers compute is not tested"))
  func `every kind of layer gives the same bits, forward and backward`() throws {
    let count = 3
    try withTemporaryFolder { folder in
      for (index, (shape, modules)) in BrowserModelTests.networks.enumerated() {
        let network = try Network(input: shape, modules)
        let (parameters, statistics) = try weights(network)
        let model = try BrowserModel(network, parameters, statistics)
        try AtomicFile.write(model.bytes(), to: "\(folder)/\(index).model")
        try AtomicFile.write(bytes(examples(count, of: shape).elements), to: "\(folder)/\(index).input")
      }
      try run([folder, "networks", "\(BrowserModelTests.networks.count)", "\(count)"])
      for (index, (shape, modules)) in BrowserModelTests.networks.enumerated() {
        let network = try Network(input: shape, modules)
        let (parameters, statistics) = try weights(network)
        let rows = examples(count, of: shape)
        let kinds = network.nodes.map(\.name).joined(separator: ", ")
        let expected = try Predictor(network: network, parameters: parameters, statistics: statistics).output(for: rows)
        #expect(try floats("\(folder)/\(index).output") == expected.elements.map(\.bitPattern), "\(kinds)")
        // The gradient of a logit: the last layer is left out where it is a softmax.
        let isSoftmax = network.nodes.last?.name.hasSuffix("softmax") == true
        let logits = try Network(input: shape, isSoftmax ? modules.dropLast() : modules)
        let gradient = try inputGradient(logits, parameters, statistics, rows, output: network.outputShape.count - 1)
        #expect(try floats("\(folder)/\(index).gradient") == gradient.map(\.bitPattern), "\(kinds), gradient")
      }
    }
  }

  @Test(.enabled(if: node != nil, "node is not on the path: what browsers compute is not tested"))
  func `drawings are prepared to the same bits`() throws {
    let sizes = [(280, 280), (28, 28), (13, 170), (97, 31), (1, 1)]
    try withTemporaryFolder { folder in
      var expected: [UInt32] = []
      for (index, (width, height)) in sizes.enumerated() {
        let ink = (0..<width * height).map { Float(($0 * 7919 + index) % 1009 - 500) / 509 }
        try AtomicFile.write(bytes(ink), to: "\(folder)/\(width)x\(height).drawing")
        var digit = [UInt8](repeating: 0, count: 784)
        var span = digit.mutableSpan
        DigitPreparation.prepare(ink.span, width: width, height: height, into: &span)
        expected += digit.map { (Float($0) * (1 / 255)).bitPattern }
      }
      try run([folder, "drawings"] + sizes.map { "\($0)x\($1)" })
      #expect(try floats("\(folder)/digits") == expected)
    }
  }

  /// The gradient of an output with respect to the first example, of its logit where softmax is last.
  private func inputGradient(
    _ network: Network, _ parameters: Parameters, _ statistics: Parameters, _ rows: Tensor, output: Int
  ) throws -> [Float] {
    var workspace = Workspace(
      network: network, parameters: parameters, statistics: statistics, capacity: 1, learns: true,
      wantsInputGradient: true, stream: RandomStream(seed: 0, .dropout), threads: .serial)
    var input = workspace.input(batch: 1)
    for index in input.indices { input[index] = rows.elements[index] }
    workspace.forward(batch: 1, mode: .evaluation, step: 0)
    var gradient = workspace.outputGradient(batch: 1)
    for index in gradient.indices { gradient[index] = index == output ? 1 : 0 }
    workspace.zeroGradients()
    workspace.backward()
    let found = workspace.inputGradient(batch: 1)
    return found.indices.map { found[$0] }
  }

  private func run(_ arguments: [String]) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(BrowserModelTests.node))
    process.arguments = [BrowserModelTests.tests.appending(path: "Browser/engine_bits.js").path] + arguments
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }

  private func bytes(_ values: [Float]) -> [UInt8] {
    values.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> ($0 * 8)) } }
  }

  private func floats(_ path: String) throws -> [UInt32] {
    let bytes = try FileBytes.read(path)
    return stride(from: 0, to: bytes.count, by: 4).map { start in
      (0..<4).reduce(0) { $0 | UInt32(bytes[start + $1]) << ($1 * 8) }
    }
  }
}

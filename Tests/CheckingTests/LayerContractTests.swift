import FledgeChecking
import FledgeKernels
import FledgeNetworks
import FledgeReference
import FledgeTensors
import Testing

/// Every layer of the catalogue through `checkLayer`, and `checkLayer` against layers that are wrong.
struct LayerContractTests {
  @Test func `the report of a layer that halves names every property`() throws {
    let report = try checkLayer(FaultyLayer(fault: nil), input: [3])
    #expect(report.isPassed, "\(report)")
    #expect(report.failures.isEmpty)
    #expect(report.checks.count == 14)
    #expect("\(report)".hasPrefix("faulty\n  passed  "))
  }

  @Test func `every layer has a reference but the random ones`() {
    let without = LayerCatalogue.all.filter { ($0 as? any LayerWithReference)?.reference == nil }
    #expect(without.map(\.name) == ["dropout", "gaussian-noise"])
    for layer in LayerCatalogue.images {
      let fitted = layer.fitted(to: [2, 5, 6])
      #expect((fitted as? any LayerWithReference)?.reference != nil, "\(layer.name)")
    }
  }

  @Test(arguments: LayerCatalogue.all)
  func `every layer keeps the contract`(_ layer: any Layer) throws {
    let report = try checkLayer(layer, input: [6])
    #expect(report.isPassed, "\(report)")
  }

  static let otherSizes: [(any Layer, Int)] = [
    (Linear(1, 1), 1), (Linear(17, 33), 17), (Linear(3, 65, bias: false), 3), (BatchNorm(33), 33),
    (LayerNorm(17), 17), (RMSNorm(17), 17), (PReLU(33), 33), (Softmax(), 1), (Softmax(), 17), (LogSoftmax(), 33),
    (Dropout(0.9), 70), (ReLU(), 70),
    (TiedLinear(4, 6, tiedTo: "0.weight"), 4), (TiedLinear(35, 3, tiedTo: "0.weight"), 35), (ELU(alpha: 0.5), 5),
    (LeakyReLU(slope: 0.2), 5),
  ]

  @Test(arguments: otherSizes)
  func `other sizes and settings keep it too`(_ layer: any Layer, inputs: Int) throws {
    let report = try checkLayer(layer, input: [inputs], batch: 4, seed: 5, differences: 6)
    #expect(report.isPassed, "\(report)")
  }

  @Test(arguments: FaultyLayer.Fault.allCases)
  func `a faulty layer is found out`(_ fault: FaultyLayer.Fault) throws {
    let report = try checkLayer(FaultyLayer(fault: fault), input: [3])
    #expect(report.failures.contains { $0.name.contains(fault.rawValue) }, "\(report)")
  }

  @Test func `a layer that cannot take the input throws`() {
    #expect(throws: NetworkError.self) { try checkLayer(Linear(3, 2), input: [4]) }
  }
}

/// y = x·w/2 with one learned w for each feature, and one thing wrong.
struct FaultyLayer: Layer {
  /// A part of the name of the property that detects the fault.
  enum Fault: String, CaseIterable, CustomTestStringConvertible {
    case overwritesGradient = "backward adds"
    case addsToInputGradient = "backward writes every value"
    case needsInputGradient = "empty input gradient"
    case leavesOutputUnwritten = "forward writes every value"
    case wrongInputGradient = "the input's gradient is the derivative"
    case wrongParameterGradient = "the gradient of weight is the derivative"
    case randomInEvaluation = "evaluation is not random"
    case mixesExamples = "an example alone"
    case dependsOnThreads = "several threads"
    case changesStatistics = "evaluation leaves the statistics alone"

    var testDescription: String { "\(self)" }
  }

  let fault: Fault?
  var name: String { "faulty" }
  var parameters: [ParameterSpec] { [ParameterSpec("weight", [3], role: .scale, initializer: .constant(1))] }
  var statistics: [ParameterSpec] { [ParameterSpec("calls", [1], role: .bias, initializer: .constant(0))] }

  func forward(_ input: Span<Float>, into output: inout MutableSpan<Float>, context: LayerContext) {
    let weight = context.parameters[0]
    for position in input.indices {
      if fault == .leavesOutputUnwritten && position == input.count - 1 { break }
      output[position] = input[position] * weight[position % 3] / 2
      if fault == .randomInEvaluation { output[position] += Float(context.key.bits(0) % 1000) }
      if fault == .mixesExamples { output[position] += input[input.count - 1] }
      if fault == .dependsOnThreads { output[position] += Float(context.threads.count) * 1e-3 }
    }
    if fault == .changesStatistics {
      var calls = context.statistics.mutable(0)
      calls[0] += 1
    }
  }

  func backward(
    _ outputGradient: Span<Float>, into inputGradient: inout MutableSpan<Float>, input: Span<Float>,
    output: Span<Float>, context: LayerContext
  ) {
    let weight = context.parameters[0]
    var gradient = context.gradients.mutable(0)
    if fault == .overwritesGradient { fill(&gradient, with: 0) }
    if fault == .needsInputGradient && inputGradient.isEmpty { return }
    for position in input.indices {
      gradient[position % 3] +=
        outputGradient[position] * input[position] / (fault == .wrongParameterGradient ? 1.9 : 2)
      guard !inputGradient.isEmpty else { continue }
      let share = outputGradient[position] * weight[position % 3] / (fault == .wrongInputGradient ? 1.9 : 2)
      inputGradient[position] = share + (fault == .addsToInputGradient ? inputGradient[position] : 0)
    }
  }
}

import FledgeNetworks
import FledgeTensors
import Testing

/// The error of every network that cannot be built says where and why.
struct NetworkErrorTests {
  @Test func `a layer of 3 inputs behind one of 4 outputs is refused by its path`() {
    expectError("layer 1: expected input of shape [3], found [4]; change this layer or the one before it") {
      _ = try Network(input: [2], [Linear(2, 4), Linear(3, 1)])
    }
  }

  @Test func `each layer refuses what it cannot take`() {
    expectError("layer 0: expected sizes above 0, found 2 → 0") { _ = try Network(input: [2], [Linear(2, 0)]) }
    expectError(
      "layer enc.0: expected input of shape [6] or [6, height, width], found [5]; change this layer or the one before it"
    ) {
      _ = try Network(input: [5], [Block("enc", [BatchNorm(6)])])
    }
    expectError("layer 1.0: expected input of shape [6], found [5]; change this layer or the one before it") {
      _ = try Network(input: [5], [ReLU(), Residual([LayerNorm(6)])])
    }
    expectError("layer 0: expected input of shape [2], found [1, 2]; change this layer or the one before it") {
      _ = try Network(input: [1, 2], [Linear(2, 1)])
    }
    expectError("layer 0: expected input of shape 7 features, found [6]; change this layer or the one before it") {
      _ = try Network(input: [6], [Reshape([7])])
    }
  }

  @Test(arguments: [Float(1), 1.5, -0.1, .nan, .infinity])
  func `a dropout probability outside of [0, 1) is refused`(probability: Float) {
    expectError("layer 0: expected a dropout probability in [0, 1), found \(probability)") {
      _ = try Network(input: [2], [Dropout(probability)])
    }
  }

  @Test(arguments: [Float(-1), .nan, .infinity])
  func `a noise of no standardDeviation is refused`(standardDeviation: Float) {
    expectError("layer 0: expected a deviation of 0 or above, found \(standardDeviation)") {
      _ = try Network(input: [2], [GaussianNoise(standardDeviation)])
    }
  }

  @Test func `a residual block must keep its shape`() {
    expectError(
      "layer 0: expected input of shape [4] at the end, as at its start, found [3]; "
        + "change this layer or the one before it"
    ) { _ = try Network(input: [4], [Residual([Linear(4, 3)])]) }
  }

  @Test func `two blocks of one name are refused`() {
    expectError("layer a: this name stands twice in one block; give each module a name of its own") {
      _ = try Network(input: [4], [Block("a", [ReLU()]), Block("a", [ReLU()])])
    }
  }

  @Test func `a block may not take the name of a layer's position`() {
    expectError("layer 1: this name stands twice in one block; give each module a name of its own") {
      _ = try Network(input: [4], [ReLU(), Linear(4, 4), Block("1", [Linear(4, 4)])])
    }
    expectError("layer 1: this name stands twice in one block; give each module a name of its own") {
      _ = try Network(input: [4], [Block("1", [Linear(4, 4)]), Linear(4, 4)])
    }
  }

  @Test func `a tie needs an earlier weight of the right shape`() {
    expectError("layer 1: cannot be tied to 7.weight: no such parameter stands before it; there are 0.weight, 0.bias") {
      _ = try Network(input: [4], [Linear(4, 2), TiedLinear(2, 4, tiedTo: "7.weight")])
    }
    expectError("layer 1: cannot be tied to 0.weight: expected shape [2, 5], found [2, 4]") {
      _ = try Network(input: [4], [Linear(4, 2), TiedLinear(2, 5, tiedTo: "0.weight")])
    }
    expectError("layer 1: cannot be tied to 0.bias: expected shape [2, 4], found [2]") {
      _ = try Network(input: [4], [Linear(4, 2), TiedLinear(2, 4, tiedTo: "0.bias")])
    }
  }

  @Test func `unknown paths list the known ones`() throws {
    let network = try Network(input: [2], [Block("a", [Linear(2, 1)])])
    expectError("there is no b in this network; it has a") { _ = try network.output(ofBlock: "b") }
    expectError("there is no 0.weight in this network; it has a.0.weight, a.0.bias") {
      _ = try Parameters(layout: network.parameterLayout).tensor("0.weight")
    }
    expectError("parameter a.0.weight: expected shape [1, 2], found [2, 1]") {
      var parameters = Parameters(layout: network.parameterLayout)
      try parameters.set("a.0.weight", to: Tensor(shape: [2, 1]))
    }
  }

  @Test func `a loss refuses outputs and targets that it cannot compare`() throws {
    let network = try Network(input: [2], [Linear(2, 3)])
    let withSoftmax = try Network(input: [2], [Linear(2, 3), Softmax()])
    expectError(
      "loss: softmax-cross-entropy holds its softmax within it, but the network ends with softmax; "
        + "leave that layer out, or use probability-cross-entropy"
    ) { try SoftmaxCrossEntropy().check(network: withSoftmax, targets: .labels(classes: 3)) }
    expectError("loss: the data have 10 classes, the network has 3 outputs; make them equal") {
      try SoftmaxCrossEntropy().check(network: network, targets: .labels(classes: 10))
    }
    expectError("loss: the data have targets of shape [2, 2], the network has 3 outputs; make them equal") {
      try SquaredError().check(network: network, targets: .values([2, 2]))
    }
    for loss in [NegativeLogLikelihood(), ProbabilityCrossEntropy()] as [any Loss] {
      expectError("loss: \(loss.name) takes labels, the data have values of shape [3]; use another loss or other data")
      {
        try loss.check(network: network, targets: .values([3]))
      }
    }
  }

  private func expectError(
    _ message: String, sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> Void
  ) {
    do {
      try body()
      Issue.record("expected: \(message)", sourceLocation: sourceLocation)
    } catch {
      #expect("\(error)" == message, sourceLocation: sourceLocation)
      #expect(error is NetworkError, sourceLocation: sourceLocation)
    }
  }
}

import FledgeNetworks
import FledgeTensors
import FledgeTraining
import Testing

/// A training that diverges or cannot begin throws an error with the reason.
struct DivergenceTests {
  @Test func `a weight that is not a number is named with its layer, step and learning rate`() throws {
    let network = try Network(input: [6], [Linear(6, 4), ReLU(), Block("head", [Linear(4, 3)])])
    var initial = network.initialized(seed: 0)
    try initial.set("head.0.bias", to: Tensor(shape: [3], elements: [0, .nan, 0]))
    let trainer = try Trainer(
      network: network, loss: SoftmaxCrossEntropy(), optimizer: SGD(), training: threeClasses(20), initial: initial)
    #expect(
      throws: TrainingError.diverged(
        position: "the output of layer head.0 (linear)", step: 1, epoch: 1, learningRate: 0.001)
    ) { try trainer.run() }
  }

  @Test func `a learning rate that is far too high is found out`() throws {
    var options = TrainingOptions()
    options.epochs = 50
    options.batchSize = 10
    let trainer = try Trainer(
      network: Network(input: [6], [Linear(6, 8), Linear(8, 3)]), loss: SquaredError(),
      optimizer: SGD(learningRate: 1e6),
      training: threeClasses(20), options: options)
    let error = #expect(throws: TrainingError.self) { try trainer.run() }
    let message = try #require(error).description
    #expect(message.hasPrefix("training diverged: the output of layer ") || message.contains("the loss"))
    #expect(message.contains("learning rate 1000000.0); lower the learning rate or clip the gradients"))
    #expect(!message.contains("\n"))
  }

  @Test func `each setting that cannot be met is refused in one line`() {
    expectRefused("epochs: expected 1 or more, found 0") { $0.epochs = 0 }
    expectRefused("batch size: expected 1 or more, found 0") { $0.batchSize = 0 }
    expectRefused("batch size: 128 is more than the 20 examples, and a last short batch is left out") {
      $0.dropsLastBatch = true
    }
    expectRefused("early stopping needs a validation set; give one or leave it out") {
      $0.earlyStopping = EarlyStopping(patience: 3)
    }
    expectRefused("class weights: expected one for each class of the data, found 2") { $0.classWeights = [1, 2] }
    expectRefused("example weights: expected 20, found 3") { $0.exampleWeights = [1, 2, 3] }
  }

  @Test func `numbers that the optimizer cannot have are refused in one line`() {
    for (rate, text) in [(0, "0.0"), (-1, "-1.0"), (.nan, "nan"), (.infinity, "inf")] as [(Double, String)] {
      expectRefused(
        "learning rate: expected a number above 0, found \(text)", optimizer: Adam(learningRate: rate)
      ) { _ in }
    }
    expectRefused("adam: beta1: expected a number from 0 to below 1, found 1.0", optimizer: Adam(beta1: 1)) { _ in }
    expectRefused(
      "lion: weight-decay: expected a number of 0 or more, found -0.5", optimizer: Lion(weightDecay: -0.5)
    ) { _ in }
    expectRefused("rmsprop: epsilon: expected a number above 0, found 0.0", optimizer: RMSProp(epsilon: 0)) { _ in }
  }

  @Test func `network, loss and data must fit`() throws {
    func refusal(_ network: Network, _ loss: any Loss, _ validation: ArraySource? = nil) -> String {
      do {
        _ = try Trainer(
          network: network, loss: loss, optimizer: SGD(), training: threeClasses(20), validation: validation)
        return ""
      } catch { return "\(error)" }
    }
    let fitting = try Network(input: [6], [Linear(6, 3)])
    #expect(refusal(fitting, SoftmaxCrossEntropy()).isEmpty)
    #expect(
      refusal(try Network(input: [5], [Linear(5, 3)]), SoftmaxCrossEntropy())
        == "layer input: expected input of shape 5 features, found [6]; change this layer or the one before it")
    #expect(
      refusal(try Network(input: [6], [Linear(6, 4)]), SoftmaxCrossEntropy())
        == "loss: the data have 3 classes, the network has 4 outputs; make them equal")
    #expect(
      refusal(fitting, SoftmaxCrossEntropy(), threeClasses(4, width: 5))
        == "the validation set has features of shape [5], the training set [6]")
  }

  private func expectRefused(
    _ message: String, optimizer: any Optimizer = SGD(), sourceLocation: SourceLocation = #_sourceLocation,
    change: (inout TrainingOptions) -> Void
  ) {
    var options = TrainingOptions()
    change(&options)
    #expect(throws: TrainingError.invalidOption(message), sourceLocation: sourceLocation) {
      try Trainer(
        network: Network(input: [6], [Linear(6, 3)]), loss: SoftmaxCrossEntropy(), optimizer: optimizer,
        training: threeClasses(20), options: options)
    }
  }
}

import FledgeNetworks
import FledgeTensors
import FledgeTraining
import Testing

struct EarlyStoppingTests {
  @Test func `patience 2 without a new best ends two epochs after the best`() {
    #expect(run(.init(patience: 2), [3, 2, 2.5, 2.1, 1]) == Outcome(epochs: 4, best: 2))
    #expect(run(.init(patience: 2), [3, 2, 2.5, 1.9, 2, 2]) == Outcome(epochs: 6, best: 4))
    #expect(run(.init(patience: nil), [1, 2, 3, 4]) == Outcome(epochs: 4, best: 1))
  }

  @Test func `rises in a row compare with the epoch before`() {
    let rule = EarlyStopping(patience: 2, rule: .risesInARow)
    #expect(run(rule, [1, 5, 4, 5, 4, 5]) == Outcome(epochs: 6, best: 1))
    #expect(run(rule, [5, 4, 4.1, 4.2, 1]) == Outcome(epochs: 4, best: 2))
    #expect(run(rule, [5, 4, 4, 4, 4]) == Outcome(epochs: 5, best: 2))
  }

  @Test func `a change that is not large enough is none`() {
    #expect(run(.init(patience: 2, minDelta: 0.5), [3, 2.6, 2.4, 2.3, 1.8]) == Outcome(epochs: 5, best: 5))
    #expect(run(.init(patience: 2, minDelta: 0.5), [3, 2.6, 2.5, 2.5, 1]) == Outcome(epochs: 3, best: 1))
  }

  @Test func `accuracy is better when higher`() {
    let rule = EarlyStopping(monitor: .validationAccuracy, patience: 1)
    #expect(run(rule, [0.5, 0.6, 0.6, 0.9]) == Outcome(epochs: 3, best: 2))
    let rises = EarlyStopping(monitor: .validationAccuracy, patience: 1, rule: .risesInARow)
    #expect(run(rises, [0.5, 0.6, 0.6, 0.55, 0.9]) == Outcome(epochs: 4, best: 2))
  }

  @Test func `not a number is never the best`() {
    #expect(run(.init(patience: 2), [.nan, 1, .nan, .nan]) == Outcome(epochs: 4, best: 2))
  }

  @Test(arguments: [EarlyStopping.Rule.withoutBest, .risesInARow])
  func `the trainer gives back the weights of the best epoch`(_ rule: EarlyStopping.Rule) throws {
    let network = try Network(input: [6], [Linear(6, 8), BatchNorm(8), Tanh(), Linear(8, 3)])
    var options = TrainingOptions()
    options.epochs = 30
    options.batchSize = 16
    options.earlyStopping = EarlyStopping(patience: 2, rule: rule)
    let (training, validation) = (threeClasses(64, seed: 1), threeClasses(40, seed: 2))
    let trainer = try Trainer(
      network: network, loss: SoftmaxCrossEntropy(), optimizer: Adam(learningRate: 0.05), training: training,
      validation: validation,
      options: options)
    var weights: [(Parameters, Parameters)] = []
    let history = try trainer.run { event in
      // Until an epoch is judged the result is the best so far; a trainer without a rule shows the present weights.
      if case .epoch(_, let isBest) = event, isBest { weights.append(trainer.result) }
      return .proceed
    }
    let losses = history.epochs.compactMap(\.validationLoss)
    let best = try #require(losses.min())
    #expect(history.endReason == .stoppedEarly && history.epochs.count < 30)
    #expect(losses.firstIndex(of: best) == history.bestEpoch - 1)
    let result = trainer.result
    #expect(weights.last?.0 == result.parameters && weights.last?.1 == result.statistics)
    let evaluator = Evaluator(
      network: network, loss: SoftmaxCrossEntropy(), parameters: result.parameters, statistics: result.statistics)
    #expect(evaluator.evaluate(validation).loss == best)
    #expect(trainer.evaluate(validation).loss == losses.last)
  }

  private struct Outcome: Equatable {
    var epochs: Int
    var best: Int
  }

  private func run(_ rule: EarlyStopping, _ values: [Double]) -> Outcome {
    var state = EarlyStopping.State()
    for (index, value) in values.enumerated() {
      _ = rule.observe(value, epoch: index + 1, state: &state)
      if rule.isOver(state) { return Outcome(epochs: index + 1, best: state.bestEpoch) }
    }
    return Outcome(epochs: values.count, best: state.bestEpoch)
  }
}

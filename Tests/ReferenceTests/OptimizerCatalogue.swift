import FledgeReference
import Testing

/// An optimizer with a learning rate at which it solves a small problem.
///
/// A new optimizer is tested by adding it to `all`.
struct OptimizerCase: Sendable, CustomTestStringConvertible {
  let name: String
  let optimizer: any ReferenceOptimizer
  var testDescription: String { name }

  init(_ name: String, _ optimizer: any ReferenceOptimizer) {
    self.name = name
    self.optimizer = optimizer
  }

  static let all: [OptimizerCase] = [
    OptimizerCase("SGD", ReferenceSGD(learningRate: 0.1)),
    OptimizerCase("classical momentum", ReferenceClassicalMomentum(learningRate: 0.02)),
    OptimizerCase("damped momentum", ReferenceDampedMomentum(learningRate: 0.1)),
    OptimizerCase("Nesterov", ReferenceNesterov(learningRate: 0.02)),
    OptimizerCase("RMSProp", ReferenceRMSProp(learningRate: 0.01)),
    OptimizerCase("Adam", ReferenceAdam(learningRate: 0.05)),
    OptimizerCase("AdamW", ReferenceAdamW(learningRate: 0.05, weightDecay: 0.001)),
    OptimizerCase("AdaGrad", ReferenceAdaGrad(learningRate: 0.5)),
    OptimizerCase("AdaDelta", ReferenceAdaDelta(learningRate: 10)),
    OptimizerCase("AdaMax", ReferenceAdaMax(learningRate: 0.05)),
    OptimizerCase("NAdam", ReferenceNAdam(learningRate: 0.05)),
    OptimizerCase("RAdam", ReferenceRAdam(learningRate: 0.05)),
    OptimizerCase("Lion", ReferenceLion(learningRate: 0.01)),
    OptimizerCase(
      "Adam behind L2 and clipping",
      ReferenceOptimizerChain(
        [ReferenceL2Penalty(strength: 1e-3), ReferenceClipByValue(limit: 1)], ReferenceAdam(learningRate: 0.05))),
    OptimizerCase(
      "SGD behind decoupled decay",
      ReferenceDecoupledDecay(learningRate: 0.1, weightDecay: 1e-3, ReferenceSGD(learningRate: 0.1))),
  ]
}

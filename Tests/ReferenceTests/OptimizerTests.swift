import FledgeReference
import Testing

struct OptimizerTests {
  /// Takes steps with the given gradients from 1.
  private func run(_ optimizer: any ReferenceOptimizer, gradients: [Double], from start: Double = 1) -> Double {
    var parameters = [start]
    var state = optimizer.initialState(count: 1)
    for g in gradients { optimizer.step(parameters: &parameters, gradients: [g], state: &state) }
    return parameters[0]
  }

  @Test func `SGD by hand`() {
    #expect(run(ReferenceSGD(learningRate: 0.5), gradients: [2, -1]) == 0.5)
  }

  @Test func `the three momenta by hand`() {
    // Gradients 2 and 2, η = 1, γ = ½. Classical: v = 2, 3. Damped: Δ = 1, 1.5. Nesterov: 2 + 1, 2 + 1.5.
    #expect(run(ReferenceClassicalMomentum(learningRate: 1, momentum: 0.5), gradients: [2, 2]) == -4)
    #expect(run(ReferenceDampedMomentum(learningRate: 1, momentum: 0.5), gradients: [2, 2]) == -1.5)
    #expect(run(ReferenceNesterov(learningRate: 1, momentum: 0.5), gradients: [2, 2]) == -5.5)
  }

  @Test(arguments: [3.0, -0.2, 1e-3])
  func `the first step of Adam is the learning rate in the direction of the sign`(gradient: Double) {
    let step = gradient > 0 ? 0.1 : -0.1
    #expect(abs(run(ReferenceAdam(learningRate: 0.1), gradients: [gradient]) - (1 - step)) < 2e-6)
    #expect(run(ReferenceLion(learningRate: 0.1), gradients: [gradient]) == 1 - step)
    #expect(abs(run(ReferenceAdaGrad(learningRate: 0.1), gradients: [gradient]) - (1 - step)) < 1e-7)
    #expect(abs(run(ReferenceAdaMax(learningRate: 0.1), gradients: [gradient]) - (1 - step)) < 2e-6)
  }

  @Test func `RMSProp and AdaDelta by hand`() {
    // v = ¾ · 0 + ¼ · 4 = 1, so the step is 0.5 · 2 / 1.
    #expect(run(ReferenceRMSProp(learningRate: 0.5, decay: 0.75, epsilon: 0), gradients: [2]) == 0)
    // v = 1 and ε = 3: √3 / √4 · 2 = √3.
    let adaDelta = ReferenceAdaDelta(learningRate: 1, decay: 0.75, epsilon: 3)
    #expect(abs(run(adaDelta, gradients: [2]) - (1 - 3.0.squareRoot())) < 1e-15)
  }

  @Test func `epsilon is added to the root and not under it`() {
    // The root is 1 and ε is 3, so the gradient is divided by 4.
    #expect(run(ReferenceAdam(learningRate: 1, beta1: 0.5, beta2: 0.5, epsilon: 3), gradients: [1]) == 0.75)
    #expect(run(ReferenceAdaGrad(learningRate: 1, epsilon: 3), gradients: [1]) == 0.75)
    #expect(run(ReferenceRMSProp(learningRate: 1, decay: 0.75, epsilon: 3), gradients: [2]) == 0.5)
    #expect(run(ReferenceAdaMax(learningRate: 1, beta1: 0.5, epsilon: 3), gradients: [1]) == 0.75)
  }

  @Test func `Lion by hand`() {
    // m = ¼ · 2 = ½ after the first step; ½ · ½ + ½ · (−1) is negative, so the second step goes back.
    let lion = ReferenceLion(learningRate: 0.25, beta1: 0.5, beta2: 0.75)
    #expect(run(lion, gradients: [2]) == 0.75)
    #expect(run(lion, gradients: [2, -1]) == 1)
    // The decay is decoupled: 1 − ¼ (1 + 2 · 1).
    #expect(run(ReferenceLion(learningRate: 0.25, weightDecay: 2), gradients: [5]) == 0.25)
  }

  @Test func `the first step of NAdam by hand`() {
    // With ψ = 0 and β₁ = ½, μ = ¼ always: g + ¼ · ½ g / (1 − 1/16) = 17/15 g, divided by √v̂ = |g|.
    let nAdam = ReferenceNAdam(learningRate: 1, beta1: 0.5, epsilon: 0, momentumDecay: 0)
    #expect(abs(run(nAdam, gradients: [3]) - (1 - 17.0 / 15)) < 1e-14)
    let damped = ReferenceNAdam(learningRate: 1, beta1: 0.5, epsilon: 9, momentumDecay: 0)
    #expect(abs(run(damped, gradients: [3]) - (1 - 17.0 / 15 / 4)) < 1e-14)
  }

  @Test func `L2 in the gradient and decoupled decay part ways under Adam`() {
    // With gradient 0, L2 gives Adam the gradient λw: a whole step. Decoupled, only the decay is left.
    let coupled = ReferenceOptimizerChain([ReferenceL2Penalty(strength: 0.01)], ReferenceAdam(learningRate: 0.1))
    #expect(abs(run(coupled, gradients: [0]) - 0.9) < 1e-6)
    #expect(run(ReferenceAdamW(learningRate: 0.1, weightDecay: 0.01), gradients: [0]) == 1 - 0.001)
    let decoupled = ReferenceDecoupledDecay(
      learningRate: 0.1, weightDecay: 0.01, ReferenceAdam(learningRate: 0.1))
    let gradients = [1.0, -2, 0.5]
    #expect(
      run(decoupled, gradients: gradients)
        == run(ReferenceAdamW(learningRate: 0.1, weightDecay: 0.01), gradients: gradients))
  }

  @Test func `RAdam is plain momentum for five steps`() {
    // Constant gradients make m̂ the gradient itself; the sixth step is the first with ρₜ > 5.
    let five = run(ReferenceRAdam(learningRate: 0.01), gradients: [4, 4, 4, 4, 4])
    #expect(abs(five - (1 - 0.2)) < 1e-14)
    let six = run(ReferenceRAdam(learningRate: 0.01), gradients: [4, 4, 4, 4, 4, 4])
    #expect(five - six < 0.01 && five - six > 0)
  }

  @Test func `gradient rules by hand`() {
    var gradients = [3.0, -4]
    ReferenceL1Penalty(strength: 2).apply(gradients: &gradients, parameters: [5, 0])
    #expect(gradients == [5, -4])
    ReferenceClipByValue(limit: 4.5).apply(gradients: &gradients, parameters: [0, 0])
    #expect(gradients == [4.5, -4])
    gradients = [3, -4]
    ReferenceClipByGlobalNorm(limit: 10).apply(gradients: &gradients, parameters: [0, 0])
    #expect(gradients == [3, -4])
    ReferenceClipByGlobalNorm(limit: 1).apply(gradients: &gradients, parameters: [0, 0])
    #expect(abs(gradients[0] - 0.6) < 1e-6 && abs(gradients[1] + 0.8) < 1e-6)
  }

  @Test func `max-norm shortens only the long rows`() {
    var weight = [3.0, 4, 0.6, 0.8]
    ReferenceMaxNorm(limit: 2.5).project(weight: &weight, outputs: 2)
    #expect(weight == [1.5, 2, 0.6, 0.8])
  }

  @Test(arguments: OptimizerCase.all)
  func `every optimizer finds the bottom of a bowl`(_ test: OptimizerCase) {
    // f = Σ aₖ (wₖ − bₖ)² / 2
    let (steepness, bottom) = ([1.0, 3, 0.5], [1.0, -2, 0.5])
    var parameters = [0.0, 0, 0]
    var state = test.optimizer.initialState(count: 3)
    for _ in 0..<1000 {
      let gradients = (0..<3).map { steepness[$0] * (parameters[$0] - bottom[$0]) }
      test.optimizer.step(parameters: &parameters, gradients: gradients, state: &state)
    }
    for k in 0..<3 { #expect(abs(parameters[k] - bottom[k]) < 0.02, "\(test.name): \(parameters)") }
    #expect(state.step == 1000)
  }

  @Test(arguments: OptimizerCase.all)
  func `parameters do not see each other and a state goes on where it was copied`(_ test: OptimizerCase) {
    var random = RandomNumbers(seed: 6)
    let start = random.values(4, from: -1, to: 1)
    let gradients = (0..<8).map { _ in random.values(4, from: -1, to: 1) }
    var together = start
    var state = test.optimizer.initialState(count: 4)
    var copy: (parameters: [Double], state: ReferenceOptimizerState) = (together, state)
    for (index, g) in gradients.enumerated() {
      if index == 5 { copy = (together, state) }
      test.optimizer.step(parameters: &together, gradients: g, state: &state)
    }
    for g in gradients[5...] {
      test.optimizer.step(parameters: &copy.parameters, gradients: g, state: &copy.state)
    }
    #expect(copy.parameters == together && copy.state == state)
    for k in 0..<4 {
      #expect(run(test.optimizer, gradients: gradients.map { $0[k] }, from: start[k]) == together[k])
    }
  }
}

import FledgeKernels
import FledgeNetworks
import FledgeTensors
import FledgeTraining
import Testing

/// The trainer and its kernels against PyTorch: output, gradients, ten losses, the weights after ten steps.
struct TorchFixtureTests {
  /// PyTorch itself in single precision stays within 5e-6 of these numbers.
  let tolerance = 1e-5

  /// The fixtures that cannot be expressed, and why.
  static let left = ["class-weights": "class weights within label smoothing"]

  @Test func `all but one of the 35 fixtures can be expressed`() throws {
    #expect(TorchFixture.all.count == 35)
    var left: [String: String] = [:]
    for fixture in TorchFixture.all {
      do {
        _ = (try fixture.network(), try fixture.loss.make(), try fixture.optimizer.make())
      } catch let error as NotExpressible {
        left[fixture.name] = error.description
      }
    }
    #expect(left == Self.left)
  }

  @Test(arguments: TorchFixture.all.map(\.name).filter { left[$0] == nil })
  func `output, gradients, ten losses and final weights are PyTorch's`(_ name: String) throws {
    let fixture = try #require(TorchFixture.all.first { $0.name == name })
    let network = try fixture.network()
    let initial = try fixture.initial(network)
    #expect(Set(network.parameterLayout.paths) == Set(fixture.parameters.map(\.name)))

    let first = try FirstStep(fixture, network: network, parameters: initial)
    expectEqual(first.output, fixture.expected.output, "output")
    for (path, gradient) in first.gradients {
      expectEqual(gradient, fixture.expected.gradients[path] ?? [], "gradient of \(path)")
    }

    let trainer = try Trainer(
      network: network, loss: fixture.loss.make(), optimizer: fixture.optimizer.make(), training: fixture.source,
      initial: initial, options: fixture.options)
    var losses: [Double] = []
    var sum = 0.0
    try trainer.run { event in
      if case .step(let step, _, _, _, let mean, _) = event {
        losses.append(mean * Double(step) - sum)
        sum = mean * Double(step)
      }
      return .proceed
    }
    expectEqual(losses, fixture.expected.losses, "losses")
    for path in network.parameterLayout.paths {
      let values = try trainer.result.parameters.tensor(path).elements.map { Double($0) }
      expectEqual(values, fixture.expected.parameters[path] ?? [], "\(path) after ten steps")
    }
    try checkEvaluation(fixture, trainer)
  }

  /// Compares running statistics, and the trained network's output on the first batch with them.
  private func checkEvaluation(_ fixture: TorchFixture, _ trainer: Trainer) throws {
    for (layer, statistics) in fixture.expected.statistics ?? [:] {
      let found = trainer.result.statistics
      expectEqual(try found.tensor("\(layer).running_mean").elements.map { Double($0) }, statistics.mean, "mean")
      expectEqual(try found.tensor("\(layer).running_var").elements.map { Double($0) }, statistics.variance, "variance")
    }
    guard let expected = fixture.expected.evaluationOutput else { return }
    let features = Tensor(shape: [fixture.batch, fixture.width], elements: fixture.inputs[0])
    let output = try trainer.predictor().output(for: features)
    expectEqual(output.elements.map { Double($0) }, expected, "output in evaluation")
  }

  private func expectEqual(_ found: [Double], _ expected: [Double], _ what: String) {
    #expect(found.count == expected.count, "\(what)")
    let errors = zip(found, expected).map { abs($0 - $1) / max(0.01, abs($0) + abs($1)) }
    #expect(errors.allSatisfy { $0 <= tolerance }, "\(what): off by \(errors.max() ?? 0)")
  }
}

/// Output and gradients of a fixture's first batch in training mode, before any step.
struct FirstStep {
  private(set) var output: [Double] = []
  private(set) var gradients: [(path: String, values: [Double])] = []

  init(_ fixture: TorchFixture, network: Network, parameters: Parameters) throws {
    let (batch, features) = (fixture.batch, fixture.inputs[0])
    var workspace = Workspace(
      network: network, parameters: parameters, statistics: network.initialStatistics(), capacity: batch,
      learns: true, stream: RandomStream(seed: 0, .dropout), threads: .serial)
    let (memory, values) = (workspace.parameterGradients, workspace.values)
    let planned = workspace.valueGradients
    let valueGradients = try #require(planned)
    var input = values.mutable(0, batch: batch)
    copy(features.span, into: &input)
    workspace.forward(batch: batch, mode: .training, step: 0)
    let result = values.span(network.nodes.count, batch: batch)
    output = result.indices.map { Double(result[$0]) }

    let loss = try fixture.loss.make()
    let labels = fixture.labels?[0].map { Int32($0) } ?? []
    let targets = fixture.labels == nil ? fixture.targets?[0] ?? fixture.inputs[0] : []
    var losses = [Float](repeating: 0, count: batch)
    var lossSpan = losses.mutableSpan
    var gradient = valueGradients.mutable(network.nodes.count, batch: batch)
    loss.evaluate(
      result, labels: labels.span, targets: targets.span, weights: Span(), gradientScale: 1 / Float(batch),
      losses: &lossSpan, gradient: &gradient, batch: batch, threads: .serial)
    workspace.zeroGradients()
    workspace.backward(batch: batch)
    for entry in network.parameterLayout.entries {
      var values = [Float](repeating: 0, count: entry.spec.shape.count)
      var target = values.mutableSpan
      let source = memory.span(entry.range)
      if entry.spec.storage == .panels {
        Panels.unpack(source, into: &target, rows: entry.spec.shape[1], columns: entry.spec.shape[0])
      } else {
        copy(source, into: &target)
      }
      gradients.append((entry.path, values.map { Double($0) }))
    }
  }
}

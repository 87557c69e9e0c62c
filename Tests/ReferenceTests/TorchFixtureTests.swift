import FledgeReference
import Testing

/// The reference against PyTorch: output, gradients, ten steps of training.
struct TorchFixtureTests {
  /// The fixtures have eleven digits.
  let tolerance = 1e-10

  @Test func `the folder holds what the README says`() {
    #expect(TorchFixture.all.count == 35)
    for fixture in TorchFixture.all { #expect(fixture.inputs.count == fixture.steps && fixture.steps == 10) }
  }

  @Test(arguments: TorchFixture.all)
  func `the first batch and ten steps are PyTorch's`(_ fixture: TorchFixture) throws {
    let network = ReferenceNetwork(try fixture.layers.map { try #require($0.make(), "\($0.type)") })
    let names = network.parameterList.map(\.name)
    // A tied bias or a nested layer may be in another position, never under another name.
    #expect(Set(names) == Set(fixture.parameters.map(\.name)))
    var parameters: [[Double]] = []
    for parameter in network.parameterList {
      let given = try #require(fixture.parameters.first { $0.name == parameter.name })
      #expect(given.shape == parameter.shape)
      parameters.append(given.values)
    }

    let output = network.forward(fixture.inputs[0], batch: fixture.batch, parameters: parameters)
    expectEqual(output, fixture.expected.output, "output")

    let optimizer = fixture.optimizer.make()
    var state = optimizer.initialState(count: parameters.map(\.count).reduce(0, +))
    var running = [Int: ReferenceBatchStatistics]()
    for step in 0..<fixture.steps {
      let input = fixture.inputs[step]
      let loss = fixture.makeLoss(step: step)
      let value = network.loss(input, batch: fixture.batch, parameters: parameters, loss: loss)
      expectEqual([value], [fixture.expected.losses[step]], "loss of step \(step)")
      updateStatistics(&running, fixture, network, input: input, parameters: parameters)
      let gradients = network.gradients(input, batch: fixture.batch, parameters: parameters, loss: loss).parameters
      if step == 0 {
        for (name, gradient) in zip(names, gradients) {
          expectEqual(gradient, fixture.expected.gradients[name] ?? [], "gradient of \(name)")
        }
      }
      var flat = parameters.flatMap { $0 }
      optimizer.step(parameters: &flat, gradients: gradients.flatMap { $0 }, state: &state)
      var rest = flat[...]
      for slot in parameters.indices {
        parameters[slot] = Array(rest.prefix(parameters[slot].count))
        rest = rest.dropFirst(parameters[slot].count)
      }
    }
    for (name, values) in zip(names, parameters) {
      expectEqual(values, fixture.expected.parameters[name] ?? [], "\(name) after ten steps")
    }
    try checkEvaluation(fixture, running: running, parameters: parameters)
  }

  /// Shows each batch norm's input to its running statistics.
  private func updateStatistics(
    _ running: inout [Int: ReferenceBatchStatistics], _ fixture: TorchFixture, _ network: ReferenceNetwork,
    input: [Double], parameters: [[Double]]
  ) {
    let activations = network.sequence.activations(input, batch: fixture.batch, parameters: parameters)
    for (index, spec) in fixture.layers.enumerated() where spec.type == "batchNorm" {
      guard let features = spec.features, let momentum = spec.momentum else { continue }
      let start = ReferenceBatchStatistics(
        mean: [Double](repeating: 0, count: features), variance: [Double](repeating: 1, count: features))
      running[index, default: start].update(with: activations[index], batch: fixture.batch, momentum: momentum)
    }
  }

  /// Compares the running statistics, and the trained network's output on the first batch with them.
  private func checkEvaluation(
    _ fixture: TorchFixture, running: [Int: ReferenceBatchStatistics], parameters: [[Double]]
  ) throws {
    #expect(running.count == fixture.expected.statistics?.count ?? 0)
    guard let expected = fixture.expected.evaluationOutput else { return }
    for (index, statistics) in running {
      let given = try #require(fixture.expected.statistics?["\(index)"])
      expectEqual(statistics.mean, given.mean, "running mean")
      expectEqual(statistics.variance, given.variance, "running variance")
    }
    let layers = fixture.layers.enumerated().compactMap { $1.make(statistics: running[$0]) }
    let output = ReferenceNetwork(layers).forward(
      fixture.inputs[0], batch: fixture.batch, parameters: parameters)
    expectEqual(output, expected, "output in evaluation")
  }

  private func expectEqual(_ found: [Double], _ expected: [Double], _ what: String) {
    #expect(found.count == expected.count, "\(what)")
    let errors = zip(found, expected).map { FiniteDifference.relativeError($0, $1) }
    #expect(errors.allSatisfy { $0 <= tolerance }, "\(what): off by \(errors.max() ?? 0)")
  }
}

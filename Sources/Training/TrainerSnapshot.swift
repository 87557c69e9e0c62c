import FledgeKernels
public import FledgeNetworks
public import FledgeTensors

/// The complete state of a training between two steps, in memory.
public struct TrainerSnapshot: Sendable {
  public var state: TrainerState
  public var parameters: Parameters
  public var statistics: Parameters
  /// The weights and statistics of the best epoch, once there is one and early stopping is set.
  public var best: (parameters: Parameters, statistics: Parameters)?
  /// The optimizer's state buffers, each in the layout of the parameters.
  public var optimizer: [Parameters]

  /// The name of the best weights among `buffers`.
  public static let bestParametersName = "best"

  /// All buffers with their names in files.
  public var buffers: [(name: String, buffer: Parameters)] {
    var buffers = [("parameters", parameters), ("statistics", statistics)]
    if let best {
      buffers += [(TrainerSnapshot.bestParametersName, best.parameters), ("best-statistics", best.statistics)]
    }
    return buffers + optimizer.enumerated().map { ("optimizer-\($0.offset)", $0.element) }
  }

  /// Replaces every tensor of every buffer.
  ///
  /// - Parameter tensor: gives the tensor of a buffer's name and a parameter's path.
  /// - Throws: what `tensor` throws; `NetworkError.parameterShape`.
  public mutating func fillBuffers(hasBest: Bool, _ tensor: (String, String) throws -> Tensor) throws {
    func filled(_ buffer: Parameters, _ name: String) throws -> Parameters {
      var copy = Parameters(layout: buffer.layout)
      for path in buffer.layout.paths { try copy.set(path, to: tensor(name, path)) }
      return copy
    }
    let (network, statisticsBuffer) = (parameters, statistics)
    parameters = try filled(network, "parameters")
    statistics = try filled(statisticsBuffer, "statistics")
    best =
      hasBest
      ? (
        try filled(network, TrainerSnapshot.bestParametersName), try filled(statisticsBuffer, "best-statistics")
      ) : nil
    for position in optimizer.indices { optimizer[position] = try filled(network, "optimizer-\(position)") }
  }
}

extension Trainer {
  /// A copy of the state, which shares no memory with the trainer.
  public func snapshot() -> TrainerSnapshot {
    let layout = network.parameterLayout
    let all = 0..<layout.bufferCount
    let optimizerBuffers = (0..<optimizer.stateCount).map { position in
      let buffer = Parameters(layout: layout)
      let memory = buffer.arena
      var target = memory.mutableSpan(all)
      let slots = optimizerState.slots(all)
      let source = slots.mutable(position)
      copy(source.span, into: &target)
      return buffer
    }
    var best: (Parameters, Parameters)?
    if let bestParameters, let bestStatistics { best = (bestParameters.snapshot(), bestStatistics.snapshot()) }
    return TrainerSnapshot(
      state: state, parameters: parameters.snapshot(), statistics: statistics.snapshot(), best: best,
      optimizer: optimizerBuffers)
  }

  /// Restores the state of a snapshot of the same training.
  public func restore(_ snapshot: TrainerSnapshot) {
    precondition(
      snapshot.parameters.layout == network.parameterLayout && snapshot.optimizer.count == optimizer.stateCount,
      "Trainer.restore: the snapshot is that of another network or optimizer")
    let all = 0..<network.parameterLayout.bufferCount
    state = snapshot.state
    parameters.assign(from: snapshot.parameters)
    statistics.assign(from: snapshot.statistics)
    bestParameters = snapshot.best?.parameters.snapshot()
    bestStatistics = snapshot.best?.statistics.snapshot()
    for position in snapshot.optimizer.indices {
      let slots = optimizerState.slots(all)
      var target = slots.mutable(position)
      let memory = snapshot.optimizer[position].arena
      copy(memory.span(all), into: &target)
    }
  }
}

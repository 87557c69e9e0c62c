import FledgeKernels
import FledgeNetworks
import FledgeTensors

/// A value of an epoch that is measured on request, such as `gradient_norm:0`.
public struct TrackedValue: Codable, Equatable, Sendable {
  /// The name of its column in `history.csv`.
  public var name: String
  public var value: Double
}

extension Trainer {
  /// The columns of `tracksNorms`, in the order of layers.
  public var trackedNames: [String] {
    learningNodes.flatMap { ["gradient_norm:\(network.nodes[$0].path)", "weight_norm:\(network.nodes[$0].path)"] }
      + rectifiers.map { "dead_share:\(network.nodes[$0].path)" }
  }

  private var learningNodes: [Int] { network.nodes.indices.filter { !network.nodes[$0].parameters.isEmpty } }
  var rectifiers: [Int] { network.nodes.indices.filter { network.nodes[$0].layer is ReLU } }

  /// Whether the step that comes is measured: the last one of an epoch.
  var measuresNorms: Bool { tracksNorms && state.stepInEpoch + 1 == stepsPerEpoch }

  /// ‖∂E/∂θ‖ of each layer over the step's batch, without penalties and before clipping.
  func gradientNorms() -> [Double] {
    var norms: [Double] = []
    for index in learningNodes {
      var sum = 0.0
      for range in ranges(index) { sum += sumOfSquares(workspace.parameterGradients(range), threads: .serial) }
      norms.append(sum.squareRoot())
    }
    return norms
  }

  /// The values of an epoch's last step.
  ///
  /// A unit counts as dead where it is zero for every example of the batch, with the weights after the step and without
  /// dropout. The pass that finds out changes no weight and no running statistic.
  func trackedValues(gradientNorms: [Double], count: Int) -> [TrackedValue] {
    workspace.forward(batch: count, mode: .evaluation, step: UInt64(state.step), everyValue: true)
    return trackedValues(
      gradientNorms: gradientNorms, deadShares: rectifiers.map { deadShare(workspace, value: $0 + 1, count: count) })
  }

  /// The same with the shares of dead units.
  func trackedValues(gradientNorms: [Double], deadShares: [Double]) -> [TrackedValue] {
    let memory = parameters.arena
    let weightNorms = learningNodes.map { index in
      ranges(index).reduce(0) { $0 + sumOfSquares(memory.span($1), threads: .serial) }.squareRoot()
    }
    let values = zip(gradientNorms, weightNorms).flatMap { [$0, $1] } + deadShares
    return zip(trackedNames, values).map { TrackedValue(name: $0, value: $1) }
  }

  private func ranges(_ node: Int) -> [Range<Int>] {
    network.nodes[node].parameters.map { network.parameterLayout.entries[$0].range }
  }

  private func deadShare(_ workspace: borrowing Workspace, value: Int, count: Int) -> Double {
    let width = network.shape(ofValue: value).count
    let values = workspace.value(value, batch: count)
    var isAlive = [Bool](repeating: false, count: width)
    for row in 0..<count {
      for unit in 0..<width where values[row * width + unit] != 0 { isAlive[unit] = true }
    }
    return Double(isAlive.count { !$0 }) / Double(max(1, width))
  }
}

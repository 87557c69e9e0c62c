import FledgeKernels
public import FledgeNetworks
import FledgeReference
import FledgeTensors

/// Checks the gradients of a network on one batch, in four ways.
///
/// - `inDouble`: the reference's back-propagation against finite differences: whether the mathematics is right.
/// - `inDoubleByDifferences`: the same against one plain difference, whose error is its step squared.
/// - `inSingle`: the kernels against the reference: whether what training computes is the mathematics.
/// - `inSingleByDifferences`: the kernels against finite differences of their own loss: all that can be done where a
///   layer or the loss has no reference; its error is that of the difference.
///
/// Dropout and noise are switched off (their derivative is checked by `checkLayer`); batch normalisation uses the
/// statistics of the batch.
///
/// ```swift
/// let check = try GradientCheck(network: network, loss: SoftmaxCrossEntropy(), parameters: parameters, batch: batch)
/// let table = try check.inDouble(.sample(perParameter: 5, seed: 0))
/// ```
public struct GradientCheck: Sendable {
  /// Which elements of each parameter, and of the input, are checked.
  public enum Elements: Sendable, Equatable {
    case all
    /// So many of each, drawn at random without repeats.
    case sample(perParameter: Int, seed: UInt64)
    /// These alone; what no parameter has is left out.
    case listed([Element])
  }

  /// One element of a parameter.
  public struct Element: Sendable, Equatable {
    /// The parameter's path, such as `0.weight`, or `input`.
    public let path: String
    /// Its place in PyTorch's order.
    public let index: Int

    public init(_ path: String, _ index: Int) { (self.path, self.index) = (path, index) }
  }

  public let network: Network
  /// What is differentiated.
  public let loss: any Loss
  /// Where the gradient is taken.
  public let parameters: Parameters
  /// The examples.
  public let batch: CheckedBatch

  /// Makes a check.
  ///
  /// - Throws: `NetworkError` where network, loss and examples do not fit together.
  public init(network: Network, loss: any Loss, parameters: Parameters, batch: CheckedBatch) throws(NetworkError) {
    try batch.check(network: network, loss: loss)
    self.network = network
    self.loss = loss
    self.parameters = parameters
    self.batch = batch
  }

  /// Back-propagation in double precision against central differences of the loss (Richardson's extrapolation).
  ///
  /// Where the two disagree, the step is shortened up to twice and the closest difference counts: a kink between the
  /// two points is then behind one of them no longer, while a wrong gradient stays wrong.
  ///
  /// - Parameter step: the distance h of the difference.
  /// - Throws: `NetworkError.noReference`, `NetworkError.loss` where there is no reference.
  public func inDouble(_ elements: Elements = .all, step: Double = 1e-4) throws(NetworkError) -> GradientComparison {
    let reference = try ReferenceNetwork(network)
    let loss = try referenceLoss()
    let input = batch.features.elements.map { Double($0) }
    let point = parameters.inDoublePrecision()
    let count = batch.count
    let gradients = reference.gradients(input, batch: count, parameters: point, loss: loss)
    var table = GradientComparison(floor: 1e-4)
    for (slot, path, index) in chosen(elements) {
      let backprop = slot < point.count ? gradients.parameters[slot][index] : gradients.input[index]
      var (changed, changedInput) = (point, input)
      func value(_ x: Double) -> Double {
        if slot < point.count { changed[slot][index] = x } else { changedInput[index] = x }
        return reference.loss(changedInput, batch: count, parameters: changed, loss: loss)
      }
      let position = slot < point.count ? point[slot][index] : input[index]
      let numerical = Self.closest(to: backprop, step: step, tolerance: 1e-7, floor: table.floor) { h in
        FiniteDifference(step: h).derivative(of: { value($0[0]) }, at: [position], index: 0)
      }
      table.append(path: path, index: index, numerical: numerical, backprop: backprop)
    }
    return table
  }

  /// The loss of the batch in double precision.
  func referenceLoss() throws(NetworkError) -> any ReferenceLoss {
    let rows = batch.rows(for: loss, outputs: network.outputShape.count).map { Double($0) }
    guard let reference = (loss as? any LossWithReference)?.reference(labels: batch.labels, targets: rows) else {
      throw .loss("\(loss.name) has no reference; check the gradients by differences in single precision")
    }
    return reference
  }

  /// The chosen elements: the slot (one past the last parameter is the input), its path, and the place in it.
  func chosen(_ elements: Elements) -> [(slot: Int, path: String, index: Int)] {
    let entries = parameters.layout.entries
    let slots = entries.map { ($0.path, $0.spec.shape.count) } + [("input", batch.features.shape.count)]
    return slots.enumerated().flatMap { slot, parameter in
      let (path, count) = parameter
      let positions: [Int]
      switch elements {
      case .all: positions = Array(0..<count)
      case .sample(let wanted, let seed):
        let key = RandomKey(RandomStream(seed: seed, .analysis), layer: UInt32(slot))
        positions = shuffledIndices(count, key).prefix(wanted).map { Int($0) }.sorted()
      case .listed(let elements):
        positions = elements.filter { $0.path == path && (0..<count).contains($0.index) }.map(\.index)
      }
      return positions.map { (slot, path, $0) }
    }
  }

  /// The difference with the given step or, where it is further from `backprop` than the tolerance, the closest one
  /// of shorter steps.
  static func closest(
    to backprop: Double, step: Double, tolerance: Double, floor: Double, _ difference: (Double) -> Double
  ) -> Double {
    var best = difference(step)
    for shorter in [step / 8, step / 64] {
      if FiniteDifference.relativeError(best, backprop, floor: floor) <= tolerance { break }
      let candidate = difference(shorter)
      if abs(candidate - backprop) < abs(best - backprop) { best = candidate }
    }
    return best
  }
}

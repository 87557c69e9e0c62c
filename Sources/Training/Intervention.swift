import FledgeKernels
import FledgeNetworks

/// A change of a running training by hand: from the step after `step` on.
///
/// With the settings, the interventions decide every bit of a training, so `fledge train --replay` can repeat it.
public struct Intervention: Codable, Equatable, Sendable {
  /// The steps that were done when it took effect.
  public var step: Int
  /// The optimizer's learning rate from here on; the schedule's factor still applies.
  public var learningRate: Double?
  /// The probability of every dropout layer from here on.
  public var dropout: Double?

  private enum CodingKeys: String, CodingKey {
    case step
    case learningRate = "learning-rate"
    case dropout
  }

  public init(step: Int, learningRate: Double? = nil, dropout: Double? = nil) {
    (self.step, self.learningRate, self.dropout) = (step, learningRate, dropout)
  }
}

extension Intervention: CustomStringConvertible {
  /// What changed and when, such as "learning rate 0.01 from step 100 on".
  public var description: String {
    let values = [learningRate.map { "learning rate \($0)" }, dropout.map { "dropout \($0)" }].compactMap(\.self)
    return "\(values.joined(separator: ", ")) from step \(step) on"
  }
}

extension Trainer {
  /// Whether a change of dropout would change anything.
  public var hasDropout: Bool { network.nodes.contains { $0.layer is Dropout } }

  /// Makes sure that an intervention can be carried out.
  ///
  /// - Throws: `TrainingError.invalidOption`.
  public func check(_ intervention: Intervention) throws(TrainingError) {
    if let rate = intervention.learningRate, !(rate > 0 && Float(rate).isFinite) {
      throw .invalidOption("learning-rate: expected a number above 0 that a 32-bit float can hold, found \(rate)")
    }
    guard let dropout = intervention.dropout else { return }
    guard dropout >= 0, dropout < 1 else {
      throw .invalidOption("dropout: expected 0 or more and less than 1, found \(dropout)")
    }
    guard hasDropout else {
      throw .invalidOption(
        "dropout: the network has no dropout layers; it was trained with dropout 0 from the beginning")
    }
  }

  /// Carries out the interventions that are due before the next step.
  func intervene() {
    while appliedInterventions < interventions.count, interventions[appliedInterventions].step <= state.step {
      let intervention = interventions[appliedInterventions]
      appliedInterventions += 1
      if let rate = intervention.learningRate { baseLearningRate = rate }
      if let dropout = intervention.dropout { use(network.withDropout(Float(dropout))) }
    }
  }

  /// Goes on with the same weights in a workspace of another network, whose layers differ in dropout alone.
  private func use(_ network: Network) {
    prefetcher?.discard()
    workspace = Trainer.workspace(network, parameters, statistics, options: options, threads: threads)
    leaves?.use(network, parameters, statistics, options: options, threads: threads)
    if prefetcher != nil {
      prefetcher = BatchPrefetcher(
        source: training, buffers: workspace.inputBuffers, threads: threads, serial: serial)
    }
  }
}

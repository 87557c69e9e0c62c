public import FledgeKernels
import FledgeNetworks

/// How a network is trained, apart from the optimizer and its learning rate.
public struct TrainingOptions: Sendable {
  /// The order in which examples are visited.
  public enum Order: String, Sendable, CaseIterable, Codable {
    /// A fresh shuffle for each epoch.
    case shuffled
    /// One shuffle, the same in every epoch.
    case shuffledOnce = "shuffled-once"
    /// As the source has them.
    case stored
  }

  /// What the network's output is compared with.
  public enum Target: Sendable {
    /// The source's labels or values.
    case given
    /// The network's own input: an autoencoder.
    case features
  }

  /// The most epochs.
  public var epochs = 10
  /// Examples per step.
  public var batchSize = 128
  /// How the optimizer's learning rate changes.
  public var schedule = Schedule.constant
  /// Penalties in the gradient, and whether they and weight decay include biases.
  public var penalties = Penalties()
  /// How large a gradient may be.
  public var clipping = Clipping()
  /// The greatest Euclidean norm of the weights that feed one unit.
  ///
  /// Srebro and Shraibman, 2005.
  public var maxNorm: Double?
  /// When training ends early; `nil` keeps the last weights.
  public var earlyStopping: EarlyStopping?
  /// The leaves that each batch is cut into, whose gradients are added along one fixed tree: 1, 2, 4 or 8.
  ///
  /// Decides the last bits of the result; as many ranks may share the training.
  public var shards = 1
  /// The order of examples.
  public var order = Order.shuffled
  /// Whether a last batch that is not full is left out.
  public var dropsLastBatch = false
  /// What is predicted.
  public var target = Target.given
  /// A factor for the loss of each class.
  public var classWeights: [Float]?
  /// A factor for the loss of each training example.
  public var exampleWeights: [Float]?
  /// Whether the training set is also measured in evaluation mode after each epoch.
  public var measuresTrainingSet = false
  /// What the factors of dense layers' products are rounded to while training; what is measured is in single precision.
  public var precision = Precision.fp32
  /// The root of all random streams: shuffle, dropout, augmentation.
  public var seed: UInt64 = 0

  /// The numbers of leaves that a batch can be cut into.
  public static let shardCounts = [1, 2, 4, 8]

  /// The most examples of one leaf.
  var leafCapacity: Int { (batchSize + shards - 1) / shards }

  /// Starts with the defaults.
  public init() {}
}

/// Penalties on large weights.
///
/// `l1` and `l2` go into the gradient: g ← g + λ₁·sign(w) + λ₂·w, which is the derivative of λ₁·|w| + ½·λ₂·w².
/// Decoupled weight decay is the optimizer's own: `AdamW.weightDecay`, `Lion.weightDecay`.
public struct Penalties: Sendable, Equatable, Codable {
  /// λ₁.
  public var l1 = 0.0
  /// λ₂; what PyTorch calls `weight_decay` in SGD and Adam.
  public var l2 = 0.0
  /// Whether penalties and decoupled weight decay also apply to biases and scales.
  public var includesBiases = false

  /// No penalties.
  public init() {}
}

/// Limits on the gradient of a step, applied before the optimizer.
public struct Clipping: Sendable, Equatable, Codable {
  /// The greatest absolute value of each element.
  public var value: Double?
  /// The greatest Euclidean norm of all gradients together; larger ones are scaled down.
  ///
  /// Pascanu, Mikolov and Bengio, 2013, algorithm 1.
  public var norm: Double?

  /// No limits.
  public init() {}
}

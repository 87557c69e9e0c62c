public import FledgeTensors

/// One array of numbers that a layer learns or measures.
public struct ParameterSpec: Sendable, Equatable {
  /// What the numbers do; penalties and decay may treat weights alone.
  public enum Role: Sendable {
    /// Multiplies features.
    case weight
    /// Is added to features.
    case bias
    /// Scales normalised features.
    case scale
  }

  /// How the numbers lie in memory.
  public enum Storage: Sendable {
    /// In the order of the shape, last axis fastest.
    case rowMajor
    /// A linear weight `[out, in]`, kept transposed in panels of 32 outputs: the order in which products read it.
    case panels
  }

  /// PyTorch's name within the layer, such as `weight`.
  public let name: String
  /// PyTorch's shape, such as `[out, in]`.
  public let shape: TensorShape
  /// What the numbers do.
  public let role: Role
  /// How they lie in memory.
  public let storage: Storage
  /// The distribution of the first values; `nil` takes the network's.
  public let initializer: Initializer?
  /// The values that feed one output (the deviation of many initializers depends on it).
  public let fanIn: Int
  /// The outputs that one value feeds.
  public let fanOut: Int

  /// Describes one array.
  public init(
    _ name: String, _ shape: TensorShape, role: Role, storage: Storage = .rowMajor, initializer: Initializer? = nil,
    fanIn: Int = 1, fanOut: Int = 1
  ) {
    self.name = name
    self.shape = shape
    self.role = role
    self.storage = storage
    self.initializer = initializer
    self.fanIn = fanIn
    self.fanOut = fanOut
  }
}

import FledgeKernels
public import FledgeTensors

/// One array that a layer learns, or one of its running statistics.
public struct ParameterSpec: Sendable, Equatable {
  /// What the array is used for; penalties and weight decay may apply to weights only.
  public enum Role: Sendable {
    case weight
    case bias
    /// γ of a normalisation.
    case scale
  }

  /// The order in memory.
  public enum Storage: Sendable {
    /// Last axis fastest.
    case rowMajor
    /// A linear weight `[out, in]`, kept transposed in panels of 32 outputs: the order in which products read it.
    case panels
  }

  /// PyTorch's name within the layer, such as `weight`.
  public let name: String
  /// PyTorch's shape, such as `[out, in]`.
  public let shape: TensorShape
  public let role: Role
  public let storage: Storage
  /// `nil` for the network's.
  public let initializer: Initializer?
  /// n_in of the initializers: the inputs of one output.
  public let fanIn: Int
  /// n_out of the initializers: the outputs that one input reaches.
  public let fanOut: Int

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

/// The offsets of a network's parameters in one flat buffer.
public struct ParameterLayout: Sendable, Equatable {
  public struct Entry: Sendable, Equatable {
    /// The full path, such as `encoder.0.weight`.
    public let path: String
    public let spec: ParameterSpec
    /// The index of the first element in the buffer, a multiple of 16.
    public let offset: Int

    public var range: Range<Int> { offset..<offset + spec.shape.count }

    /// Where one element is, counted in PyTorch's order.
    func elementRange(_ index: Int) -> Range<Int> {
      var position = offset + index
      if spec.storage == .panels {
        let (outputs, inputs) = (spec.shape[0], spec.shape[1])
        position = offset + Panels.offset(row: index % inputs, column: index / inputs, rows: inputs, columns: outputs)
      }
      return position..<position + 1
    }
  }

  /// The parameters in the order of the network.
  public private(set) var entries: [Entry] = []
  /// The length of the buffer with padding; padding is always 0.
  public private(set) var bufferCount = 0

  /// The number of parameters without padding.
  public var parameterCount: Int { entries.reduce(0) { $0 + $1.spec.shape.count } }

  public var paths: [String] { entries.map(\.path) }

  /// The index of a path in `entries`.
  public func index(of path: String) -> Int? { entries.firstIndex { $0.path == path } }

  package mutating func append(path: String, spec: ParameterSpec) -> Int {
    entries.append(Entry(path: path, spec: spec, offset: bufferCount))
    bufferCount += (spec.shape.count + 15) / 16 * 16
    return entries.count - 1
  }
}

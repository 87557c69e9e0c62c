import FledgeKernels
import FledgeTensors

/// Where each parameter of a network lies in one flat buffer.
public struct ParameterLayout: Sendable, Equatable {
  /// One parameter's place.
  public struct Entry: Sendable, Equatable {
    /// The full path, such as `encoder.0.weight`.
    public let path: String
    /// TensorShape, role and storage.
    public let spec: ParameterSpec
    /// The first element's place in the buffer, a multiple of 16.
    public let offset: Int

    /// The elements' places.
    public var range: Range<Int> { offset..<offset + spec.shape.count }

    /// The place of one element, counted in PyTorch's order.
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
  /// The length of the buffer, gaps included; gaps hold zeros for ever.
  public private(set) var bufferCount = 0

  /// The number of learned values, gaps left out.
  public var parameterCount: Int { entries.reduce(0) { $0 + $1.spec.shape.count } }

  /// Every path, in order.
  public var paths: [String] { entries.map(\.path) }

  /// The place of one path in `entries`.
  public func index(of path: String) -> Int? { entries.firstIndex { $0.path == path } }

  package mutating func append(path: String, spec: ParameterSpec) -> Int {
    entries.append(Entry(path: path, spec: spec, offset: bufferCount))
    bufferCount += (spec.shape.count + 15) / 16 * 16
    return entries.count - 1
  }
}

package import FledgeKernels
public import FledgeTensors

/// All parameters of a network, or all its running statistics: one flat buffer and its layout.
///
/// A value type: `set` on a copy leaves the original unchanged. `tensor` and `set` use PyTorch's shapes, whatever the
/// order in memory.
public struct Parameters: Sendable {
  public let layout: ParameterLayout
  package private(set) var arena: AlignedBuffer<Float>

  /// All zero.
  public init(layout: ParameterLayout) {
    self.layout = layout
    arena = AlignedBuffer<Float>(count: layout.bufferCount)
  }

  /// The parameter at a path, as a tensor of PyTorch's shape.
  ///
  /// - Throws: `NetworkError.unknownPath`.
  public func tensor(_ path: String) throws(NetworkError) -> Tensor {
    guard let index = layout.index(of: path) else { throw .unknownPath(path, known: layout.paths) }
    return tensor(at: index)
  }

  /// The parameter at an index of the layout, as a tensor of PyTorch's shape.
  public func tensor(at index: Int) -> Tensor {
    let entry = layout.entries[index]
    var tensor = Tensor(shape: entry.spec.shape)
    let source = arena.span(entry.range)
    var target = tensor.mutableSpan
    switch entry.spec.storage {
    case .rowMajor: copy(source, into: &target)
    case .panels:
      Panels.unpack(source, into: &target, rows: entry.spec.shape[1], columns: entry.spec.shape[0])
    }
    return tensor
  }

  /// Replaces the parameter at a path.
  ///
  /// - Throws: `NetworkError.unknownPath`, `NetworkError.parameterShape`.
  public mutating func set(_ path: String, to tensor: Tensor) throws(NetworkError) {
    guard let index = layout.index(of: path) else { throw .unknownPath(path, known: layout.paths) }
    let shape = layout.entries[index].spec.shape
    guard tensor.shape == shape else {
      throw .parameterShape(path: path, expected: shape, found: tensor.shape)
    }
    fill(index, with: tensor)
  }

  package mutating func fill(_ index: Int, with tensor: Tensor) {
    let entry = layout.entries[index]
    makeUnique()
    var target = arena.mutableSpan(entry.range)
    switch entry.spec.storage {
    case .rowMajor: copy(tensor.span, into: &target)
    case .panels:
      Panels.pack(tensor.span, into: &target, rows: entry.spec.shape[1], columns: entry.spec.shape[0])
    }
  }

  /// A copy that shares no memory with this value, so that training does not change it.
  public func snapshot() -> Parameters {
    var copy = Parameters(layout: layout)
    copy.assign(from: self)
    return copy
  }

  /// Copies the values of parameters with the same layout into the memory of these.
  package mutating func assign(from other: Parameters) {
    precondition(layout == other.layout, "Parameters.assign: the layouts differ")
    var target = arena.mutableSpan(0..<layout.bufferCount)
    copy(other.arena.span(0..<layout.bufferCount), into: &target)
  }

  /// Copies values in this layout.
  package mutating func assign(from values: Span<Float>) {
    var target = arena.mutableSpan(0..<layout.bufferCount)
    copy(values, into: &target)
  }

  /// One element of the parameter at an index of the layout, counted in PyTorch's order.
  package func element(_ position: Int, _ index: Int) -> Float {
    arena.span(layout.entries[position].elementRange(index))[0]
  }

  /// Changes one element in place, for every value that shares this memory.
  package func setElement(_ position: Int, _ index: Int, to value: Float) {
    var target = arena.mutableSpan(layout.entries[position].elementRange(index))
    target[0] = value
  }

  private mutating func makeUnique() {
    if !isKnownUniquelyReferenced(&arena) { self = snapshot() }
  }
}

extension Parameters: Equatable {
  /// Whether the layouts and all bits are equal.
  public static func == (left: Parameters, right: Parameters) -> Bool {
    guard left.layout == right.layout else { return false }
    let a = left.arena.span(0..<left.layout.bufferCount)
    let b = right.arena.span(0..<right.layout.bufferCount)
    for index in a.indices where a[index].bitPattern != b[index].bitPattern { return false }
    return true
  }
}

extension Parameters {
  /// Scales down the weights of every linear unit whose norm is above `maximum`.
  package func limitNorms(to maximum: Float, threads: ThreadPool) {
    for index in 0..<layout.entries.count where layout.entries[index].spec.storage == .panels {
      let entry = layout.entries[index]
      var weights = arena.mutableSpan(entry.range)
      FledgeKernels.limitNorms(
        &weights, to: maximum, rows: entry.spec.shape[1], columns: entry.spec.shape[0], threads: threads)
    }
  }
}

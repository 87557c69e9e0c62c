public import FledgeTensors

/// Makes the flat list of a network's nodes from its modules, and checks every shape.
public struct NetworkBuilder {
  package private(set) var nodes: [Node] = []
  package private(set) var layout = ParameterLayout()
  package private(set) var statisticsLayout = ParameterLayout()
  package private(set) var blocks: [String: Range<Int>] = [:]
  private var modulePaths: Set<String> = []
  private var prefix: [String] = []
  private var position = [0]
  private var shape: TensorShape
  private var randomCount = 0

  package init(input: TensorShape) {
    shape = input
  }

  private var value: Int { nodes.count }

  private func path(_ name: String) -> String { (prefix + [name]).joined(separator: ".") }

  /// The name of the next module: its position in its container, as PyTorch's `Sequential` counts.
  private mutating func nextPosition() -> String {
    defer { position[position.count - 1] += 1 }
    return String(position[position.count - 1])
  }

  /// Reserves a module's full path, which no other module may have.
  private mutating func claim(_ name: String) throws(NetworkError) -> String {
    let path = path(name)
    guard modulePaths.insert(path).inserted else { throw .duplicatePath(path) }
    return path
  }

  public mutating func append(_ layer: any Layer) throws(NetworkError) {
    let path = try claim(nextPosition())
    let outputShape = try layer.outputShape(for: shape, path: path)
    var parameters: [Int] = []
    if let tied = layer as? any TiedLayer {
      parameters.append(try resolve(tied, path: path))
    }
    for spec in layer.parameters {
      parameters.append(layout.append(path: "\(path).\(spec.name)", spec: spec))
    }
    let statistics = layer.statistics.map { statisticsLayout.append(path: "\(path).\($0.name)", spec: $0) }
    nodes.append(
      Node(
        operation: .layer(layer.fitted(to: shape)), path: path, inputs: [value], inputShape: shape,
        outputShape: outputShape, parameters: parameters, statistics: statistics, randomIndex: randomCount))
    if layer.isRandom { randomCount += 1 }
    shape = outputShape
  }

  package mutating func appendBlock(name: String, modules: [any Module]) throws(NetworkError) {
    let path = try claim(name)
    let start = nodes.count
    position[position.count - 1] += 1
    prefix.append(name)
    position.append(0)
    for module in modules { try module.append(to: &self) }
    position.removeLast()
    prefix.removeLast()
    blocks[path] = start..<nodes.count
  }

  package mutating func appendResidual(_ modules: [any Module]) throws(NetworkError) {
    let name = nextPosition()
    let path = try claim(name)
    let start = value
    let inputShape = shape
    prefix.append(name)
    position.append(0)
    for module in modules { try module.append(to: &self) }
    position.removeLast()
    prefix.removeLast()
    guard shape == inputShape else {
      throw .shapeMismatch(path: path, expected: "\(inputShape) at the end, as at its start", found: shape)
    }
    nodes.append(
      Node(
        operation: .add, path: path, inputs: [value, start], inputShape: shape, outputShape: shape, parameters: [],
        statistics: [], randomIndex: 0))
  }

  private func resolve(_ tied: any TiedLayer, path: String) throws(NetworkError) -> Int {
    guard let index = layout.index(of: tied.tiedPath) else {
      throw .tie(
        path: path, target: tied.tiedPath,
        reason: "no such parameter stands before it; there are \(layout.paths.joined(separator: ", "))")
    }
    let spec = layout.entries[index].spec
    guard spec.shape == tied.tiedShape, spec.storage == .panels else {
      throw .tie(path: path, target: tied.tiedPath, reason: "expected shape \(tied.tiedShape), found \(spec.shape)")
    }
    return index
  }
}

/// A layer that also uses a parameter of an earlier layer, as the first of `LayerContext.parameters`.
public protocol TiedLayer: Layer {
  /// The full path of the parameter, such as `encoder.0.weight`.
  var tiedPath: String { get }
  /// The shape that it must have.
  var tiedShape: TensorShape { get }
}

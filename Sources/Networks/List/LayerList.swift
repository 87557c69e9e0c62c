public import FledgeTensors

/// A network as the list of its layers in order, such as `conv 32 5, relu, max-pool 2, flatten, linear 10`.
///
/// The numbers of a layer's inputs follow from the layers before it. `residual [linear 64, relu, linear 64]` adds its
/// input to its output. `LayerCatalogue.forms` lists every kind of layer.
public struct LayerList: Sendable, Equatable {
  let items: [LayerItem]

  /// Reads entries with commas between them.
  ///
  /// - Throws: `NetworkError.list`.
  public init(parsing text: String) throws(NetworkError) {
    items = try LayerItem.parse(text)
  }

  /// Reads one entry from each text.
  ///
  /// - Throws: `NetworkError.list`.
  public init(_ texts: [String]) throws(NetworkError) {
    try self.init(parsing: texts.joined(separator: ", "))
    guard items.count == texts.count else {
      throw .list("expected one layer in each place of the list, found a comma in one")
    }
  }

  /// The entries, each with single spaces.
  public var texts: [String] { items.map(\.text) }

  /// Whether the first layer that asks for a shape works on images.
  ///
  /// `reshape` at the beginning says which image a row of features is.
  public var beginsWithImage: Bool { LayerList.beginsWithImage(items) ?? false }

  private static func beginsWithImage(_ items: [LayerItem]) -> Bool? {
    for item in items {
      switch item.name {
      case "conv", "max-pool", "average-pool": return true
      case "residual": if let answer = beginsWithImage(item.children ?? []) { return answer }
      // These take any shape and keep it.
      case "dropout", "noise": continue
      case let name where LayerCatalogue.activations.contains { $0.name == name }: continue
      default: return false
      }
    }
    return nil
  }

  /// More elements than any machine trains here; sums of sizes below it cannot overflow.
  static let mostElements = 1e11

  static func tooLarge(_ path: String) -> NetworkError {
    .invalidLayer(
      path: path, reason: "expected at most 10¹¹ parameters and outputs of an example, found more; make layers smaller")
  }

  /// The network for inputs of a shape.
  ///
  /// - Throws: `NetworkError` with the position of the first layer that does not fit, and the shape that came in.
  public func network(input: TensorShape) throws(NetworkError) -> Network {
    var builder = ModuleBuilder(shape: input)
    return try Network(input: input, builder.modules(items, prefix: ""))
  }
}

/// Makes modules from entries, following the shape from layer to layer.
private struct ModuleBuilder {
  var shape: TensorShape
  /// The elements of all parameters so far.
  private var parameterCount = 0.0

  init(shape: TensorShape) { self.shape = shape }

  mutating func modules(_ items: [LayerItem], prefix: String) throws(NetworkError) -> [any Module] {
    var modules: [any Module] = []
    for (index, item) in items.enumerated() {
      let position = prefix + String(index)
      let path = "\(position) (\(item.children == nil ? item.text : item.name))"
      if item.name == "residual" {
        guard let children = item.children, item.words.count == 1 else {
          throw .invalidLayer(path: path, reason: "expected `residual [LAYER, LAYER, ...]`, found no brackets")
        }
        let start = shape
        modules.append(Residual(try self.modules(children, prefix: position + ".")))
        guard shape == start else {
          throw .shapeMismatch(path: path, expected: "\(start) at the end, as at its start", found: shape)
        }
      } else {
        modules.append(try layer(item, path: path))
      }
    }
    return modules
  }

  private mutating func layer(_ item: LayerItem, path: String) throws(NetworkError) -> any Layer {
    guard let form = LayerCatalogue.form(item.name) else {
      throw .unknownLayer(path: path, name: item.name, known: LayerCatalogue.forms.map(\.name) + ["residual"])
    }
    guard item.children == nil else {
      throw .invalidLayer(path: path, reason: "expected `\(form.text)`, found brackets; only residual has them")
    }
    var arguments = LayerArguments(path: path, words: Array(item.words.dropFirst()), usage: form.text)
    let layer = try form.make(&arguments, shape)
    try arguments.finish()
    let output = try layer.outputShape(for: shape, path: path)
    parameterCount += layer.parameters.reduce(0) { $0 + Double($1.shape.count) }
    guard parameterCount <= LayerList.mostElements, Double(output.count) <= LayerList.mostElements else {
      throw LayerList.tooLarge(path)
    }
    shape = output
    return layer
  }
}

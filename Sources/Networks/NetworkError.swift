public import FledgeTensors

/// Why a network cannot be built or its parameters cannot be set.
public enum NetworkError: Error, Equatable, CustomStringConvertible {
  /// A layer has invalid settings.
  case invalidLayer(path: String, reason: String)
  /// A layer does not take the output shape of the layer before it.
  case shapeMismatch(path: String, expected: String, found: TensorShape)
  /// Two modules of a block have the same name.
  case duplicatePath(String)
  /// A layer is tied to a parameter that does not exist or has another shape.
  case tie(path: String, target: String, reason: String)
  /// No parameter or block has this path.
  case unknownPath(String, known: [String])
  /// A tensor has another shape than the parameter it is meant for.
  case parameterShape(path: String, expected: TensorShape, found: TensorShape)
  /// A layer has no form in double precision to be checked against.
  case noReference(path: String, name: String)
  /// No layer of a list has this name.
  case unknownLayer(path: String, name: String, known: [String])
  /// A list of layers cannot be read.
  case list(String)
  /// The loss does not fit the network's output or the data's targets.
  case loss(String)

  /// One line: where, what was expected, what was found.
  public var description: String {
    switch self {
    case .invalidLayer(let path, let reason):
      "layer \(path): \(reason)"
    case .shapeMismatch(let path, let expected, let found):
      "layer \(path): expected input of shape \(expected), found \(found); change this layer or the one before it"
    case .duplicatePath(let path):
      "layer \(path): this name stands twice in one block; give each module a name of its own"
    case .tie(let path, let target, let reason):
      "layer \(path): cannot be tied to \(target): \(reason)"
    case .unknownPath(let path, let known):
      "there is no \(path) in this network; it has \(known.joined(separator: ", "))"
    case .parameterShape(let path, let expected, let found):
      "parameter \(path): expected shape \(expected), found \(found)"
    case .noReference(let path, let name):
      "layer \(path): \(name) has no reference; check the gradients by differences in single precision"
    case .unknownLayer(let path, let name, let known):
      "layer \(path): there is no '\(name)'; expected one of \(known.joined(separator: ", "))"
    case .list(let reason):
      "network: \(reason)"
    case .loss(let reason):
      "loss: \(reason)"
    }
  }
}

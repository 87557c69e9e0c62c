/// A part of a network: a layer, or a block of modules.
public protocol Module: Sendable {
  /// Adds the module's nodes to a network that is being built.
  func append(to builder: inout NetworkBuilder) throws(NetworkError)
}

/// Modules in sequence under a name, with which the paths of their parameters begin, such as `encoder.0.weight`.
public struct Block: Module {
  public let name: String
  public let modules: [any Module]

  public init(_ name: String, _ modules: [any Module]) {
    self.name = name
    self.modules = modules
  }

  public func append(to builder: inout NetworkBuilder) throws(NetworkError) {
    try builder.appendBlock(name: name, modules: modules)
  }
}

/// A block whose input is added to its output: y = x + f(x).
///
/// The shapes of x and f(x) must be equal. Source: He, Zhang, Ren and Sun, Deep residual learning for image
/// recognition, 2015, equation 1.
public struct Residual: Module {
  /// The modules of f, in order.
  public let modules: [any Module]

  public init(_ modules: [any Module]) {
    self.modules = modules
  }

  public func append(to builder: inout NetworkBuilder) throws(NetworkError) {
    try builder.appendResidual(modules)
  }
}

/// A piece of a network's description: a layer, or a block of modules.
public protocol Module: Sendable {
  /// Adds the module's nodes to the network under construction.
  func append(to builder: inout NetworkBuilder) throws(NetworkError)
}

/// Modules one after the other under a name of their own: the parameter paths begin with it.
public struct Block: Module {
  /// The name, such as `encoder`.
  public let name: String
  /// What it holds, in order.
  public let modules: [any Module]

  /// Makes a block.
  public init(_ name: String, _ modules: [any Module]) {
    self.name = name
    self.modules = modules
  }

  /// Adds the nodes of every module.
  public func append(to builder: inout NetworkBuilder) throws(NetworkError) {
    try builder.appendBlock(name: name, modules: modules)
  }
}

/// A block whose input is added to its output: y = x + f(x).
///
/// The shapes of x and f(x) must be equal. Source: He, Zhang, Ren and Sun, Deep residual learning for image
/// recognition, 2015, equation 1.
public struct Residual: Module {
  /// What f is made of, in order.
  public let modules: [any Module]

  /// Makes a residual block.
  public init(_ modules: [any Module]) {
    self.modules = modules
  }

  /// Adds the nodes of f and the addition.
  public func append(to builder: inout NetworkBuilder) throws(NetworkError) {
    try builder.appendResidual(modules)
  }
}

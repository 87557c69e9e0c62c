public import FledgeFormats
public import FledgeTensors

/// A network that another program wrote: its layers as a `network:` list, and its weights under Fledge's names.
public struct ImportedNetwork: Sendable {
  /// The shape of one example, such as `[784]` or `[1, 28, 28]`.
  public var inputShape: TensorShape
  /// The layers in order, such as `conv 8 3`, `relu`, `residual [linear 16, relu]`.
  public var layers: [String]
  /// Parameters and statistics by path, such as `0.weight` or `2.0.running_mean`.
  public var tensors: [String: Tensor]
  /// The names of the classes, where the file has them.
  public var classNames: [String]
  /// The settings of the run that Fledge wrote the file from, where it did.
  public var settings: JSONObject?
  /// What that run learned about its data.
  public var contract: JSONValue?
  /// What the file says beside that and what is not taken over, one line each.
  public var notes: [String]

  public init(inputShape: TensorShape, layers: [String], tensors: [String: Tensor]) {
    (self.inputShape, self.layers, self.tensors) = (inputShape, layers, tensors)
    (classNames, notes) = ([], [])
  }
}

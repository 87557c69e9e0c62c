/// A model of ONNX, as far as networks of layers need it.
///
/// Source: onnx.proto of ONNX 1.8 (IR version 7); the numbers in the comments are those of its fields.
package struct OnnxModel: Sendable, Equatable {
  /// One set of operators and its version; the domain of ONNX's own is empty.
  package struct OperatorSet: Sendable, Equatable {
    package var domain = ""
    package var version = 0

    package init(domain: String = "", version: Int = 0) { (self.domain, self.version) = (domain, version) }
  }

  package struct Entry: Sendable, Equatable {
    package var key = ""
    package var value = ""

    package init(key: String = "", value: String = "") { (self.key, self.value) = (key, value) }
  }

  package var irVersion = 0
  package var producer = ""
  package var producerVersion = ""
  package var operatorSets: [OperatorSet] = []
  package var graph = OnnxGraph()
  package var metadata: [Entry] = []
  /// Whether it has functions of its own, which are not read.
  package var hasFunctions = false

  package init() {}

  /// The value of a key in the metadata.
  package func metadata(_ key: String) -> String? { metadata.first { $0.key == key }?.value }
}

/// Nodes over named values.
package struct OnnxGraph: Sendable, Equatable {
  package var name = ""
  package var nodes: [OnnxNode] = []
  package var initializers: [OnnxTensor] = []
  package var inputs: [OnnxValueInfo] = []
  package var outputs: [OnnxValueInfo] = []
}

/// One application of an operator.
package struct OnnxNode: Sendable, Equatable {
  package var name = ""
  package var operation = ""
  package var domain = ""
  package var inputs: [String] = []
  package var outputs: [String] = []
  package var attributes: [OnnxAttribute] = []

  package init() {}

  package subscript(attribute name: String) -> OnnxAttribute.Value? { attributes.first { $0.name == name }?.value }

  /// The node in errors, such as `Conv "/0/Conv"`.
  var title: String {
    let name = name.isEmpty ? outputs.first ?? "" : name
    return name.isEmpty ? operation : "\(operation) \(quoted(name))"
  }
}

/// A setting of a node.
package struct OnnxAttribute: Sendable, Equatable {
  package enum Value: Sendable, Equatable {
    case float(Float)
    case integer(Int)
    case text([UInt8])
    case tensor(OnnxTensor)
    case floats([Float])
    case integers([Int])
    /// A graph, or anything else that no layer needs.
    case other
  }

  package var name = ""
  package var value = Value.other

  package init(_ name: String, _ value: Value) { (self.name, self.value) = (name, value) }
}

/// The name, the type and the shape of an input or output.
package struct OnnxValueInfo: Sendable, Equatable {
  package enum Dimension: Sendable, Equatable {
    case value(Int)
    /// Free, such as the number of examples.
    case named(String)
    case unknown
  }

  package var name = ""
  /// The type of the elements, as `OnnxTensor.type`; 0 where the value is no tensor.
  package var type = 0
  /// `nil` where the file does not say.
  package var shape: [Dimension]?

  package init() {}
}

/// A name out of a file, in quotes and shortened, fit for one line of an error.
func quoted(_ text: String) -> String {
  text.unicodeScalars.count <= 60
    ? "\"\(text)\"" : "\"\(String(String.UnicodeScalarView(text.unicodeScalars.prefix(57))))…\""
}

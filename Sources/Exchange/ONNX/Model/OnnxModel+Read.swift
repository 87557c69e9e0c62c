package import FledgeFormats

extension OnnxModel {
  /// How much of a kind a model may have, so that a hostile file ends in an error instead of a full memory.
  enum Limit {
    static let nodes = 1000
    static let initializers = 10_000
    static let attributes = 64
    static let names = 64
    static let entries = 1000
  }

  /// Reads the bytes of a file; what no layer needs is skipped.
  ///
  /// - Throws: `FormatError` with the byte at which they break the format.
  package init(reading bytes: [UInt8]) throws(FormatError) {
    self.init()
    var reader = ProtobufReader(bytes)
    var hasGraph = false
    while let field = try reader.next() {
      switch field.number {
      case 1: irVersion = try reader.integer(field)
      case 2: producer = try reader.string(field)
      case 3: producerVersion = try reader.string(field)
      case 7:
        graph = try OnnxGraph(reading: try reader.message(field))
        hasGraph = true
      case 8: try append(try OperatorSet(reading: try reader.message(field)), to: &operatorSets, "operator sets")
      case 14: try append(try Entry(reading: try reader.message(field)), to: &metadata, "entries of metadata")
      case 25: hasFunctions = true
      default: break
      }
    }
    guard hasGraph else {
      throw FormatError(
        .malformed, expected: "an ONNX model", found: bytes.isEmpty ? "an empty file" : "no graph in it")
    }
  }
}

/// Adds an item, unless there are too many.
private func append<Item>(_ item: Item, to list: inout [Item], _ kind: String, limit: Int = OnnxModel.Limit.entries)
  throws(FormatError)
{
  guard list.count < limit else {
    throw FormatError(.tooLarge, expected: "at most \(limit) \(kind)", found: "more")
  }
  list.append(item)
}

extension OnnxModel.OperatorSet {
  init(reading message: ProtobufReader) throws(FormatError) {
    var reader = message
    while let field = try reader.next() {
      switch field.number {
      case 1: domain = try reader.string(field)
      case 2: version = try reader.integer(field)
      default: break
      }
    }
  }
}

extension OnnxModel.Entry {
  init(reading message: ProtobufReader) throws(FormatError) {
    var reader = message
    while let field = try reader.next() {
      switch field.number {
      case 1: key = try reader.string(field)
      case 2: value = try reader.string(field)
      default: break
      }
    }
  }
}

extension OnnxGraph {
  init(reading message: ProtobufReader) throws(FormatError) {
    var reader = message
    while let field = try reader.next() {
      switch field.number {
      case 1:
        try append(try OnnxNode(reading: try reader.message(field)), to: &nodes, "nodes", limit: OnnxModel.Limit.nodes)
      case 2: name = try reader.string(field)
      case 5:
        try append(
          try OnnxTensor(reading: try reader.message(field)), to: &initializers, "initializers",
          limit: OnnxModel.Limit.initializers)
      case 11:
        try append(
          try OnnxValueInfo(reading: try reader.message(field)), to: &inputs, "inputs",
          limit: OnnxModel.Limit.initializers)
      case 12: try append(try OnnxValueInfo(reading: try reader.message(field)), to: &outputs, "outputs")
      case 15:
        throw FormatError(
          .unsupported, offset: field.offset, expected: "dense initializers", found: "sparse ones")
      default: break
      }
    }
  }
}

extension OnnxNode {
  init(reading message: ProtobufReader) throws(FormatError) {
    var reader = message
    while let field = try reader.next() {
      switch field.number {
      case 1: try append(try reader.string(field), to: &inputs, "inputs of a node", limit: OnnxModel.Limit.names)
      case 2: try append(try reader.string(field), to: &outputs, "outputs of a node", limit: OnnxModel.Limit.names)
      case 3: name = try reader.string(field)
      case 4: operation = try reader.string(field)
      case 5:
        try append(
          try OnnxAttribute(reading: try reader.message(field)), to: &attributes, "attributes of a node",
          limit: OnnxModel.Limit.attributes)
      case 7: domain = try reader.string(field)
      default: break
      }
    }
  }
}

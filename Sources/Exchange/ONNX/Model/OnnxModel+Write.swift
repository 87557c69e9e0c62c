extension OnnxModel {
  /// The model as the bytes of a file: the same for equal models.
  package var bytes: [UInt8] {
    var writer = ProtobufWriter()
    writer.integer(irVersion, field: 1)
    writer.string(producer, field: 2)
    writer.string(producerVersion, field: 3)
    writer.message(graph.message, field: 7)
    for set in operatorSets {
      writer.message(field: 8) {
        if !set.domain.isEmpty { $0.string(set.domain, field: 1) }
        $0.integer(set.version, field: 2)
      }
    }
    for entry in metadata {
      writer.message(field: 14) {
        $0.string(entry.key, field: 1)
        $0.string(entry.value, field: 2)
      }
    }
    return writer.bytes
  }
}

extension OnnxGraph {
  var message: ProtobufWriter {
    var writer = ProtobufWriter()
    for node in nodes { writer.message(node.message, field: 1) }
    writer.string(name, field: 2)
    for initializer in initializers { writer.message(initializer.message, field: 5) }
    for input in inputs { writer.message(input.message, field: 11) }
    for output in outputs { writer.message(output.message, field: 12) }
    return writer
  }
}

extension OnnxNode {
  var message: ProtobufWriter {
    var writer = ProtobufWriter()
    for input in inputs { writer.string(input, field: 1) }
    for output in outputs { writer.string(output, field: 2) }
    writer.string(name, field: 3)
    writer.string(operation, field: 4)
    for attribute in attributes { writer.message(attribute.message, field: 5) }
    if !domain.isEmpty { writer.string(domain, field: 7) }
    return writer
  }
}

extension OnnxAttribute {
  var message: ProtobufWriter {
    var writer = ProtobufWriter()
    writer.string(name, field: 1)
    // The type stands in field 20, as AttributeProto.AttributeType counts.
    switch value {
    case .float(let value):
      writer.float(value, field: 2)
      writer.integer(1, field: 20)
    case .integer(let value):
      writer.integer(value, field: 3)
      writer.integer(2, field: 20)
    case .text(let value):
      writer.data(value, field: 4)
      writer.integer(3, field: 20)
    case .tensor(let value):
      writer.message(value.message, field: 5)
      writer.integer(4, field: 20)
    case .floats(let values):
      for value in values { writer.float(value, field: 7) }
      writer.integer(6, field: 20)
    case .integers(let values):
      for value in values { writer.integer(value, field: 8) }
      writer.integer(7, field: 20)
    case .other: preconditionFailure("OnnxAttribute: \(name) has no value that can be written")
    }
    return writer
  }
}

extension OnnxTensor {
  var message: ProtobufWriter {
    var writer = ProtobufWriter()
    for dimension in dimensions { writer.integer(dimension, field: 1) }
    writer.integer(type, field: 2)
    switch contents {
    case .floats(let values): writer.packed(values, field: 4)
    case .integers(let values): writer.packed(values, field: type == 7 ? 7 : type == 12 || type == 13 ? 11 : 5)
    case .doubles(let values): writer.packed(values, field: 10)
    case .raw, .external: break
    }
    writer.string(name, field: 8)
    if case .raw(let bytes) = contents { writer.data(bytes, field: 9) }
    if case .external = contents { writer.integer(1, field: 14) }
    return writer
  }
}

extension OnnxValueInfo {
  var message: ProtobufWriter {
    var writer = ProtobufWriter()
    writer.string(name, field: 1)
    writer.message(field: 2) { type in
      type.message(field: 1) { tensor in
        tensor.integer(self.type, field: 1)
        guard let shape else { return }
        tensor.message(field: 2) { message in
          for dimension in shape {
            message.message(field: 1) {
              switch dimension {
              case .value(let value): $0.integer(value, field: 1)
              case .named(let name): $0.string(name, field: 2)
              case .unknown: break
              }
            }
          }
        }
      }
    }
    return writer
  }
}

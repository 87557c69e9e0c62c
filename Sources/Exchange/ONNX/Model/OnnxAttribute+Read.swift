import FledgeFormats

extension OnnxAttribute {
  init(reading message: ProtobufReader) throws(FormatError) {
    var reader = message
    var floats: [Float] = []
    var integers: [Int] = []
    var type = 0
    var found = Value.other
    self.init("", .other)
    while let field = try reader.next() {
      switch field.number {
      case 1: name = try reader.string(field)
      case 2: found = .float(try reader.float(field))
      case 3: found = .integer(try reader.integer(field))
      case 4: found = .text(try reader.data(field))
      case 5: found = .tensor(try OnnxTensor(reading: try reader.message(field)))
      case 7: try reader.append(field, to: &floats)
      case 8: try reader.append(field, to: &integers)
      case 20: type = try reader.integer(field)
      default: break
      }
    }
    // Numbers at zero may be left out: the type says what is meant.
    switch (type, found) {
    case (1, .other): value = .float(0)
    case (2, .other): value = .integer(0)
    case (3, .other): value = .text([])
    case (6, _): value = .floats(floats)
    case (7, _): value = .integers(integers)
    case (0, .other) where !floats.isEmpty: value = .floats(floats)
    case (0, .other) where !integers.isEmpty: value = .integers(integers)
    default: value = found
    }
  }
}

extension OnnxTensor {
  init(reading message: ProtobufReader) throws(FormatError) {
    var reader = message
    var floats: [Float] = []
    var integers: [Int] = []
    var doubles: [Double] = []
    var raw: [UInt8]?
    var isExternal = false
    while let field = try reader.next() {
      switch field.number {
      case 1:
        try reader.append(field, to: &dimensions)
        guard dimensions.count <= 64 else {
          throw FormatError(.tooLarge, offset: field.offset, expected: "at most 64 dimensions", found: "more")
        }
      case 2: type = try reader.integer(field)
      case 4: try reader.append(field, to: &floats)
      case 5, 7, 11: try reader.append(field, to: &integers)
      case 8: name = try reader.string(field)
      case 9: raw = try reader.data(field)
      case 10: try reader.append(field, to: &doubles)
      case 13: isExternal = true
      case 14: if try reader.integer(field) == 1 { isExternal = true }
      default: break
      }
    }
    let lists = [!floats.isEmpty, !integers.isEmpty, !doubles.isEmpty, raw != nil].count { $0 }
    guard lists <= 1 else {
      throw FormatError(
        .malformed, expected: "the numbers of tensor \(quoted(name)) in one field", found: "numbers in \(lists)")
    }
    if isExternal {
      contents = .external
    } else if let raw {
      contents = .raw(raw)
    } else if !floats.isEmpty {
      contents = .floats(floats)
    } else if !doubles.isEmpty {
      contents = .doubles(doubles)
    } else if !integers.isEmpty {
      contents = .integers(integers)
    }
  }
}

extension OnnxValueInfo {
  init(reading message: ProtobufReader) throws(FormatError) {
    var reader = message
    while let field = try reader.next() {
      switch field.number {
      case 1: name = try reader.string(field)
      case 2:
        var type = try reader.message(field)
        while let field = try type.next() {
          if field.number == 1 { try readTensor(try type.message(field)) }
        }
      default: break
      }
    }
  }

  private mutating func readTensor(_ message: ProtobufReader) throws(FormatError) {
    var reader = message
    while let field = try reader.next() {
      switch field.number {
      case 1: type = try reader.integer(field)
      case 2:
        var dimensions: [Dimension] = []
        var list = try reader.message(field)
        while let field = try list.next() {
          guard field.number == 1 else { continue }
          guard dimensions.count < 64 else {
            throw FormatError(.tooLarge, offset: field.offset, expected: "at most 64 dimensions", found: "more")
          }
          dimensions.append(try Dimension(reading: try list.message(field)))
        }
        shape = dimensions
      default: break
      }
    }
  }
}

extension OnnxValueInfo.Dimension {
  init(reading message: ProtobufReader) throws(FormatError) {
    var reader = message
    self = .unknown
    while let field = try reader.next() {
      switch field.number {
      case 1: self = .value(try reader.integer(field))
      case 2: self = .named(try reader.string(field))
      default: break
      }
    }
  }
}

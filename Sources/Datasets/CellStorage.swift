/// The cells of a table, row by row, in the smallest type that holds them all.
struct CellStorage: Sendable {
  enum Precision {
    /// Whole numbers in 0...255.
    case bytes
    case floats
    /// Some whole number beyond 2²⁴ is no float.
    case doubles
  }

  private(set) var precision = Precision.bytes
  private(set) var bytes: [UInt8] = []
  private(set) var floats: [Float] = []
  private(set) var doubles: [Double] = []

  /// Adds a cell; NaN is a missing one.
  mutating func append(_ value: Double) {
    switch precision {
    case .bytes:
      if value >= 0, value <= 255, value.rounded(.towardZero) == value {
        bytes.append(UInt8(value))
        return
      }
      floats = bytes.map { Float($0) }
      bytes = []
      precision = .floats
      append(value)
    case .floats:
      let rounded = Float(value)
      guard value.magnitude > 0x1p24, Double(rounded) != value else {
        floats.append(rounded)
        return
      }
      doubles = floats.map { Double($0) }
      floats = []
      precision = .doubles
      doubles.append(value)
    case .doubles: doubles.append(value)
    }
  }

  /// Adds a row of whole numbers to cells that are all such numbers.
  mutating func append(_ row: [UInt8]) {
    precondition(precision == .bytes, "CellStorage: bytes cannot stand among other numbers")
    bytes += row
  }

  /// The cell at a position.
  subscript(index: Int) -> Double {
    switch precision {
    case .bytes: Double(bytes[index])
    case .floats: Double(floats[index])
    case .doubles: doubles[index]
    }
  }

  /// Whether all cells lie in 0...1 and are not all whole.
  var areShares: Bool { precision == .floats && floats.allSatisfy { $0 >= 0 && $0 <= 1 } }

  /// As features of a dataset: bytes stay bytes only where they are pixels.
  func features(arePixels: Bool) -> FeatureStorage {
    switch precision {
    case .bytes: arePixels ? .bytes(bytes) : .floats(bytes.map { Float($0) })
    case .floats: .floats(arePixels ? floats.map { $0 * byteScale } : floats)
    case .doubles: arePixels ? .floats(doubles.map { Float($0) * byteScale }) : .doubles(doubles)
    }
  }
}

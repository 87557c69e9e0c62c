/// The features of all examples, one row each, in the smallest type that holds them.
enum FeatureStorage: Sendable {
  /// Grey levels 0...255.
  case bytes([UInt8])
  case floats([Float])
  /// Values that are no floats, such as whole numbers beyond 2²⁴; exact until they are scaled.
  case doubles([Double])

  /// The number of stored values.
  var count: Int {
    switch self {
    case .bytes(let bytes): bytes.count
    case .floats(let floats): floats.count
    case .doubles(let doubles): doubles.count
    }
  }

  /// The given rows of `width` values, in that order.
  func selecting(rows: [Int32]?, width: Int) -> FeatureStorage {
    guard let rows else { return self }
    switch self {
    case .bytes(let bytes): return .bytes(selectedRows(of: bytes, rows: rows, width: width))
    case .floats(let floats): return .floats(selectedRows(of: floats, rows: rows, width: width))
    case .doubles(let doubles): return .doubles(selectedRows(of: doubles, rows: rows, width: width))
    }
  }

  /// A value of the storage as a file would have it: 0.1, not the float nearest to it.
  func written(_ value: Double) -> Double {
    guard case .floats = self, value.isFinite else { return value }
    return Double("\(Float(value))") ?? value
  }

  /// The values before any normalisation: bytes as `byte / 255`, floats as they are.
  var baseValues: [Float] {
    switch self {
    case .bytes(let bytes): bytes.map { Float($0) * byteScale }
    case .floats(let floats): floats
    case .doubles(let doubles): doubles.map { Float($0) }
    }
  }

  /// The stored value at a position, bytes in 0...255.
  subscript(index: Int) -> Double {
    switch self {
    case .bytes(let bytes): Double(bytes[index])
    case .floats(let floats): Double(floats[index])
    case .doubles(let doubles): doubles[index]
    }
  }
}

/// The targets of all examples.
enum TargetStorage: Sendable {
  case labels([Int32])
  /// One row of `width` values for each example.
  case values([Float], width: Int)
  /// The same, exact until they are scaled.
  case doubles([Double], width: Int)
}

/// The factor from a byte to the unit range.
let byteScale: Float = 1 / 255

/// The given rows of a table, in that order.
func selectedRows<Element>(of table: [Element], rows: [Int32], width: Int) -> [Element] {
  var selected: [Element] = []
  selected.reserveCapacity(rows.count * width)
  for row in rows {
    selected += table[Int(row) * width..<(Int(row) + 1) * width]
  }
  return selected
}

import FledgeFormats
import FledgeTensors

/// Examples in an array: pictures or rows of numbers.
struct ArrayFeatures {
  let shape: TensorShape
  let storage: FeatureStorage
  /// Whether they are grey levels or colours of pictures, 0…255 or 0…1.
  let arePictures: Bool
  /// The least and the greatest value, as the file has them.
  let range: ClosedRange<Double>
  /// What was guessed.
  var notes: [String] = []

  /// - Throws: where the array has one axis, a value that is no finite number, or too many axes for examples.
  init(_ file: ArrayFile) throws(DatasetError) {
    let shape = file.array.shape
    guard shape.rank >= 2 else {
      throw .badData(
        "\(file.source): expected examples with features (two axes or more), found shape \(shape); reshape it to (n, features)"
      )
    }
    var inner = Array(shape.dimensions.dropFirst())
    var notes: [String] = []
    var swapsChannels = false
    if inner.count == 3 {
      // Channels stand last in Keras, first in PyTorch.
      if inner[2] == 1 {
        inner.removeLast()
      } else if inner[0] == 1 {
        inner.removeFirst()
      } else if inner[2] == 3, inner[0] != 3 {
        swapsChannels = true
        inner = [inner[2], inner[0], inner[1]]
        notes.append("\(file.source): the last axis of \(shape) is read as channels")
      } else if inner[0] == 3 {
        notes.append("\(file.source): the second axis of \(shape) is read as channels")
      }
    }
    self.shape = TensorShape(inner)
    var storage = ArrayFeatures.storage(file.array)
    if file.array.type == .float64, case .floats = storage, !ArrayFeatures.areFloats(file.array.doubles()) {
      notes.append("\(file.source): its float64 values are rounded to float32")
    }
    range = try ArrayFeatures.range(storage, width: self.shape.count, source: file.source)
    let side = Int(Double(inner[0]).squareRoot())
    let isSquare = inner.count == 1 && side * side == inner[0] && inner[0] >= 64
    var areBytes = false
    if case .bytes = storage { areBytes = true }
    if areBytes, inner.count > 1 || isSquare {
      arePictures = true
      if isSquare { notes.append("\(file.source): rows of \(inner[0]) bytes are read as grey levels, taken to 0…1") }
    } else if inner.count > 1, range.lowerBound >= 0, range.upperBound <= 1 {
      arePictures = true
    } else if inner.count > 1, let levels = ArrayFeatures.levels(storage) {
      arePictures = true
      storage = .bytes(levels)
      notes.append("\(file.source): whole numbers in 0…255 are read as grey levels, taken to 0…1")
    } else {
      arePictures = false
      if case .bytes(let bytes) = storage { storage = .floats(bytes.map { Float($0) }) }
    }
    self.storage = swapsChannels ? ArrayFeatures.channelsFirst(storage, self.shape) : storage
    self.notes = notes
  }

  /// The same examples in another storage and shape.
  init(_ other: ArrayFeatures, storage: FeatureStorage, shape: TensorShape) {
    (self.storage, self.shape, arePictures, range, notes) = (storage, shape, other.arePictures, other.range, [])
  }

  /// Bytes as they are, other numbers as floats, or as doubles where a large whole number is no float.
  private static func storage(_ array: Npy) -> FeatureStorage {
    switch array.type {
    case .uint8: return .bytes(array.bytes)
    case .float32, .float16, .bool, .int8, .int16, .uint16, .bfloat16: return .floats(array.tensor().elements)
    case .float64, .int32, .uint32, .int64, .uint64:
      let doubles = array.doubles()
      let isExact = doubles.allSatisfy { $0.magnitude <= 0x1p24 || Double(Float($0)) == $0 || !$0.isFinite }
      return isExact ? .floats(doubles.map { Float($0) }) : .doubles(doubles)
    }
  }

  private static func areFloats(_ values: [Double]) -> Bool { values.allSatisfy { Double(Float($0)) == $0 } }

  private static func range(
    _ storage: FeatureStorage, width: Int, source: String
  ) throws(DatasetError) -> ClosedRange<Double> {
    func bad(_ index: Int, _ value: String) -> DatasetError {
      .badData(
        "\(source): expected finite numbers, found \(value) in example \(index / width), feature \(index % width); correct or "
          + "leave out the example")
    }
    switch storage {
    case .bytes(let bytes): return Double(bytes.min() ?? 0)...Double(bytes.max() ?? 0)
    case .floats(let floats):
      if let index = floats.firstIndex(where: { !$0.isFinite }) { throw bad(index, "\(floats[index])") }
      return Double(floats.min() ?? 0)...Double(floats.max() ?? 0)
    case .doubles(let doubles):
      if let index = doubles.firstIndex(where: { !Float($0).isFinite }) { throw bad(index, "\(doubles[index])") }
      return (doubles.min() ?? 0)...(doubles.max() ?? 0)
    }
  }

  private static func levels(_ storage: FeatureStorage) -> [UInt8]? {
    guard case .floats(let floats) = storage,
      floats.allSatisfy({ $0 >= 0 && $0 <= 255 && $0.rounded(.towardZero) == $0 })
    else { return nil }
    return floats.map { UInt8($0) }
  }

  private static func channelsFirst(_ storage: FeatureStorage, _ shape: TensorShape) -> FeatureStorage {
    func turned<Value>(_ values: [Value]) -> [Value] {
      let (channels, pixels) = (shape[0], shape[1] * shape[2])
      var result = values
      for example in stride(from: 0, to: values.count, by: shape.count) {
        for pixel in 0..<pixels {
          for channel in 0..<channels {
            result[example + channel * pixels + pixel] = values[example + pixel * channels + channel]
          }
        }
      }
      return result
    }
    switch storage {
    case .bytes(let bytes): return .bytes(turned(bytes))
    case .floats(let floats): return .floats(turned(floats))
    case .doubles(let doubles): return .doubles(turned(doubles))
    }
  }
}

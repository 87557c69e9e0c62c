import FledgeKernels
import FledgeTensors

/// Equal rows within and between sets of examples, compared as they are stored, before scaling.
public struct RowMatches: Sendable {
  /// Examples whose features and target an earlier example has.
  public private(set) var repeats = 0
  /// Examples whose features another example has with another target.
  public private(set) var conflicts = 0
  /// The number of examples of each part with each distinct row of features.
  private var counts: [[Int]] = []

  private struct Row {
    let part: Int
    let example: Int
    /// The distinct targets with these features, and how many examples have each.
    var targets: [UInt64: Int]
  }

  /// Compares all examples of some parts; parts have features of one shape.
  public init(_ parts: [Dataset]) {
    // Bytes are compared as bytes where all parts have them, which is what makes pictures fast.
    let rows = parts.map { StoredRows($0) }
    var places: [UInt64: [Int]] = [:]
    var distinct: [Row] = []
    for part in parts.indices {
      let targets = parts[part].targetKeys
      for example in 0..<parts[part].count {
        let key = rows[part].hash(example)
        let target = targets.isEmpty ? 0 : targets[example]
        let found = places[key]?.first { index in
          rows[part].isEqual(example, rows[distinct[index].part], distinct[index].example)
        }
        guard let found else {
          places[key, default: []].append(distinct.count)
          distinct.append(Row(part: part, example: example, targets: [target: 1]))
          counts.append(parts.indices.map { $0 == part ? 1 : 0 })
          continue
        }
        if distinct[found].targets[target] != nil { repeats += 1 }
        distinct[found].targets[target, default: 0] += 1
        counts[found][part] += 1
      }
    }
    conflicts = distinct.reduce(0) { $0 + ($1.targets.count > 1 ? $1.targets.values.reduce(0, +) : 0) }
  }

  /// The number of examples of a part whose features occur in another part.
  public func shared(_ part: Int, with other: Int) -> Int {
    counts.reduce(0) { $0 + ($1[other] > 0 ? $1[part] : 0) }
  }
}

/// The stored features of a dataset, one row after another.
private struct StoredRows {
  private let features: FeatureStorage
  private let rows: [Int32]?
  private let width: Int

  init(_ dataset: Dataset) {
    (features, rows, width) = (dataset.features, dataset.rows, dataset.featureShape.count)
  }

  private func start(_ example: Int) -> Int { (rows.map { Int($0[example]) } ?? example) * width }

  /// Equal for equal numbers, in whatever type they are stored.
  func hash(_ example: Int) -> UInt64 {
    var hash: UInt64 = 0x2545_F491_4F6C_DD1D
    let start = start(example)
    switch features {
    case .bytes(let bytes):
      for index in start..<start + width { hash = (hash ^ UInt64(bytes[index])) &* 0x0000_0100_0000_01B3 }
    default:
      for index in start..<start + width {
        let value = Float(features[index])
        let isByte = value >= 0 && value <= 255 && value.rounded(.towardZero) == value
        let word = isByte ? UInt64(value) : RandomStream.mix(UInt64(value.isNaN ? 0x7FC0_0000 : value.bitPattern))
        hash = (hash ^ word) &* 0x0000_0100_0000_01B3
      }
    }
    return RandomStream.mix(hash)
  }

  func isEqual(_ example: Int, _ other: StoredRows, _ otherExample: Int) -> Bool {
    let (start, otherStart) = (start(example), other.start(otherExample))
    if case .bytes(let bytes) = features, case .bytes(let others) = other.features {
      return bytes[start..<start + width] == others[otherStart..<otherStart + width]
    }
    return (0..<width).allSatisfy { index in
      // The other file may store doubles where this one stores floats.
      let (left, right) = (Float(features[start + index]), Float(other.features[otherStart + index]))
      return left == right || (left.isNaN && right.isNaN)
    }
  }
}

extension Dataset {
  /// One number for each example's target, equal for equal ones; empty where there is no target.
  fileprivate var targetKeys: [UInt64] {
    switch targetKind {
    case .labels:
      return labels.map { UInt64($0) }
    case .values(let shape):
      let width: Int = shape.count
      guard width > 0 else { return [] }
      let values = exactTargetValues
      var keys: [UInt64] = []
      for example in 0..<count {
        var key: UInt64 = 0
        for index in example * width..<(example + 1) * width {
          let bits: UInt64 = values[index] == 0 ? 0 : values[index].bitPattern
          key = RandomStream.mix(key ^ bits)
        }
        keys.append(key)
      }
      return keys
    }
  }
}

import FledgeFormats
import FledgeTensors

/// What the values of one feature are like.
public struct FeatureStatistics: Sendable, Equatable {
  /// The least stored value; infinite where there are none.
  public var minimum = Double.infinity
  public var maximum = -Double.infinity
  /// The mean of those that are not missing; 0 where there are none.
  public var mean = 0.0
  /// The number of values that are not missing.
  public var count = 0

  public var isConstant: Bool { count > 0 && minimum == maximum }
}

extension Dataset {
  /// The statistics of each feature over the examples, as they are stored.
  public var featureStatistics: [FeatureStatistics] {
    let width = featureShape.count
    var all = [FeatureStatistics](repeating: FeatureStatistics(), count: width)
    for example in 0..<count {
      let start = row(of: example) * width
      for feature in 0..<width {
        let value = features[start + feature]
        if value.isNaN { continue }
        all[feature].minimum = min(all[feature].minimum, value)
        all[feature].maximum = max(all[feature].maximum, value)
        all[feature].mean += value
        all[feature].count += 1
      }
    }
    for feature in 0..<width {
      all[feature].mean /= Double(max(1, all[feature].count))
      all[feature].minimum = features.written(all[feature].minimum)
      all[feature].maximum = features.written(all[feature].maximum)
    }
    return all
  }

  /// Whether a value is missing (NaN).
  public var hasMissing: Bool {
    switch features {
    case .bytes: false
    case .floats(let floats): floats.contains { $0.isNaN }
    case .doubles(let doubles): doubles.contains { $0.isNaN }
    }
  }

  /// The same examples with a value for each missing one.
  public func filling(_ values: [Double]) -> Dataset {
    let width = featureShape.count
    var result = self
    switch features {
    case .bytes: break
    case .floats(let floats):
      result.features = .floats(floats.enumerated().map { $1.isNaN ? Float(values[$0 % width]) : $1 })
    case .doubles(let doubles):
      result.features = .doubles(doubles.enumerated().map { $1.isNaN ? values[$0 % width] : $1 })
    }
    return result
  }

  /// The same examples in another shape of as many features.
  func reshaped(_ shape: TensorShape) -> Dataset {
    precondition(shape.count == featureShape.count, "Dataset: \(featureShape) cannot become \(shape)")
    var result = self
    result.featureShape = shape
    return result
  }

  /// The same examples with their labels among other classes, found by name.
  ///
  /// - Throws: where a class that occurs is not among them.
  public func relabelled(to names: [String]) throws(DatasetError) -> Dataset {
    if names == classNames { return self }
    let classes = ClassSet(names: names)
    var places: [Int32] = []
    let counts = classCounts
    for (index, name) in classNames.enumerated() {
      guard let place = classes.index(of: name) else {
        guard counts[index] == 0 else {
          throw .badData(
            "\(provenance.name): expected the classes \(classes.listed), as the network was trained on, found \"\(name)\""
          )
        }
        places.append(0)
        continue
      }
      places.append(Int32(place))
    }
    guard case .labels(let labels) = targets else { return self }
    var result = self
    (result.targetKind, result.classNames) = (.labels(classes: names.count), names)
    result.targets = .labels(labels.map { places[Int($0)] })
    return result
  }

  /// The SHA-256 of the places that the examples have in the file.
  public var rowsDigest: String {
    var bytes: [UInt8] = []
    for example in 0..<count {
      let row = UInt32(row(of: example))
      for shift in [0, 8, 16, 24] as [UInt32] { bytes.append(UInt8(truncatingIfNeeded: row >> shift)) }
    }
    return SHA256.hash(bytes).hex
  }
}

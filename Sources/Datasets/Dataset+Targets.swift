public import FledgeTensors

extension Dataset {
  /// The label of each example; empty for real-valued targets.
  public var labels: [Int32] {
    guard case .labels(let labels) = targets else { return [] }
    guard let rows else { return labels }
    return rows.map { labels[Int($0)] }
  }

  /// The target values of each example, one row each; empty for labels.
  public var targetValues: [Float] {
    switch targets {
    case .labels: return []
    case .values(let values, let width):
      return rows.map { selectedRows(of: values, rows: $0, width: width) } ?? values
    case .doubles: return exactTargetValues.map { Float($0) }
    }
  }

  /// The target values of each example in double precision; empty for labels.
  public var exactTargetValues: [Double] {
    switch targets {
    case .labels: return []
    case .values: return targetValues.map { Double($0) }
    case .doubles(let values, let width):
      return rows.map { selectedRows(of: values, rows: $0, width: width) } ?? values
    }
  }

  /// The number of examples of each class.
  public var classCounts: [Int] {
    var counts = [Int](repeating: 0, count: classCount)
    for label in labels { counts[Int(label)] += 1 }
    return counts
  }

  /// The labels in one-hot encoding, `[count, classes]`.
  public var oneHotTargets: Tensor {
    precondition(classCount > 0, "Dataset.oneHotTargets: \(provenance.name) has target values, not labels")
    return oneHot(labels, classes: classCount)
  }

  /// The grey levels of one example; `nil` where features are not grey levels.
  public func greyLevels(of example: Int) -> [UInt8]? {
    guard case .bytes(let bytes) = features else { return nil }
    let width = featureShape.count
    let row = row(of: example)
    return Array(bytes[row * width..<(row + 1) * width])
  }
}

/// Labels in one-hot encoding, `[labels, classes]`.
public func oneHot(_ labels: [Int32], classes: Int) -> Tensor {
  var elements = [Float](repeating: 0, count: labels.count * classes)
  for (row, label) in labels.enumerated() {
    precondition(label >= 0 && label < classes, "oneHot: label \(label) is outside of 0..<\(classes)")
    elements[row * classes + Int(label)] = 1
  }
  return Tensor(shape: [labels.count, classes], elements: elements)
}

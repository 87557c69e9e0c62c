import FledgeTensors

/// What a column of a table looks like beside its type.
extension Dataset {
  /// The stored values of one feature, in the order of the examples.
  public func storedValues(of feature: Int) -> [Double] {
    let width = featureShape.count
    return (0..<count).map { features[row(of: $0) * width + feature] }
  }

  /// Whether a feature looks like a number of the row: whole, never twice, and rising, falling or without large gaps.
  public func looksLikeID(_ feature: Int) -> Bool {
    let values = storedValues(of: feature)
    guard values.count >= 20, values.allSatisfy({ $0.rounded() == $0 }), Set(values).count == values.count else {
      return false
    }
    let pairs = zip(values, values.dropFirst())
    let isOrdered = pairs.allSatisfy { $0 < $1 } || pairs.allSatisfy { $0 > $1 }
    guard let least = values.min(), let greatest = values.max() else { return false }
    return isOrdered || greatest - least + 1 <= 3 * Double(values.count)
  }

  /// Whether the features of one column tell the target: each class has one value of its own, or the value is the target.
  ///
  /// - Parameter features: the column's features: one of numbers, or those of a text's one-hot encoding.
  public func tellsTarget(_ features: Range<Int>) -> Bool {
    guard count > 1 else { return false }
    guard classCount > 0 else {
      let targets = exactTargetValues
      guard features.count == 1, targets.count == count else { return false }
      return zip(targets, storedValues(of: features.lowerBound)).allSatisfy { Float($0) == Float($1) }
    }
    var classOfValue: [[Double]: Int32] = [:]
    let columns = features.map { storedValues(of: $0) }
    for (example, label) in labels.enumerated() {
      let value = columns.map { $0[example] }
      if let known = classOfValue[value], known != label { return false }
      classOfValue[value] = label
    }
    return classOfValue.count > 1 && Set(classOfValue.values).count == classOfValue.count
  }
}

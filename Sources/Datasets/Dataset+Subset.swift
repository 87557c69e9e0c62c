import FledgeTensors

extension Dataset {
  /// The given examples in the given order, repeats allowed; only indices are copied.
  ///
  /// - Parameter examples: indices in `0..<count`.
  public func subset(_ examples: [Int32]) -> Dataset {
    let count = count
    precondition(
      examples.allSatisfy { $0 >= 0 && $0 < count }, "Dataset.subset: an index is outside of 0..<\(count)")
    return replacingRows(rows.map { rows in examples.map { rows[Int($0)] } } ?? examples)
  }

  /// The examples in `range`; nothing is copied.
  public func subset(_ range: Range<Int>) -> Dataset {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= count, "Dataset.subset: \(range) is outside of 0..<\(count)")
    return replacingRows(rows.map { Array($0[range]) } ?? range.map { Int32($0) })
  }

  /// These examples followed by those of `other`; features and targets are copied.
  ///
  /// Normalisation and augmentation are those of the first.
  /// - Throws: where shapes, kinds of target or class names differ.
  public func concatenated(with other: Dataset) throws(DatasetError) -> Dataset {
    guard featureShape == other.featureShape, targetKind == other.targetKind, classNames == other.classNames else {
      throw .badData(
        "cannot join \(provenance.name) (\(featureShape), \(classCount) classes) and \(other.provenance.name) "
          + "(\(other.featureShape), \(other.classCount) classes): expected equal shapes, targets and class names")
    }
    let width = featureShape.count
    let own = features.selecting(rows: rows, width: width)
    let others = other.features.selecting(rows: other.rows, width: width)
    let joined: FeatureStorage
    if case .bytes(let left) = own, case .bytes(let right) = others {
      joined = .bytes(left + right)
    } else if case .doubles(let left) = own, case .doubles(let right) = others {
      joined = .doubles(left + right)
    } else {
      joined = .floats(own.baseValues + others.baseValues)
    }
    let joinedTargets: TargetStorage
    switch targets {
    case .values(_, let width): joinedTargets = .values(targetValues + other.targetValues, width: width)
    case .doubles(_, let width): joinedTargets = .doubles(exactTargetValues + other.exactTargetValues, width: width)
    case .labels: joinedTargets = .labels(labels + other.labels)
    }
    var result = self
    result.provenance = provenance.joined(with: other.provenance)
    (result.features, result.targets, result.rows) = (joined, joinedTargets, nil)
    return result
  }

  private func replacingRows(_ rows: [Int32]) -> Dataset {
    var result = self
    result.rows = rows
    return result
  }
}

extension Provenance {
  func joined(with other: Provenance) -> Provenance {
    guard self != other else { return self }
    return Provenance(
      name: name == other.name ? name : name + " + " + other.name, origin: isGenerated ? origin : other.origin,
      files: files + other.files.filter { !files.contains($0) })
  }
}

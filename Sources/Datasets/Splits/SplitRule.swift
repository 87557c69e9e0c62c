import FledgeKernels

/// How examples are divided into training, validation and test set.
public struct SplitRule: Sendable {
  /// How much of what the test set leaves is held out for validation.
  public var validation: SplitSize
  /// How much is held out as the test set; nothing where folds are.
  public var test = SplitSize.count(0)
  /// The fold that is the test set, counted from 1, and the number of folds.
  public var fold: (number: Int, count: Int)?
  /// Whether each class gives its share of the validation set and of a test set that is no fold.
  public var isStratified = false
  /// Whether folds of whole groups keep the counts of each class even, and not rows alone.
  public var balancesFoldClasses = false
  /// The column that decides, if one does.
  public var column: SplitColumn?
  public var seed: UInt64

  public init(validation: SplitSize, seed: UInt64) {
    (self.validation, self.seed) = (validation, seed)
  }

  /// Takes the test set: a fold, or a part of the given size.
  ///
  /// - Throws: where there are fewer rows, values of the column or examples of a class than folds, or where the size does
  ///   not fit.
  public func splittingTest(from dataset: Dataset) throws(DatasetError) -> (rest: Dataset, test: Dataset?) {
    // Layer 1, so that test and validation are drawn independently.
    let key = RandomKey(seed: seed, stream: .split, layer: 1)
    if let fold {
      let folds = try Folds(
        of: dataset, count: fold.count, column: column, key: key, balancesClasses: balancesFoldClasses)
      return (folds.training(fold.number - 1, of: dataset), folds.heldOut(fold.number - 1, of: dataset))
    }
    if try test.resolved(total: dataset.count) == 0 { return (dataset, nil) }
    let parts = try split(dataset, holdingOut: test, key: key)
    return (parts.kept, parts.heldOut)
  }

  /// Takes the validation set from what the test set leaves.
  public func splittingValidation(from rest: Dataset) throws(DatasetError) -> (kept: Dataset, heldOut: Dataset) {
    try split(rest, holdingOut: validation, key: RandomKey(seed: seed, stream: .split))
  }

  private func split(
    _ dataset: Dataset, holdingOut size: SplitSize, key: RandomKey
  ) throws(DatasetError) -> (kept: Dataset, heldOut: Dataset) {
    guard let column else {
      let parts = try dataset.split(into: [size], stratified: isStratified, key: key)
      return (parts[1], parts[0])
    }
    let target = try size.resolved(total: dataset.count)
    if target == 0 { return (dataset, dataset.subset(0..<0)) }
    let counts = column.counts(in: dataset)
    let present = counts.indices.filter { counts[$0] > 0 }
    guard present.count > 1 else {
      throw .badData(
        "\(dataset.provenance.name): expected two or more values of the column \(column.name) in \(dataset.count) rows that are "
          + "split, found one (\"\(present.first.map { column.values[$0].prefix(40) } ?? "")\"); choose another column, or hold "
          + "nothing out")
    }
    let chosen =
      switch column.rule {
      case .group: SplitRule.groups(present, counts: counts, target: target, key: key)
      case .time: SplitRule.latest(present, counts: counts, target: target)
      }
    let (kept, held) = column.partition(dataset) { chosen.contains($0) }
    return (kept, held)
  }

  /// Groups in random order, each taken where it brings the number of rows nearer to the target; at least one.
  private static func groups(_ present: [Int], counts: [Int], target: Int, key: RandomKey) -> Set<Int> {
    let order = shuffledIndices(present.count, key).map { present[Int($0)] }
    var (chosen, rows): (Set<Int>, Int) = ([], 0)
    for group in order where chosen.count < present.count - 1 && 2 * rows + counts[group] < 2 * target {
      chosen.insert(group)
      rows += counts[group]
    }
    if chosen.isEmpty, let smallest = order.min(by: { counts[$0] < counts[$1] }) { chosen.insert(smallest) }
    return chosen
  }

  /// The latest times, as many as bring the number of rows nearest to the target; rows of one time stay together.
  private static func latest(_ present: [Int], counts: [Int], target: Int) -> Set<Int> {
    var (chosen, rows): (Set<Int>, Int) = ([], 0)
    for time in present.reversed() where chosen.count < present.count - 1 {
      if !chosen.isEmpty, 2 * rows + counts[time] >= 2 * target { break }
      chosen.insert(time)
      rows += counts[time]
    }
    return chosen
  }
}

extension SplitColumn {
  /// The examples whose value is not chosen, and those whose is, both in their order.
  func partition(_ dataset: Dataset, _ isChosen: (Int) -> Bool) -> (Dataset, Dataset) {
    let chosen = values.indices.map { isChosen($0) }
    let examples = 0..<Int32(dataset.count)
    let isHeld = { (example: Int32) in chosen[Int(rank(of: Int(example), in: dataset))] }
    return (dataset.subset(examples.filter { !isHeld($0) }), dataset.subset(examples.filter(isHeld)))
  }
}

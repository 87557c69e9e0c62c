import FledgeKernels

/// The division of examples into K parts, each of which is the test set once.
///
/// - Classes: each fold has ⌊n / K⌋ or ⌈n / K⌉ of the n examples of each class, and of all examples.
/// - Real values: a random division into parts whose sizes differ by one at most.
/// - A column of groups: whole groups, those with the most uneven classes first, each to the fold that keeps the counts of
///   each class most even; or, by rows alone, the largest first, each to the fold that has the fewest rows.
/// - A column of times: K + 1 blocks of consecutive times; fold f learns from the blocks before block f + 1. The first
///   block is never held out.
struct Folds {
  let count: Int
  /// The fold, from 0, in which each example is held out; -1 for the first block of times.
  let assignment: [Int32]
  private let isTime: Bool

  init(
    of dataset: Dataset, count: Int, column: SplitColumn?, key: RandomKey, balancesClasses: Bool = false
  ) throws(DatasetError) {
    self.count = count
    let name = dataset.provenance.name
    guard count <= dataset.count else {
      throw .badData(
        "\(name): expected at least \(count) rows for \(count) folds, found \(dataset.count); choose fewer --folds")
    }
    isTime = column?.rule == .time
    switch column?.rule {
    case nil: assignment = try Folds.byClass(dataset, count, key)
    case .group: assignment = try Folds.byGroup(dataset, count, column!, key, balancesClasses: balancesClasses)
    case .time: assignment = try Folds.byTime(dataset, count, column!)
    }
  }

  func heldOut(_ fold: Int, of dataset: Dataset) -> Dataset {
    dataset.subset((0..<Int32(dataset.count)).filter { assignment[Int($0)] == Int32(fold) })
  }

  func training(_ fold: Int, of dataset: Dataset) -> Dataset {
    dataset.subset(
      (0..<Int32(dataset.count)).filter {
        let own = assignment[Int($0)]
        return isTime ? own < Int32(fold) : own != Int32(fold)
      })
  }

  /// Deals the examples of one class after another to the folds in turn.
  private static func byClass(_ dataset: Dataset, _ count: Int, _ key: RandomKey) throws(DatasetError) -> [Int32] {
    let counts = dataset.classCounts
    if let rarest = counts.indices.filter({ counts[$0] > 0 }).min(by: { counts[$0] < counts[$1] }),
      counts[rarest] < count
    {
      let advice = counts[rarest] > 1 ? "choose --folds \(counts[rarest])" : "leave its row out"
      throw .badData(
        "\(dataset.provenance.name): expected at least \(count) examples of each class for \(count) folds, found "
          + "\(counts[rarest]) of \(dataset.classNames[rarest]); \(advice), or take classes together")
    }
    let pool = shuffledIndices(dataset.count, key)
    let labels = dataset.labels
    let order =
      labels.isEmpty
      ? pool
      : dataset.classNames.indices.flatMap { label in
        pool.filter { labels[Int($0)] == Int32(label) }
      }
    var assignment = [Int32](repeating: 0, count: dataset.count)
    for (turn, example) in order.enumerated() { assignment[Int(example)] = Int32(turn % count) }
    return assignment
  }

  private static func byGroup(
    _ dataset: Dataset, _ count: Int, _ column: SplitColumn, _ key: RandomKey, balancesClasses: Bool
  ) throws(DatasetError) -> [Int32] {
    let counts = column.counts(in: dataset)
    let present = counts.indices.filter { counts[$0] > 0 }
    try check(present.count, atLeast: count, column, dataset, folds: count)
    let order = shuffledIndices(present.count, key).map { present[Int($0)] }
    let foldOfGroup =
      balancesClasses && !dataset.labels.isEmpty
      ? GroupDealing.byClass(order, counts: column.classCounts(in: dataset), folds: count)
      : GroupDealing.byRows(order, counts: counts, folds: count)
    return (0..<dataset.count).map { foldOfGroup[Int(column.rank(of: $0, in: dataset))] }
  }

  private static func byTime(_ dataset: Dataset, _ count: Int, _ column: SplitColumn) throws(DatasetError) -> [Int32] {
    let counts = column.counts(in: dataset)
    let present = counts.indices.filter { counts[$0] > 0 }
    try check(present.count, atLeast: count + 1, column, dataset, folds: count)
    var blockOfTime = [Int32](repeating: -1, count: counts.count)
    var (time, rows) = (0, 0)
    for block in 0...count {
      // Each block ends where the rows so far are nearest to its share, and leaves a time to each block after it.
      let goal = (block + 1) * dataset.count
      let last = present.count - (count - block)
      let first = time
      while time < last {
        let after = rows + counts[present[time]]
        let isNearer = abs(after * (count + 1) - goal) <= abs(rows * (count + 1) - goal)
        guard time == first || isNearer || block == count else { break }
        blockOfTime[present[time]] = Int32(block - 1)
        rows = after
        time += 1
      }
    }
    return (0..<dataset.count).map { blockOfTime[Int(column.rank(of: $0, in: dataset))] }
  }

  private static func check(
    _ found: Int, atLeast needed: Int, _ column: SplitColumn, _ dataset: Dataset, folds: Int
  ) throws(DatasetError) {
    guard found < needed else { return }
    let most = column.rule == .time ? found - 1 : found
    throw .badData(
      "\(dataset.provenance.name): expected at least \(needed) values of the column \(column.name) for \(folds) folds, found "
        + "\(found); " + (most > 1 ? "choose --folds \(most)" : "choose another column"))
  }
}

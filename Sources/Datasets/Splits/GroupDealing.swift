/// Deals whole groups of rows to folds, greedily, in an order that is random where groups are alike.
///
/// The result has the fold of each group, at its index. With as many groups as folds or more, no fold is empty.
enum GroupDealing {
  /// The largest group first, each to the fold with the fewest rows.
  static func byRows(_ order: [Int], counts: [Int], folds: Int) -> [Int32] {
    var rows = [Int](repeating: 0, count: folds)
    var foldOfGroup = [Int32](repeating: 0, count: counts.count)
    for group in sorted(order, descending: { counts[$0] }) {
      let fold = rows.indices.min { rows[$0] < rows[$1] } ?? 0
      foldOfGroup[group] = Int32(fold)
      rows[fold] += counts[group]
    }
    return foldOfGroup
  }

  /// The group with the most uneven classes first, each to the fold that keeps the counts of each class most even.
  ///
  /// Of all folds f a group with g_c rows of class c goes to the one where the variance over folds of the class's rows n_fc,
  /// as a share of all N_c, summed over classes, grows least: where Σ_c n_fc · g_c / N_c² is smallest. Of equal ones it is the
  /// fold with the fewest rows, then the first. After scikit-learn's `StratifiedGroupKFold`, which compares deviations.
  ///
  /// - Parameter counts: the rows of each class in each group.
  static func byClass(_ order: [Int], counts: [[Int]], folds: Int) -> [Int32] {
    let classes = counts.first?.count ?? 0
    let totals = (0..<classes).map { label in counts.reduce(0) { $0 + $1[label] } }
    var held = [[Int]](repeating: [Int](repeating: 0, count: classes), count: folds)
    var rows = [Int](repeating: 0, count: folds)
    var foldOfGroup = [Int32](repeating: 0, count: counts.count)
    for group in sorted(order, descending: { unevenness(counts[$0]) }) {
      let growth = held.map { own in
        (0..<classes).reduce(0.0) { sum, label in
          guard counts[group][label] > 0 else { return sum }
          let total = Double(totals[label])
          return sum + Double(own[label]) * Double(counts[group][label]) / (total * total)
        }
      }
      let fold = growth.indices.min { (growth[$0], rows[$0]) < (growth[$1], rows[$1]) } ?? 0
      foldOfGroup[group] = Int32(fold)
      for label in 0..<classes { held[fold][label] += counts[group][label] }
      rows[fold] += counts[group].reduce(0, +)
    }
    return foldOfGroup
  }

  /// The variance of a group's class counts, times the square of the number of classes: exact in whole numbers.
  private static func unevenness(_ counts: [Int]) -> Int {
    let sum = counts.reduce(0, +)
    return counts.count * counts.reduce(0) { $0 + $1 * $1 } - sum * sum
  }

  /// A stable order: groups of one size stay in random order.
  private static func sorted(_ order: [Int], descending size: (Int) -> Int) -> [Int] {
    let sizes = order.map(size)
    return order.indices.sorted { (sizes[$1], $0) < (sizes[$0], $1) }.map { order[$0] }
  }
}

extension SplitColumn {
  /// The number of examples of each class among those with each value.
  func classCounts(in dataset: Dataset) -> [[Int]] {
    var counts = [[Int]](repeating: [Int](repeating: 0, count: dataset.classNames.count), count: values.count)
    for (example, label) in dataset.labels.enumerated() {
      counts[Int(rank(of: example, in: dataset))][Int(label)] += 1
    }
    return counts
  }
}

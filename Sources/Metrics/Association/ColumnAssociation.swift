/// One column of a table, as numbers or as categories.
public enum ColumnValues: Equatable, Sendable {
  case numbers([Double])
  /// The index of each row's category.
  case categories([Int], count: Int)

  /// The number of rows.
  public var count: Int {
    switch self {
    case .numbers(let values): values.count
    case .categories(let values, _): values.count
    }
  }
}

/// How much two columns say the same, from 0 to 1; `nil` where one of them is constant or there are no rows.
///
/// - Two columns of numbers: |r|, Pearson's correlation.
/// - Numbers and categories: the correlation ratio η, the square root of the share of the variance that lies between the
///   categories.
/// - Two columns of categories: Cramér's V.
public func columnAssociation(_ first: ColumnValues, _ second: ColumnValues) -> Double? {
  precondition(first.count == second.count, "columns of one table have the same rows")
  return switch (first, second) {
  case (.numbers(let left), .numbers(let right)): pearson(left, right).map { abs($0) }
  case (.numbers(let values), .categories(let groups, let count)),
    (.categories(let groups, let count), .numbers(let values)):
    correlationRatio(values, groups, count)
  case (.categories(let left, let firstCount), .categories(let right, let secondCount)):
    cramersV(left, firstCount, right, secondCount)
  }
}

/// r = Σ(x − x̄)(y − ȳ) / √(Σ(x − x̄)²·Σ(y − ȳ)²); `nil` where one is constant.
private func pearson(_ x: [Double], _ y: [Double]) -> Double? {
  guard let (xMean, yMean) = mean(x).flatMap({ first in mean(y).map { (first, $0) } }) else { return nil }
  guard !isConstant(x), !isConstant(y) else { return nil }
  var (products, xSquares, ySquares) = (0.0, 0.0, 0.0)
  for index in x.indices {
    let (left, right) = (x[index] - xMean, y[index] - yMean)
    products += left * right
    xSquares += left * left
    ySquares += right * right
  }
  guard xSquares > 0, ySquares > 0 else { return nil }
  return min(1, max(-1, products / (xSquares.squareRoot() * ySquares.squareRoot())))
}

private func correlationRatio(_ values: [Double], _ groups: [Int], _ count: Int) -> Double? {
  guard let center = mean(values), !isConstant(values) else { return nil }
  var sums = [Double](repeating: 0, count: count)
  var sizes = [Int](repeating: 0, count: count)
  for (value, group) in zip(values, groups) {
    sums[group] += value - center
    sizes[group] += 1
  }
  guard sizes.count(where: { $0 > 0 }) > 1 else { return nil }
  let total = values.reduce(0) { $0 + ($1 - center) * ($1 - center) }
  let between = zip(sums, sizes).reduce(0) { $1.1 > 0 ? $0 + $1.0 * $1.0 / Double($1.1) : $0 }
  return total > 0 ? min(1, between / total).squareRoot() : nil
}

/// √(χ² / (n·(k − 1))) with k the smaller number of categories that occur.
private func cramersV(_ left: [Int], _ firstCount: Int, _ right: [Int], _ secondCount: Int) -> Double? {
  guard !left.isEmpty else { return nil }
  var cells = [Int](repeating: 0, count: firstCount * secondCount)
  for (row, column) in zip(left, right) { cells[row * secondCount + column] += 1 }
  let rows = (0..<firstCount).map { row in cells[row * secondCount..<(row + 1) * secondCount].reduce(0, +) }
  let columns = (0..<secondCount).map { column in
    (0..<firstCount).reduce(0) { $0 + cells[$1 * secondCount + column] }
  }
  let kept = min(rows.count { $0 > 0 }, columns.count { $0 > 0 })
  guard kept > 1 else { return nil }
  let total = Double(left.count)
  var chiSquare = 0.0
  for row in rows.indices where rows[row] > 0 {
    for column in columns.indices where columns[column] > 0 {
      let expected = Double(rows[row]) * Double(columns[column]) / total
      let difference = Double(cells[row * secondCount + column]) - expected
      chiSquare += difference * difference / expected
    }
  }
  return min(1, chiSquare / (total * Double(kept - 1))).squareRoot()
}

private func mean(_ values: [Double]) -> Double? {
  values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
}

private func isConstant(_ values: [Double]) -> Bool { values.allSatisfy { $0 == values.first } }

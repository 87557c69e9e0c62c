/// Letters for groups that cannot be told apart: two groups share a letter exactly when no test tells them apart.
///
/// `differing` names the pairs that tests tell apart. Groups come in the order in which they are shown; the first one
/// has the letter a. Source: H.-P. Piepho, An algorithm for a letter-based representation of all-pairwise comparisons,
/// 2004 (insert and absorb).
public func compactLetters(count: Int, differing: [(Int, Int)]) -> [String] {
  var columns: [Set<Int>] = [Set(0..<count)]
  for (first, second) in differing {
    var next: [Set<Int>] = []
    for column in columns {
      if column.contains(first), column.contains(second) {
        next += [column.subtracting([first]), column.subtracting([second])]
      } else {
        next.append(column)
      }
    }
    columns = []
    for (index, column) in next.enumerated() {
      let isAbsorbed = next.enumerated().contains { other, larger in
        other != index && column.isSubset(of: larger) && (column != larger || other < index)
      }
      if !isAbsorbed { columns.append(column) }
    }
  }
  columns.sort { $0.sorted().lexicographicallyPrecedes($1.sorted()) }
  return (0..<count).map { group in
    columns.indices.filter { columns[$0].contains(group) }.map(letter).joined()
  }
}

/// a to z, then A to Z, then a1, b1 and so on.
private func letter(_ index: Int) -> String {
  let letters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
  let round = index / letters.count
  return String(letters[index % letters.count]) + (round == 0 ? "" : "\(round)")
}

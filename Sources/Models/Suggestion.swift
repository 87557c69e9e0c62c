/// The most similar name, if it is similar enough to be meant.
///
/// Distance: Damerau (1964), with transpositions of adjacent letters, each substring edited once.
public func suggestion(to name: String, among names: [String]) -> String? {
  // The work grows with both lengths, and nothing has so long a name.
  guard name.utf8.count <= 200 else { return nil }
  let limit = max(name.count < 4 ? 1 : 2, name.count / 3)
  let ranked = names.map { (distance: editDistance(name, $0), name: $0) }
  return ranked.filter { $0.distance <= limit }.min { ($0.distance, $0.name) < ($1.distance, $1.name) }?.name
}

private func editDistance(_ left: String, _ right: String) -> Int {
  let a = Array(left.lowercased())
  let b = Array(right.lowercased())
  var table = [[Int]](repeating: [Int](repeating: 0, count: b.count + 1), count: a.count + 1)
  for i in 0...a.count { table[i][0] = i }
  for j in 0...b.count { table[0][j] = j }
  guard !a.isEmpty, !b.isEmpty else { return max(a.count, b.count) }
  for i in 1...a.count {
    for j in 1...b.count {
      let change = a[i - 1] == b[j - 1] ? 0 : 1
      table[i][j] = min(table[i - 1][j] + 1, table[i][j - 1] + 1, table[i - 1][j - 1] + change)
      if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
        table[i][j] = min(table[i][j], table[i - 2][j - 2] + 1)
      }
    }
  }
  return table[a.count][b.count]
}

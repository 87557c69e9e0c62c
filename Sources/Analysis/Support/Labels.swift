/// Integer classes, one for each point, found to lie in `0..<classes`.
struct Labels {
  let values: [Int32]
  let classes: Int

  /// More classes than a table of all pairs has room for are a slip, such as numbers that are no labels.
  static let mostClasses = 4_096

  /// - Parameter classes: how many there are, or `nil` for one more than the largest label.
  /// - Throws: when there is not one label for each point, or one lies outside of `0..<classes`.
  init(_ values: [Int32], classes: Int?, points: Int) throws(AnalysisError) {
    guard values.count == points else { throw .counts(name: "labels", expected: points, found: values.count) }
    let classes = classes ?? min(Self.mostClasses, Int(values.max() ?? 0) + 1)
    if let row = values.firstIndex(where: { $0 < 0 || $0 >= classes }) {
      throw .label(row: row, found: Int(values[row]), classes: classes)
    }
    self.values = values
    self.classes = classes
  }

  /// How many points each class has.
  var counts: [Int] {
    values.reduce(into: [Int](repeating: 0, count: classes)) { $0[Int($1)] += 1 }
  }
}

import FledgeDatasets
import Foundation
import TestSupport
import Testing

/// Folds of whole groups that keep the counts of each class even.
@Suite struct GroupDealingTests {
  /// A table whose rows have a group and a class; its feature is the number of the row.
  private func table(_ rows: [(group: String, kind: String)]) throws -> CSV.TrainingTable {
    try withTemporaryFolder { folder in
      let text = "n,key,kind\n" + rows.enumerated().map { "\($0),\($1.group),\($1.kind)\n" }.joined()
      try write(Array(text.utf8), to: folder + "/t.csv")
      var options = TableOptions()
      (options.label, options.features, options.splitBy) = ("kind", ["n"], "key")
      return try CSV.readTraining(folder + "/t.csv", options)
    }
  }

  /// The test rows of each fold.
  private func folds(_ table: CSV.TrainingTable, _ count: Int, seed: UInt64, balanced: Bool = true) throws -> [[Int]] {
    try (1...count).map { number in
      var rule = SplitRule(validation: .count(0), seed: seed)
      (rule.column, rule.balancesFoldClasses, rule.fold) = (table.split, balanced, (number, count))
      return try rule.splittingTest(from: table.dataset).test?.allFeatures.map { Int($0) } ?? []
    }
  }

  /// The sum over folds and classes of the squared distance from an even share.
  private func unevenness(_ folds: [[Int]], _ rows: [(group: String, kind: String)]) -> Double {
    Set(rows.map(\.kind)).reduce(0) { sum, kind in
      let counts = folds.map { fold in Double(fold.count { rows[$0].kind == kind }) }
      let share = counts.reduce(0, +) / Double(counts.count)
      return sum + counts.reduce(0) { $0 + ($1 - share) * ($1 - share) } / (share * share)
    }
  }

  /// Groups of uneven sizes and classes: most have one class, as patients have one diagnosis.
  private func patients(_ count: Int, salt: Int) -> [(group: String, kind: String)] {
    (0..<count).flatMap { patient in
      let kind = ["oak", "elm", "elm", "ash", "elm"][(patient * 7 + salt) % 5]
      return (0..<1 + (patient * patient + salt) % 6).map { row in
        ("p\(patient)", row == 4 ? "oak" : kind)
      }
    }
  }

  @Test func `four groups of one class each make two folds with both classes`() throws {
    let rows = [("a", "oak"), ("b", "oak"), ("c", "elm"), ("d", "elm")].flatMap { Array(repeating: $0, count: 3) }
      .map { (group: $0.0, kind: $0.1) }
    for seed in 0..<20 as Range<UInt64> {
      for fold in try folds(table(rows), 2, seed: seed) {
        #expect(fold.count { rows[$0].kind == "oak" } == 3 && fold.count == 6)
      }
    }
  }

  @Test func `groups stay whole, no fold is empty, and each row is held out once`() throws {
    for (count, salt) in [(2, 0), (3, 1), (5, 2), (9, 3)] {
      let rows = patients(9 + count, salt: salt)
      let table = try table(rows)
      for seed in 0..<10 as Range<UInt64> {
        let found = try folds(table, count, seed: seed)
        #expect(found.flatMap(\.self).sorted() == Array(rows.indices) && found.allSatisfy { !$0.isEmpty })
        for (index, fold) in found.enumerated() {
          let others = found.indices.filter { $0 != index }.flatMap { found[$0] }
          #expect(Set(fold.map { rows[$0].group }).isDisjoint(with: others.map { rows[$0].group }))
        }
        #expect(try folds(table, count, seed: seed) == found)
      }
    }
  }

  @Test func `classes are more even than in folds that are even by rows alone`() throws {
    var sums = (classes: 0.0, rows: 0.0)
    for salt in 0..<12 {
      let rows = patients(30, salt: salt)
      let table = try table(rows)
      for seed in 0..<5 as Range<UInt64> {
        sums.classes += unevenness(try folds(table, 5, seed: seed), rows)
        sums.rows += unevenness(try folds(table, 5, seed: seed, balanced: false), rows)
      }
    }
    #expect(sums.classes < 0.3 * sums.rows, "\(sums)")
  }

  @Test func `another seed deals groups that are alike in another order`() throws {
    let rows = (0..<24).map { (group: "p\($0 / 2)", kind: $0 / 2 % 2 == 0 ? "oak" : "elm") }
    let table = try table(rows)
    let found = try (0..<10).map { try folds(table, 3, seed: UInt64($0)) }
    #expect(Set(found).count > 5)
    for folds in found { #expect(unevenness(folds, rows) == 0) }
  }
}

import FledgeDatasets
import Foundation
import TestSupport
import Testing

/// Splits by class, group and time, and folds, over tables whose first feature is the number of the row.
@Suite struct SplitRuleTests {
  /// One row of the table below, and what its split column holds.
  private struct Row {
    var number: Int
    var key: String
    var kind: String
  }

  private func rows(_ count: Int, key: (Int) -> String, kind: (Int) -> String = { $0 % 3 == 0 ? "oak" : "elm" })
    -> [Row]
  {
    (0..<count).map { Row(number: $0, key: key($0), kind: kind($0)) }
  }

  private func read(_ rows: [Row], by rule: SplitColumn.Rule?, change: (inout TableOptions) -> Void = { _ in }) throws
    -> CSV.TrainingTable
  {
    try withTemporaryFolder { folder in
      let text = "n,key,kind\n" + rows.map { "\($0.number),\($0.key),\($0.kind)\n" }.joined()
      try write(Array(text.utf8), to: folder + "/t.csv")
      var options = TableOptions()
      (options.label, options.features) = ("kind", ["n"])
      if rule == .group { options.splitBy = "key" }
      if rule == .time { options.splitTime = "key" }
      change(&options)
      return try CSV.readTraining(folder + "/t.csv", options)
    }
  }

  private func numbers(_ dataset: Dataset?) -> [Int] { dataset?.allFeatures.map { Int($0) } ?? [] }

  private func rule(_ table: CSV.TrainingTable, seed: UInt64, validation: SplitSize = .fraction(0.3)) -> SplitRule {
    var rule = SplitRule(validation: validation, seed: seed)
    rule.column = table.split
    return rule
  }

  /// The test rows of each fold, and the rows that are learned from.
  private func folds(_ table: CSV.TrainingTable, count: Int, seed: UInt64) throws -> [(training: [Int], test: [Int])] {
    try (1...count).map { number in
      var rule = rule(table, seed: seed)
      rule.fold = (number, count)
      let parts = try rule.splittingTest(from: table.dataset)
      return (numbers(parts.rest), numbers(parts.test))
    }
  }

  @Test func `three groups of two rows, one of which is held out`() throws {
    let table = try read(rows(6) { ["a", "b", "c"][$0 / 2] }, by: .group)
    #expect(table.split?.values == ["a", "b", "c"])
    for seed in 0..<20 as Range<UInt64> {
      let parts = try rule(table, seed: seed, validation: .count(2)).splittingValidation(from: table.dataset)
      #expect([[0, 1], [2, 3], [4, 5]].contains(numbers(parts.heldOut)))
      #expect((numbers(parts.kept) + numbers(parts.heldOut)).sorted() == [0, 1, 2, 3, 4, 5])
    }
  }

  @Test func `no group stands on both sides, for any seed and size`() throws {
    let all = rows(97) { "patient \($0 * $0 % 23)" }
    let table = try read(all, by: .group)
    for seed in 0..<30 as Range<UInt64> {
      for size in [SplitSize.count(1), .fraction(0.1), .fraction(0.5), .count(96)] {
        var rule = rule(table, seed: seed, validation: size)
        rule.test = .fraction(0.25)
        let (rest, test) = try rule.splittingTest(from: table.dataset)
        let (kept, heldOut) = try rule.splittingValidation(from: size == .count(96) ? table.dataset : rest)
        let parts = size == .count(96) ? [kept, heldOut] : [kept, heldOut, try #require(test)]
        let keys = parts.map { Set(numbers($0).map { all[$0].key }) }
        for first in keys.indices {
          #expect(!keys[first].isEmpty)
          for second in keys.indices where first < second { #expect(keys[first].isDisjoint(with: keys[second])) }
        }
        #expect(parts.flatMap(numbers).sorted() == Array(0..<97))
      }
    }
  }

  @Test func `the order of the rows changes neither which groups nor which times are held out`() throws {
    let groups = rows(60) { "g\($0 * 7 % 11)" }
    let times = rows(60) { "2026-\($0 % 12 < 9 ? "0" : "")\($0 % 12 + 1)-\(10 + $0 / 12)" }
    for (all, kind) in [(groups, SplitColumn.Rule.group), (times, .time)] {
      let (straight, mixed) = try (
        read(all, by: kind), read(all.sorted { $0.number * 37 % 61 < $1.number * 37 % 61 }, by: kind)
      )
      for seed in 0..<10 as Range<UInt64> {
        let one = try rule(straight, seed: seed).splittingValidation(from: straight.dataset).heldOut
        let other = try rule(mixed, seed: seed).splittingValidation(from: mixed.dataset).heldOut
        #expect(numbers(one) == numbers(other).sorted())
        let (first, second) = try (folds(straight, count: 4, seed: seed), folds(mixed, count: 4, seed: seed))
        #expect(first.map(\.test) == second.map { $0.test.sorted() })
      }
    }
  }

  @Test func `over the folds every row is held out once, and learned from in all others`() throws {
    let all = rows(53) { "g\($0 % 9)" }
    for kind in [nil, SplitColumn.Rule.group] {
      for count in [2, 3, 5, 8] {
        for seed in 0..<5 as Range<UInt64> {
          let found = try folds(read(all, by: kind), count: count, seed: seed)
          #expect(found.flatMap(\.test).sorted() == Array(0..<53))
          for fold in found {
            #expect((fold.test + fold.training).sorted() == Array(0..<53))
            #expect(!fold.test.isEmpty)
          }
          if kind == .group {
            for fold in found {
              #expect(Set(fold.test.map { all[$0].key }).isDisjoint(with: fold.training.map { all[$0].key }))
            }
          }
        }
      }
    }
  }

  @Test func `each fold has its share of every class within one row`() throws {
    let all = rows(101, key: { _ in "x" }, kind: { $0 % 10 == 0 ? "ash" : $0 % 3 == 0 ? "oak" : "elm" })
    let table = try read(all, by: nil)
    for count in [2, 3, 7, 10] {
      for fold in try folds(table, count: count, seed: 4) {
        #expect(abs(Double(fold.test.count) - 101 / Double(count)) < 1)
        for kind in ["ash", "oak", "elm"] {
          let share = Double(all.count { $0.kind == kind }) / Double(count)
          #expect(abs(Double(fold.test.count { all[$0].kind == kind }) - share) < 1)
        }
      }
    }
  }

  @Test func `folds of real values have sizes that differ by one at most`() throws {
    let table = try read(rows(23, key: { _ in "x" }, kind: { "\($0 * 3 % 7)" }), by: nil) { $0.task = .regression }
    let found = try folds(table, count: 4, seed: 9)
    #expect(found.map(\.test.count).sorted() == [5, 6, 6, 6])
    #expect(found.flatMap(\.test).sorted() == Array(0..<23))
    #expect(try folds(table, count: 4, seed: 10).map(\.test) != found.map(\.test))
  }

  @Test func `all rows that a split by time learns from are earlier than those that it holds out`() throws {
    let all = rows(80) { "2026-03-\(10 + $0 * 11 % 17)T\(10 + $0 % 3):30:00Z" }
    let table = try read(all, by: .time)
    func key(_ rows: [Int]) -> [String] { rows.map { all[$0].key } }
    for seed in 0..<5 as Range<UInt64> {
      var rule = rule(table, seed: seed, validation: .fraction(0.2))
      rule.test = .count(10)
      let (rest, test) = try rule.splittingTest(from: table.dataset)
      let (kept, heldOut) = try rule.splittingValidation(from: rest)
      #expect(try #require(key(numbers(kept)).max()) < #require(key(numbers(heldOut)).min()))
      #expect(try #require(key(numbers(heldOut)).max()) < #require(key(numbers(test)).min()))
      #expect(abs(numbers(test).count - 10) <= 2)
      let found = try folds(table, count: 5, seed: seed)
      for fold in found { #expect(try #require(key(fold.training).max()) < #require(key(fold.test).min())) }
      // All but the first block are held out once.
      let held = found.flatMap(\.test)
      #expect(Set(held).count == held.count && (held + found[0].training).sorted() == Array(0..<80))
      for (before, after) in zip(found, found.dropFirst()) {
        #expect((before.training + before.test).sorted() == after.training)
      }
    }
  }

  @Test func `the classes of a dataset without columns are dealt to folds too`() throws {
    let dataset = try countingDataset(labels: (0..<40).map { $0 < 8 ? 1 : 0 }, classes: 3)
    var rule = SplitRule(validation: .count(0), seed: 3)
    rule.fold = (2, 4)
    let parts = try rule.splittingTest(from: dataset)
    #expect(parts.test?.classCounts == [8, 2, 0] && parts.rest.classCounts == [24, 6, 0])
  }

  @Test(arguments: [
    (["1", "2.5", "1e3"], "number"), (["2026-02-28", "2024-02-29", "1969-12-31"], "date"),
    (["2026-01-31T18:30", "2026-01-31 18:30:05.250", "2026-02-01"], "date-time"),
    (["2026-01-31T18:30Z", "2026-01-31T20:00+01:00", "2026-01-31T18:30:00,5-0130"], "zone"),
  ])
  func `times are read as numbers, dates and date-times`(values: [String], name: String) throws {
    let table = try read(
      rows(3, key: { $0 == 2 && values[2].contains(",") ? "\"\(values[2])\"" : values[$0] }), by: .time)
    let expected: [String]
    switch name {
    case "date": expected = [values[2], values[1], values[0]]
    case "zone": expected = [values[0], values[1], values[2]]
    default: expected = values
    }
    #expect(table.split?.values == expected)
  }

  @Test func `equal times in two spellings are one time`() throws {
    let table = try read(
      rows(4) { ["2026-01-01T12:00Z", "2026-01-01T13:00+01:00", "2026-01-01T12:00:00.0Z", "2026-01-02T00:00Z"][$0] },
      by: .time)
    #expect(table.split?.values.count == 2)
    let parts = try rule(table, seed: 0, validation: .count(1)).splittingValidation(from: table.dataset)
    #expect(numbers(parts.heldOut) == [3])
  }

  @Test(arguments: [
    "2026-13-01", "2026-02-29", "2025-04-31", "2026-1-5", "yesterday", "2026-01-01T24:00", "2026-01-01T10",
    "2026-01-01T10:60",
    "2026-01-01T10:00:00.", "2026-01-01T10:00+25:00", "2026-01-01T10:00+01:", "31.01.2026", "01/02/2026",
  ])
  func `a value that is no time is refused with its line`(text: String) throws {
    let error = datasetError { _ = try read(rows(4) { $0 == 2 ? text : "2026-01-0\($0 + 1)" }, by: .time) }
    #expect(error?.description.contains("line 4, column 2 (key)") == true, "\(error?.description ?? "")")
    #expect(error?.description.contains("\"\(text)\"") == true)
  }

  @Test func `numbers among dates, and zones among times without, are refused`() throws {
    for other in ["7", "2026-01-01T10:00Z"] {
      let error = datasetError { _ = try read(rows(3) { $0 == 1 ? other : "2026-01-0\($0 + 1)" }, by: .time) }
      #expect(error?.description.contains("line 3") == true && error?.description.contains("without a zone") == true)
    }
  }

  @Test func `columns that cannot split are refused by name`() throws {
    let all = rows(8) { "g\($0 % 4)" }
    func message(_ rows: [Row], _ change: (inout TableOptions) -> Void) -> String {
      datasetError { _ = try read(rows, by: .group, change: change) }?.description ?? ""
    }
    #expect(message(all) { $0.splitBy = "patient" }.contains("\"patient\""))
    #expect(message(all) { $0.splitBy = "kind" }.contains("--label and --split-by"))
    #expect(message(rows(8) { _ in "same" }) { _ in }.contains("\"same\" in all 8 rows"))
    let gap = rows(8) { $0 == 5 ? "" : "g\($0 % 2)" }
    #expect(message(gap) { _ in }.contains("line 7, column 2 (key)"))
    #expect(try read(gap, by: .group) { $0.missing = .drop }.dataset.count == 7)
    // Dropped rows do not shift the values of those that stay.
    let kept = try read(gap, by: .group) { $0.missing = .drop }
    #expect(
      numbers(try rule(kept, seed: 0, validation: .count(3)).splittingValidation(from: kept.dataset).heldOut).count >= 3
    )
    #expect(
      Set(
        numbers(try rule(kept, seed: 0, validation: .count(3)).splittingValidation(from: kept.dataset).heldOut).map {
          $0 % 2
        }
      )
      .count == 1)
  }

  @Test func `more folds than rows, groups, times or examples of a class are refused`() throws {
    func message(_ rows: [Row], by kind: SplitColumn.Rule?, folds count: Int) -> String {
      datasetError { _ = try folds(read(rows, by: kind), count: count, seed: 0) }?.description ?? ""
    }
    #expect(message(rows(4) { "\($0)" }, by: .group, folds: 5).contains("at least 5 rows"))
    #expect(message(rows(9) { "g\($0 % 3)" }, by: .group, folds: 4).contains("--folds 3"))
    #expect(message(rows(9) { "\($0 % 3)" }, by: .time, folds: 3).contains("--folds 2"))
    let rare = rows(9, key: { _ in "x" }, kind: { $0 < 2 ? "ash" : "elm" })
    #expect(message(rare, by: nil, folds: 3).contains("found 2 of ash; choose --folds 2"))
    let single = rows(9, key: { _ in "x" }, kind: { $0 < 1 ? "ash" : "elm" })
    #expect(message(single, by: nil, folds: 2).contains("leave its row out"))
  }

  @Test func `the split column is a feature only where it is asked for, and that is said`() throws {
    let all = rows(8) { "\($0 % 4)" }
    let without = try read(all, by: .group) { $0.features = [] }
    #expect(without.layout.columns.map(\.name) == ["n"])
    #expect(without.notes.contains { $0.contains("key splits the rows and is no feature") })
    let with = try read(all, by: .group) { $0.features = ["n", "key"] }
    #expect(with.layout.columns.map(\.name) == ["n", "key"])
    #expect(with.notes.contains { $0.contains("is a feature too") })
    #expect(with.split == without.split)
  }
}

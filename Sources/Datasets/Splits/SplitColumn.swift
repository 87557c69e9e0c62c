/// The column that says which rows stay together, or which of them come first.
public struct SplitColumn: Sendable, Equatable {
  public enum Rule: String, Codable, Sendable {
    /// All rows with one value stand on one side of a split.
    case group
    /// The held-out rows are the latest.
    case time
  }

  public let name: String
  public let rule: Rule
  /// The distinct values in their order: groups by code point, times from the earliest.
  public let values: [String]
  /// The index in `values` of each stored row's value.
  let ranks: [Int32]

  /// The distinct values of some examples, with the number of examples of each.
  func counts(in dataset: Dataset) -> [Int] {
    var counts = [Int](repeating: 0, count: values.count)
    for example in 0..<dataset.count { counts[Int(rank(of: example, in: dataset))] += 1 }
    return counts
  }

  func rank(of example: Int, in dataset: Dataset) -> Int32 { ranks[dataset.row(of: example)] }

  /// The values that occur among some examples, in their order.
  public func values(in dataset: Dataset) -> [String] {
    counts(in: dataset).enumerated().filter { $0.element > 0 }.map { values[$0.offset] }
  }
}

/// A split column while its table is read.
struct SplitReader {
  let rule: SplitColumn.Rule
  /// Finds the column in the header.
  let place: @Sendable (CSVHead) throws(DatasetError) -> Int
  private var texts: [String] = []
  private var index: [String: Int32] = [:]
  private var times: [TimePoint] = []
  private var rows: [Int32] = []

  init(_ rule: SplitColumn.Rule, place: @escaping @Sendable (CSVHead) throws(DatasetError) -> Int) {
    (self.rule, self.place) = (rule, place)
  }

  /// The index of a text; `nil` where it is no time, or of another form than the first one.
  mutating func index(of text: String) -> Int32? {
    if let known = index[text] { return known }
    if rule == .time {
      guard let time = TimePoint(text), times.first.map({ time.hasForm(of: $0) }) ?? true else { return nil }
      times.append(time)
    }
    let new = Int32(texts.count)
    index[text] = new
    texts.append(text)
    return new
  }

  mutating func append(_ index: Int32) { rows.append(index) }

  /// What a text should have been.
  var expected: String {
    guard let first = times.first else {
      return "a number, a date such as 2026-01-31 or a date-time such as 2026-01-31T18:30:00Z"
    }
    return "\(first.formName), as in the rows before"
  }

  func column(named name: String) -> SplitColumn {
    let order: [Int] =
      switch rule {
      case .group: texts.indices.sorted { texts[$0].utf8.lexicographicallyPrecedes(texts[$1].utf8) }
      case .time: texts.indices.sorted { times[$0] < times[$1] }
      }
    var ranks = [Int32](repeating: 0, count: texts.count)
    var values: [String] = []
    var last: Int?
    for text in order {
      // `1` and `1.0` are one time.
      if rule != .time || last.map({ times[$0] != times[text] }) ?? true { values.append(texts[text]) }
      ranks[text] = Int32(values.count - 1)
      last = text
    }
    return SplitColumn(name: name, rule: rule, values: values, ranks: rows.map { ranks[Int($0)] })
  }
}

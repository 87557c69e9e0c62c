public import FledgeMetrics

/// A published number that readings must explain.
public struct ReadingNumber: Sendable {
  /// The last part of its id, such as `accuracy`; empty where the block has one number.
  public let id: String
  /// What the number is.
  public let name: String
  /// The number as the report prints it.
  public let published: Published
  /// What kind of number it is; as the print suggests when `nil`.
  public let quantity: Quantity?
  /// The id of the number in another block, such as `results.l2.loss`, where it is an item there; `nil` elsewhere.
  public let item: String?

  public init(
    _ id: String, _ name: String, published: Published, as quantity: Quantity? = nil, item: String? = nil
  ) {
    (self.id, self.name, self.published, self.quantity, self.item) = (id, name, published, quantity, item)
  }
}

/// One way to read a report's settings, and what comes out under it.
public struct Reading: Sendable {
  /// The id, such as `first-4000`.
  public let id: String
  /// What is done under this reading.
  public let name: String
  /// What we measured under it, one entry for each number of the block.
  public let ours: [Measured]
  /// Where the report says so, such as "section 2.3.1"; `nil` for a reading that is not in its text.
  public let source: String?
  /// How many examples the published share was measured on, if they are not ours.
  public let otherExamples: Int?

  public init(_ id: String, _ name: String, ours: [Measured], source: String?, otherExamples: Int? = nil) {
    self.id = id
    self.name = name
    self.ours = ours
    self.source = source
    self.otherExamples = otherExamples
  }
}

/// Every reading of a report's settings that was tried for some of its numbers, one in a row, each with one verdict.
///
/// The numbers are judged by the first reading, the plainest one. How many readings of the text explain all numbers
/// stands beside.
public struct Readings: ReportBlock {
  /// The id, such as `accuracy`; it stands before the ids of numbers and readings.
  public let id: String
  /// What the numbers are.
  public let name: String
  /// The published numbers.
  public let numbers: [ReadingNumber]
  /// The readings, the plainest one first.
  public let readings: [Reading]
  /// Which scale a verdict needs.
  public let needs: NeededScale
  /// Whether the numbers are items of another block of the page already.
  public let numbersAreElsewhere: Bool

  /// Lists the readings that were tried for published numbers.
  public init(
    _ id: String, _ name: String, _ numbers: [ReadingNumber], needs: NeededScale = .full,
    numbersAreElsewhere: Bool = false, _ readings: [Reading]
  ) {
    precondition(!readings.isEmpty && !numbers.isEmpty, "readings \(id): expected numbers and readings")
    for reading in readings {
      precondition(
        reading.ours.count == numbers.count,
        "reading \(reading.id): expected a value for each of \(numbers.count) numbers")
    }
    (self.id, self.name, self.numbers, self.needs, self.readings) = (id, name, numbers, needs, readings)
    self.numbersAreElsewhere = numbersAreElsewhere
  }

  func judgements(of reading: Reading) -> [VerdictRule.Judgement] {
    zip(numbers, reading.ours).map { number, ours in
      VerdictRule.judge(
        number.published, ours, as: number.quantity, otherExamples: reading.otherExamples, together: numbers.count)
    }
  }

  /// The verdict on a reading, which must explain all numbers that were measured under it.
  func verdict(on reading: Reading, in page: PageContext) -> Verdict {
    page.allowed(Verdict.combined(judgements(of: reading).map(\.verdict)), needs: needs)
  }

  /// How many readings of the text explain all numbers, and which reading is ours.
  func outcome(in page: PageContext) -> String {
    let stated = readings.filter { $0.source != nil }
    let verdicts = stated.map { verdict(on: $0, in: page) }
    guard verdicts.contains(where: \.isJudgement) else { return "ours: \(readings[0].name)" }
    let count = verdicts.filter { $0 == .reproduced }.count
    let what = numbers.count == 1 ? "reproduce it" : "reproduce all \(numbers.count) numbers"
    return "\(count) of \(stated.count) readings in the text \(what); ours is the plainest: \(readings[0].name)"
  }

  /// The numbers, judged by the plainest reading, then each reading.
  public func items(in page: PageContext) -> [ReportItem] {
    let outcome = outcome(in: page)
    let own = zip(zip(numbers, numberIDs), judgements(of: readings[0])).map { entry, judgement in
      let (number, id) = entry
      return ReportItem(
        id: page.id(id), kind: .number, title: number.name,
        published: number.published, ours: judgement.summary,
        verdict: page.allowed(judgement.verdict, needs: needs), outcome: "\(judgement.outcome); \(outcome)",
        reading: readings[0].name)
    }
    let rows = readings.map { reading in
      let judgements = judgements(of: reading)
      let single = numbers.count == 1
      return ReportItem(
        id: page.id("\(id).\(reading.id)"), kind: .reading, title: reading.name,
        published: single ? numbers[0].published : nil,
        statement: single ? nil : numbers.map { "\($0.name) \($0.published.text)" }.joined(separator: ", "),
        ours: single ? judgements[0].summary : nil, verdict: verdict(on: reading, in: page),
        outcome: zip(numbers, judgements).map { single ? $1.outcome : "\($0.name): \($1.outcome)" }
          .joined(separator: "; "),
        isCounted: false, reading: reading.name)
    }
    return (numbersAreElsewhere ? [] : own) + rows
  }

  /// The readings as CSV: one row for each reading and number.
  public var files: [PageFile] {
    let header = ["reading", "source", "number", "published", "mean", "sd", "lower", "upper", "n", "values"]
    let rows = readings.flatMap { reading in
      zip(numbers, judgements(of: reading)).map { number, judgement in
        let ours = judgement.summary
        let text = { (value: Double?) in value.map { "\($0)" } ?? "" }
        return [
          reading.name, reading.source ?? "not in the text", number.name, text(number.published.value),
          text(ours?.mean),
          text(ours?.standardDeviation), text(ours?.interval?.lower), text(ours?.interval?.upper),
          ours.map { "\($0.count)" } ?? "", (ours?.values ?? []).map { "\($0)" }.joined(separator: " "),
        ]
      }
    }
    return [PageFile(name: "figures/\(id).csv", text: TableMarkup.csv(header, rows))]
  }

  public var anchors: [String] { [id] }

  /// The ids of the numbers on the page, in this block or another; those of the report's items without its name.
  var numberIDs: [String] { numbers.map { $0.item ?? [id, $0.id].filter { !$0.isEmpty }.joined(separator: ".") } }
}

extension String {
  /// The text as a sentence: a capital first, a full stop last.
  var sentence: String {
    guard let first else { return self }
    let ended = ".!?".contains(last ?? " ") ? self : self + "."
    return first.uppercased() + ended.dropFirst()
  }
}

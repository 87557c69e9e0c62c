public import FledgeFormats
public import FledgeModels
import FledgeTraining

/// The epochs of runs as a table, one row for each epoch of each run.
public struct HistoryTable: Sendable {
  /// The columns of every run, which later versions only add to.
  static let common = [
    "run", "study", "variant", "seed", "fold", "epoch", "step", "learning_rate", "training_loss_seen",
    "training_accuracy_seen", "training_loss", "training_accuracy", "validation_loss", "validation_accuracy", "seconds",
  ]

  /// The columns of every run, then those that `--track` added to any of them.
  public let columns: [String]
  /// The rows: a text, a whole number, a number, or nothing.
  public let rows: [[JSONValue]]

  public init(_ runs: [TrackedRun]) {
    var tracked: [String] = []
    for value in runs.flatMap(\.record.history.epochs).flatMap({ $0.tracked ?? [] }) where !tracked.contains(value.name)
    {
      tracked.append(value.name)
    }
    columns = HistoryTable.common + tracked
    rows = runs.flatMap { run in
      let ofRun: [JSONValue] = [
        .string(run.name), run.study.map { .string($0) } ?? .null, run.variant.map { .string($0) } ?? .null,
        Int(exactly: run.record.seed).map { .integer($0) } ?? .string("\(run.record.seed)"),
        run.settings.fold.map { .integer($0) } ?? .null,
      ]
      return run.record.history.epochs.map { epoch in
        ofRun + [.integer(epoch.epoch), .integer(epoch.step)]
          + epoch.measured.map { _, value in value.map { .number($0) } ?? .null }
          + tracked.map { name in epoch.tracked?.first { $0.name == name }.map { .number($0.value) } ?? .null }
      }
    }
  }

  /// The table as a file of its kind.
  public func text(_ kind: TableKind) -> String { kind.text(columns, rows) }
}

/// How a table is written.
public enum TableKind: String, CaseIterable, Sendable {
  /// A header line, then a line of fields for each row; what begins like a formula has an apostrophe in front.
  case csv
  /// An object on each line; what a row lacks is null.
  case jsonl

  /// The kind that a file's name ends in.
  ///
  /// - Throws: `SettingError` that names the flag where it is none of them.
  public init(fileName path: String, flag: String) throws(SettingError) {
    let name = path.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
    guard let point = name.lastIndex(of: "."),
      let kind = TableKind(rawValue: name[name.index(after: point)...].lowercased())
    else {
      throw .invalidValue(key: flag, expected: "a file that ends in .csv or .jsonl", found: "'\(path)'")
    }
    self = kind
  }

  /// Rows as text.
  public func text(_ columns: [String], _ rows: [[JSONValue]]) -> String {
    switch self {
    case .csv:
      CSVCell.line(columns) + rows.map { CSVCell.line($0.map(TableKind.cell)) }.joined()
    case .jsonl:
      rows.map { row in
        var object = JSONObject()
        for (name, value) in zip(columns, row) { object[name] = value }
        return JSONValue.object(object).text() + "\n"
      }.joined()
    }
  }

  /// A value as text; numbers are the shortest that read back as the same.
  private static func cell(_ value: JSONValue) -> String {
    switch value {
    case .null: ""
    case .string(let text): text
    case .number(let number): "\(number)"
    default: value.text()
    }
  }
}

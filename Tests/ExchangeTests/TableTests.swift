import FledgeExchange
import FledgeFormats
import FledgeModels
import FledgeTraining
import Foundation
import GRDB
import TestSupport
import Testing

@Suite struct TableTests {
  @Test func `nothing that a spreadsheet runs begins a field`() {
    let starts = ["=", "+", "-", "@", "\t", "\n", "＝", "＋", "－", "＠"]
    for start in starts {
      for space in ["", " ", "   "] {
        for rest in ["SUM(A1)", "1+1", "cmd|' /C calc'!A0", "a,b", "\"q\"", "é"] where Double(start + rest) == nil {
          let text = space + start + rest
          #expect(CSVCell.disarmed(text) == "'" + text, "\(text.debugDescription)")
          #expect(CSVCell.field(text).drop { $0 == "\"" }.hasPrefix("'"))
        }
      }
    }
    for text in ["-1.5", "+3", "-1e-05", "-inf", "nan", "-", "=", "a=b", "'=x", "", " ", "12", "a\tb"] {
      #expect(CSVCell.disarmed(text) == text)
    }
  }

  @Test func `a field reads back as its text`() {
    #expect(CSVCell.field("plain") == "plain")
    #expect(CSVCell.field("a,b") == "\"a,b\"")
    #expect(CSVCell.field("say \"x\"") == "\"say \"\"x\"\"\"")
    #expect(CSVCell.field("two\nlines") == "\"two\nlines\"")
    #expect(CSVCell.field("\u{1B}[2J\r") == "\\u{1B}[2J\\u{D}")
    #expect(CSVCell.line(["a", "=b"]) == "a,'=b\n")
  }

  @Test func `the history of a run is one row for each epoch, in both kinds`() throws {
    try withTemporaryFolder { folder in
      try train(tinySettings { $0.seed = 7 }, to: folder + "/=run,1")
      var run = try TrackedRun(folder: folder + "/=run,1")
      run.variant = "-2+3"
      let table = HistoryTable([run])
      let lines = table.text(.csv).split(separator: "\n")
      #expect(lines[0].split(separator: ",").map(String.init) == table.columns)
      #expect(lines.count == 4 && lines[1].hasPrefix("\"'=run,1\",,'-2+3,7,,1,"))
      let rows = try table.text(.jsonl).split(separator: "\n").map { try JSONValue(parsing: String($0)) }
      for (row, epoch) in zip(rows, run.record.history.epochs) {
        #expect(row["run"] == "=run,1" && row["variant"] == "-2+3" && row["study"] == .null)
        #expect(row["step"]?.integerValue == epoch.step)
        #expect(row["training_loss_seen"]?.numberValue == epoch.runningTrainingLoss)
        #expect(row["training_loss"] == .null && row.objectValue?.keys == table.columns)
      }
    }
  }

  @Test func `what --track measured stands in tables, TensorBoard and Trackio`() throws {
    try withTemporaryFolder { folder in
      try train(tinySettings(), to: folder + "/a", norms: true)
      try train(tinySettings(), to: folder + "/b")
      let runs = try ["a", "b"].map { try TrackedRun(folder: "\(folder)/\($0)") }
      let epochs = runs[0].record.history.epochs
      let names = try #require(epochs[0].tracked).map(\.name)
      #expect(names.contains("gradient_norm:0") && names.contains("dead_share:1"))
      let table = HistoryTable(runs)
      #expect(table.columns.suffix(names.count) == names[...])
      let rows = try table.text(.jsonl).split(separator: "\n").map { try JSONValue(parsing: String($0)) }
      #expect(rows.count == 2 * epochs.count && rows.last?["gradient_norm:0"] == .null)
      _ = try TensorBoardExport.write(TrackedRuns(folder: folder + "/a"), folder: folder + "/a", to: folder + "/logs")
      let scalars = try scalars(events(folder + "/logs")[0])
      let project = TrackioProject(named: "study", in: folder + "/trackio")
      _ = try project.add([runs[0]])
      let metrics = try DatabaseQueue(path: project.path).read { database in
        try Data.fetchAll(database, sql: "SELECT metrics FROM metrics ORDER BY id")
      }.map { try JSONValue(parsing: [UInt8]($0)) }
      for (index, epoch) in epochs.enumerated() {
        for value in try #require(epoch.tracked) {
          let tag = value.name.replacing(":", with: "/")
          #expect(rows[index][value.name]?.numberValue == value.value)
          #expect(scalars[tag]?[index].value == Float(value.value) && scalars[tag]?[index].step == epoch.step)
          #expect(metrics[index][tag]?.numberValue == value.value)
        }
      }
    }
  }

  @Test func `items of reports are rows with all their numbers`() throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../../docs/reports").path
    let table = try ItemsTable(contentsOf: folder + "/items.json")
    #expect(table.rows.count > 100 && table.rows.allSatisfy { $0.count == ItemsTable.columns.count })
    let first = table.text(.csv).split(separator: "\n")[1]
    #expect(first.hasPrefix("vera-minai,vera-minai.error.train,number,error fraction on the training images,"))
    let rows = try table.text(.jsonl).split(separator: "\n").map { try JSONValue(parsing: String($0)) }
    #expect(rows.count == table.rows.count && rows[0]["n"]?.integerValue == 5)
    #expect(rows[0]["interval_lower"]?.numberValue != nil && rows[0]["published"]?.numberValue == 0.012)
  }

  @Test(arguments: ["[]", "{}", "{\"reports\": 3}", "x", ""])
  func `another file is no table of items`(text: String) throws {
    try withTemporaryFolder { folder in
      try text.write(toFile: folder + "/items.json", atomically: true, encoding: .utf8)
      #expect(throws: FormatError.self) { try ItemsTable(contentsOf: folder + "/items.json") }
    }
  }

  @Test func `the kind of a table is the end of its name`() throws {
    #expect(try TableKind(fileName: "a/b.CSV", flag: "--history") == .csv)
    #expect(try TableKind(fileName: "b.jsonl", flag: "--history") == .jsonl)
    for name in ["csv", "a.txt", "", "a.csv/b", "jsonl"] {
      #expect(throws: SettingError.self) { try TableKind(fileName: name, flag: "--history") }
    }
  }
}

import ArgumentParser
import Fledge
import Foundation

/// `fledge data check`.
struct DataCheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Say whether a network trained on one file can be used with another.",
    discussion: """
      Compares columns, types, ranges, classes, missing values, rows in common and means. Ends with 0 where the second file can be \
      used, with 65 where it cannot. Takes the data flags of `fledge train` for the first file.

      EXAMPLES
        fledge data check trees.csv new-trees.csv --label species
        fledge data check prices.csv new-prices.csv --label price --task regression --json
      """)

  @Argument(help: "The data of the training: a file or folder.") var training: String
  @Argument(help: "The data to use the network with.") var other: String
  @OptionGroup(title: "Data") var flags: DataFlags
  @OptionGroup var output: OutputFlags

  func validate() throws {
    guard flags.data == nil, flags.test == nil else {
      throw ValidationError("data check compares the two files that it is given; leave out --data and --test")
    }
  }

  func run() throws {
    var settings = try flags.settings()
    if flags.dataset == nil { settings.dataset = "csv" }
    settings.data = training
    let comparison = try DataComparison(settings, with: other)
    let console = Console(output)
    for note in comparison.notes { console.warn(note) }
    for problem in comparison.problems { console.warn(problem) }
    for unknown in comparison.unknownClasses {
      console.warn("\(unknown.rows) row\(unknown.rows == 1 ? "" : "s") of the unknown class \"\(unknown.name)\"")
    }
    console.say(text(comparison))
    if output.json { console.give(.object(json(comparison))) }
    guard comparison.isUsable else { throw ExitStatusError(status: .badData) }
  }

  private func text(_ comparison: DataComparison) -> String {
    var lines = [
      "\(training): \(grouped(comparison.trainingRows)) rows; \(other): \(grouped(comparison.rows)) rows, of which "
        + "\(grouped(comparison.commonRows)) \(comparison.commonRows == 1 ? "has" : "have") the features of a row of the first"
    ]
    if !comparison.columns.isEmpty {
      var rows = [["column", "below", "above", "drift"]]
      for column in comparison.columns {
        rows.append(
          [column.name, grouped(column.below), grouped(column.above), column.drift.map { decimals($0, 2) } ?? "–"])
      }
      lines.append("")
      lines.append(tableText(rows, rightAligned: 1))
      lines.append(
        "(below, above: rows outside of the training's range; drift: difference of the means in standard deviations of the training)"
      )
      lines.append("")
    }
    lines.append(
      !comparison.isUsable
        ? "A network trained on \(training) cannot be used with \(other)."
        : "A network trained on \(training) can be used with \(other)"
          + (comparison.hasTarget ? "." : ", for predictions alone."))
    return lines.joined(separator: "\n")
  }

  private func json(_ comparison: DataComparison) -> JSONObject {
    [
      "usable": .bool(comparison.isUsable), "has_target": .bool(comparison.hasTarget),
      "training_rows": .integer(comparison.trainingRows), "rows": .integer(comparison.rows),
      "common_rows": .integer(comparison.commonRows),
      "problems": .array(comparison.problems.map { .string($0) }),
      "notes": .array(comparison.notes.map { .string($0) }),
      "unknown_classes": .array(
        comparison.unknownClasses.map { ["name": .string($0.name), "rows": .integer($0.rows)] }),
      "columns": .array(
        comparison.columns.map {
          [
            "name": .string($0.name), "below": .integer($0.below), "above": .integer($0.above),
            "drift": $0.drift.map { .number($0) } ?? .null,
          ]
        }),
    ]
  }
}

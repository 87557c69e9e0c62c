import FledgeCharts
import FledgePages
import FledgeStudies

/// A table of kind `gradients`: weights by their names, and their gradients by differences and by back-propagation.
struct GradientTable: Sendable {
  static let keys = ["precision", "steps"]

  private let selector: RunSelector
  private let gradients: StudyGradients
  private let precision: StudyGradients.Precision
  private let steps: [Double]

  init(_ reader: ReportBlockReader) throws {
    selector = try reader.selector().single(in: reader.file, what: "a table of gradients")
    gradients = try selector.gradients(in: reader.file, line: reader.line)
    precision = try reader.precision()
    let entry = reader.entry("steps")
    steps =
      try entry.map { entry in
        try reader.file.list(entry.value, key: "steps", line: entry.line).map {
          try reader.file.step(reader.file.number($0, key: "steps", line: entry.line), key: "steps", line: entry.line)
        }
      } ?? [1e-2]
    guard Set(steps).count == steps.count else {
      throw reader.file.fail(entry?.line ?? reader.line, "steps: a value stands twice; leave one of them out")
    }
  }

  func table(
    _ id: String, _ number: String?, _ caption: String?, _ context: ReproductionContext, of report: String
  ) throws -> Table {
    let checks = try steps.map { try gradients.rows(selector, precision, step: $0, context, of: report) }
    let decimals = precision == .single ? 7 : 9
    let differences = steps.flatMap { step -> [TableColumn] in
      let size = steps.count == 1 ? "" : ", ε = \(NumberText.scientific(step))"
      return [TableColumn("numerical\(size)"), TableColumn("absolute difference\(size)")]
    }
    return Table(
      id, number: number,
      caption: caption
        ?? "Gradients in \(precision.rawValue) precision, by (E(w + ε) − E(w − ε)) / 2ε, ε = "
        + "\(steps.map { NumberText.scientific($0) }.joined(separator: " and ")), and by back-propagation.",
      columns: [TableColumn("Weight"), TableColumn("parameter"), TableColumn("backprop")] + differences,
      rows: checks[0].indices.map { row in
        [
          .text(checks[0][row].name), .text(checks[0][row].weight),
          .number(checks[0][row].backprop, decimals: decimals),
        ]
          + checks.flatMap { check -> [TableCell] in
            [.number(check[row].numerical, decimals: decimals), .scientific(check[row].difference, digits: 2)]
          }
      })
  }
}

extension ReportBlockReader {
  fileprivate func precision() throws(StudyError) -> StudyGradients.Precision {
    try file.precision(text("precision"), line: entry("precision")?.line ?? line)
  }
}

extension StudyFile {
  func precision(_ text: String?, line: Int) throws(StudyError) -> StudyGradients.Precision {
    guard let text else { return .single }
    guard let precision = StudyGradients.Precision(rawValue: text) else {
      throw fail(line, "precision: expected single or double, found '\(text)'")
    }
    return precision
  }

  /// The ε of a difference.
  func step(_ value: Double, key: String, line: Int) throws(StudyError) -> Double {
    guard value > 0, value <= 1 else { throw fail(line, "\(key): expected ε above 0 and at most 1, found \(value)") }
    return value
  }
}

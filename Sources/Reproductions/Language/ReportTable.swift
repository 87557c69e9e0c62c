import FledgeMetrics
import FledgePages
import FledgeStudies
import Yams

/// A table of a text report: variants and metrics, or the scores of each class.
package struct ReportTable: Sendable {
  static let keys = ["id", "in", "kind", "caption", "study", "where", "variant", "reading", "metrics"]

  enum Kind: String, CaseIterable, Sendable {
    /// One row for each variant, one column for each metric: mean and standard deviation over seeds.
    case settings
    /// Precision, recall and F1 of each class: means over seeds.
    case classes
  }

  let id: String
  let number: String?
  let caption: String?
  let kind: Kind
  let selector: RunSelector
  let quantities: [NamedQuantity]

  init(_ node: Node, line: Int, file: StudyFile, studies: [ReportStudy]) throws {
    let reader = try ReportBlockReader(
      node, what: "a table", keys: Self.keys, line: line, file: file, studies: studies)
    id = try reader.id()
    let place = try reader.text("in")
    number = place == nil || place == "none" ? nil : place?.capitalizedFirst
    caption = try reader.text("caption")
    let name = try reader.text("kind") ?? Kind.settings.rawValue
    guard let kind = Kind(rawValue: name) else {
      throw file.noSuch(
        "kind of table", name, among: Kind.allCases.map(\.rawValue), line: reader.entry("kind")?.line ?? line
      )
    }
    self.kind = kind
    let selector = try reader.selector()
    if kind == .classes {
      self.selector = try selector.single(in: file, what: "a table of classes")
      _ = try file.quantity("test_accuracy", of: selector.study, line: reader.line)
      quantities = []
    } else {
      self.selector = selector
      let place = reader.entry("metrics")?.line ?? reader.line
      guard let names = try reader.names("metrics") else {
        throw file.fail(place, "a table: expected 'metrics: [test_accuracy, …]', found none")
      }
      quantities = try names.map { try file.quantity($0, of: selector.study, line: place) }
    }
  }

  func block(_ context: ReproductionContext, of report: String) throws -> Table {
    let runs = try selector.runs(context, of: report)
    switch kind {
    case .settings:
      let columns = quantities.flatMap { quantity -> [TableColumn] in
        [TableColumn(quantity.title.capitalizedFirst), TableColumn("sd")]
      }
      let rows = runs.map { variant, runs in
        [TableCell.text(variant.label.isEmpty ? "all runs" : variant.label)]
          + quantities.flatMap { quantity in Self.cells(quantity, quantity.measured(runs)) }
          + [.count(runs.count { !$0.hasDiverged })]
      }
      return Table(
        id, number: number, caption: caption ?? "Means and standard deviations over seeds.",
        columns: [TableColumn("Variant")] + columns + [TableColumn("Runs")], rows: rows)
    case .classes:
      let reports = runs.flatMap(\.1).compactMap(\.report)
      let names = reports.first?.classNames ?? []
      let scores: [(String, any KeyPath<ClassScores, Double> & Sendable)] = [
        ("Precision", \.precision), ("Recall", \.recall), ("F1", \.f1),
      ]
      return Table(
        id, number: number, caption: caption ?? "Scores of each class on the test set: means over seeds.",
        columns: [TableColumn("Class")] + scores.map { TableColumn($0.0) },
        rows: names.indices.map { index in
          [.text(names[index])]
            + scores.map { score in
              let values = reports.map { $0.classes[index][keyPath: score.1] }.filter(\.isFinite)
              return .number(values.isEmpty ? .nan : values.reduce(0, +) / Double(values.count), decimals: 4)
            }
        })
    }
  }

  private static func cells(_ quantity: NamedQuantity, _ values: [Double]) -> [TableCell] {
    let seeds = try? SeedValues(values.filter(\.isFinite))
    let (mean, deviation) = (seeds?.mean ?? .nan, seeds?.sampleStandardDeviation ?? .nan)
    return quantity.quantity.metric.unit == .fraction
      ? [.percent(mean, decimals: 2), .percent(deviation, decimals: 2)]
      : quantity.quantity.quantity == .count
        ? [.number(mean, decimals: 1), .number(deviation, decimals: 1)]
        : [.number(mean, decimals: 4), .number(deviation, decimals: 4)]
  }
}

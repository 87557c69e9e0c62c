import FledgeDatasets
import FledgeLatent
import FledgeMetrics
import FledgeModels
import FledgePages
import FledgeStudies
import Yams

/// A table of a text report: variants and metrics, or the scores of each class.
package struct ReportTable: Sendable {
  static let keys =
    ["id", "in", "kind", "caption", "study", "where", "variant", "reading", "metrics", "k"]
    + MedianTable.keys + GradientTable.keys

  package enum Kind: String, CaseIterable, Sendable {
    /// One row for each variant, one column for each metric: mean and standard deviation over seeds.
    case settings
    /// Precision, recall and F1 of each class: means over seeds.
    case classes
    /// Accuracy of the nearest neighbours in the code of an autoencoder, beside that in the features themselves.
    case neighbors
    /// Medians over seeds of named quantities, for named runs.
    case medians
    /// Gradients of named weights by differences and by back-propagation.
    case gradients

    /// What the table holds, for the guide.
    package var help: String {
      switch self {
      case .settings: "mean and standard deviation over seeds of each of `metrics`; a row for each variant"
      case .classes: "precision, recall and F1 of each class of one variant, means over seeds"
      case .neighbors:
        "accuracy of the `k` nearest neighbours (5) in the code of an autoencoder, beside that in the features; a row "
          + "for each variant"
      case .medians: "medians over seeds: a column for each of `columns`, a row for each of `rows` or each variant"
      case .gradients:
        "gradients of the weights that the study's `gradients` name, in an untrained network, by differences with each of "
          + "`steps` and by back-propagation, in `precision`"
      }
    }

    /// The keys of the kind that others do not have.
    package var keys: [String] {
      switch self {
      case .settings: ["metrics"]
      case .classes: []
      case .neighbors: ["k"]
      case .medians: MedianTable.keys
      case .gradients: GradientTable.keys
      }
    }
  }

  let id: String
  let number: String?
  let caption: ResultText?
  let kind: Kind
  let selector: RunSelector?
  let quantities: [NamedQuantity]
  /// How many neighbours vote.
  let neighborCount: Int
  private var medians: MedianTable?
  private var gradients: GradientTable?
  /// Where the table stands, for what only the data tell.
  let location: String

  init(_ node: Node, line: Int, file: StudyFile, studies: [ReportStudy]) throws {
    let reader = try ReportBlockReader(
      node, what: "a table", keys: Self.keys, line: line, file: file, studies: studies)
    id = try reader.id()
    let place = try reader.text("in")
    number = place == nil || place == "none" ? nil : place?.capitalizedFirst
    caption = try reader.resultText("caption")
    let name = try reader.text("kind") ?? Kind.settings.rawValue
    guard let kind = Kind(rawValue: name) else {
      throw file.noSuch(
        "kind of table", name, among: Kind.allCases.map(\.rawValue), line: reader.entry("kind")?.line ?? line
      )
    }
    self.kind = kind
    for key in Kind.allCases.flatMap(\.keys) where !kind.keys.contains(key) {
      if let entry = reader.entry(key) {
        let kinds = Kind.allCases.filter { $0.keys.contains(key) }.map(\.rawValue)
        throw file.fail(
          entry.line, "a table of kind \(name) has no '\(key)'; it belongs to kind \(kinds.joined(separator: ", "))")
      }
    }
    neighborCount = try reader.count("k", atMost: 1_000) ?? LatentCodes.neighbors
    location = file.location(reader.line)
    if kind == .medians { medians = try MedianTable(reader) }
    if kind == .gradients { gradients = try GradientTable(reader) }
    // Rows may be of several studies.
    guard kind != .medians else {
      (selector, quantities) = (nil, [])
      return
    }
    let selector = try reader.selector()
    if kind == .classes {
      self.selector = try selector.single(in: file, what: "a table of classes")
      _ = try file.quantity("test_accuracy", of: selector.study, line: reader.line)
      quantities = []
    } else if kind == .gradients {
      (self.selector, quantities) = (selector, [])
    } else if kind == .neighbors {
      self.selector = selector
      try reader.check(selector, "a table of neighbors") { settings in
        settings.noAutoencoder
          ?? (settings.table.task == .regression || settings.dataset == "line"
            ? "expected classes, found real values" : nil)
      }
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
    let caption = try caption?.text(context, of: report)
    if let medians { return try medians.table(id, number, caption, context, of: report) }
    if let gradients { return try gradients.table(id, number, caption, context, of: report) }
    let runs = try selector?.runs(context, of: report) ?? []
    switch kind {
    case .settings:
      let columns = quantities.flatMap { quantity -> [TableColumn] in
        [TableColumn(quantity.title.capitalizedFirst), TableColumn("sd")]
      }
      let rows = try runs.map { variant, runs in
        [TableCell.text(variant.label.isEmpty ? "all runs" : variant.label)]
          + (try quantities.flatMap { quantity in Self.cells(quantity, try quantity.measured(runs)) })
          + [.count(runs.count { !$0.hasDiverged })]
      }
      return Table(
        id, number: number, caption: caption ?? "Means and standard deviations over seeds.",
        columns: [TableColumn("Variant")] + columns + [TableColumn("Runs")], rows: rows)
    case .neighbors: return try neighbors(runs, caption, context)
    case .classes, .medians, .gradients:
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
    let (share, decimals) = (quantity.quantity.metric.unit == .fraction, quantity.quantity.quantity == .count ? 1 : 4)
    let cell = { (value: Double) -> TableCell in
      share ? .percent(value, decimals: 2) : .number(value, decimals: decimals)
    }
    // One seed has no deviation.
    return [cell(mean), seeds?.values.count == 1 ? .empty : cell(deviation)]
  }
}

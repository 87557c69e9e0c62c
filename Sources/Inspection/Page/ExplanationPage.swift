import FledgeCharts
import FledgeMetrics
package import FledgePages

/// The page that `fledge explain RUN` writes.
package struct ExplanationPage: Sendable {
  let found: Explanation
  /// "150 test examples of trees.csv".
  let rows: String
  let data: PageData
  let provenance: PageProvenance

  package init(_ found: Explanation, rows: String, data: String, provenance: PageProvenance) {
    (self.found, self.rows, self.provenance) = (found, rows, provenance)
    self.data = .other(data)
  }

  /// The most columns that the chart and the table show.
  private static let mostColumns = 40

  package func page() -> SinglePage {
    SinglePage("explain", title: title, summary: summary, data: data, provenance: provenance) {
      importanceSection
      if !found.dependence.isEmpty { dependenceSection }
      PageSection("The numbers as files") {
        Prose(
          "Beside this page, as CSV:\n\n"
            + ExplanationFiles(found).list.map { "- `\($0.name)`: \($0.contents)" }.joined(separator: "\n"))
      }
    }
  }

  private var title: String {
    found.runs.count == 1 ? "What \(found.runs[0]) reads" : "What \(found.runs.count) runs read"
  }

  private var summary: String {
    let measured = zip(found.measures, found.baseline).map { measure, value in
      "\(measure.title) \(measure == .accuracy ? NumberText.percent(value, decimals: 2) : Explanation.number(value, measure))"
    }
    let runs = found.runs.count == 1 ? "" : ", the mean of \(found.runs.map(code).joined(separator: ", "))"
    return "Measured on \(rows)\(runs): \(measured.joined(separator: ", ")). \(kind.capitalized) is important where "
      + "shuffling its values over the rows makes the predictions worse; the network is not trained again."
  }

  /// What is shuffled, in a sentence, at its beginning and in the plural.
  private var kind: (name: String, capitalized: String, plural: String) {
    if found.blocks.isEmpty { return ("column", "A column", "columns") }
    return ("block", found.shuffled.prefix(1).uppercased() + found.shuffled.dropFirst(), "blocks")
  }

  private var importanceSection: PageSection {
    let measure = found.measures[0]
    let shown = Array(found.importances.prefix(Self.mostColumns))
    return PageSection(found.blocks.isEmpty ? "Importance of the columns" : "Importance of the blocks of pixels") {
      if let caution = found.caution { Prose("Caution: \(plain(caution)).") }
      if let map = blockMap(measure) { map }
      Figure("importance", number: nil, caption: importanceCaption(measure), charts: [importanceChart(shown, measure)])
      Table(
        "columns", number: nil,
        caption:
          "All measures\(shown.count < found.importances.count ? " of the first \(shown.count) \(kind.plural)" : "").",
        columns: [TableColumn(kind.name)]
          + found.measures.flatMap { [TableColumn($0.change), TableColumn("95 % interval")] },
        rows: shown.map { importance in
          [.text(plain(importance.column.name))]
            + zip(found.measures, importance.estimates).flatMap { measure, estimate -> [TableCell] in
              [
                .text(Explanation.number(estimate.mean, measure)),
                estimate.interval.map {
                  .text("\(Explanation.number($0.lower, measure)) to \(Explanation.number($0.upper, measure))")
                } ?? .empty,
              ]
            }
        })
      Prose(
        """
        An interval that holds 0 says that these rows do not show whether the network needs the \(kind.name). The importance is \
        that of this network: a \(kind.name) may tell much that another \(kind.name) tells too.
        """)
    }
  }

  private func importanceCaption(_ measure: ImportanceMeasure) -> String {
    let all = found.importances.count
    let cut = all > Self.mostColumns ? " The first \(Self.mostColumns) of \(all) \(kind.plural)." : ""
    let count = found.options.permutations
    return
      "The \(measure.change), the mean of \(count) permutation\(count == 1 ? "" : "s"), with the 95 % interval \(found.intervalMeaning).\(cut)"
  }

  private func importanceChart(_ shown: [Explanation.Importance], _ measure: ImportanceMeasure) -> IntervalChart {
    let factor = measure.displayFactor
    return IntervalChart(
      title: "Importance",
      x: ChartAxis(measure.change.prefix(1).uppercased() + measure.change.dropFirst(), includesZero: true),
      rows: shown.map { importance in
        let estimate = importance.estimates[0]
        return IntervalRow(
          importance.column.name, value: factor * estimate.mean, lower: estimate.interval.map { factor * $0.lower },
          upper: estimate.interval.map { factor * $0.upper })
      }, valueName: "mean, 95 % interval \(found.intervalMeaning)")
  }
}

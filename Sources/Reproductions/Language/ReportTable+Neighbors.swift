import FledgeMetrics
import FledgePages

extension ReportTable {
  /// A row for each variant: the accuracy in the code, beside that in the features.
  func neighbors(
    _ runs: [(ReportStudy.Variant, [ReportRun])], _ caption: String?, _ context: ReproductionContext
  ) throws -> Table {
    var accuracies = NeighborAccuracies(neighborCount, threads: context.threads, location: location)
    let rows = try runs.map { variant, runs -> [TableCell] in
      let finished = runs.filter { !$0.hasDiverged }
      let coded = try? SeedValues(try finished.map { try accuracies.inCode(of: $0) })
      let plain = try finished.first.map { try accuracies.inFeatures(of: $0) } ?? .nan
      return [
        .text(variant.label.isEmpty ? "all runs" : variant.label),
        .percent(coded?.mean ?? .nan, decimals: 2),
        finished.count > 1 ? .percent(coded?.sampleStandardDeviation ?? .nan, decimals: 2) : .empty,
        .percent(plain, decimals: 2), .count(finished.count),
      ]
    }
    let who = neighborCount == 1 ? "the nearest training example" : "the \(neighborCount) nearest training examples"
    return Table(
      id, number: number,
      caption: caption
        ?? "Accuracy of \(who), in the code (mean and standard deviation over seeds) and in the features themselves "
        + "(first seed).",
      columns: [
        TableColumn("Variant"), TableColumn("In the code"), TableColumn("sd"), TableColumn("In the features"),
        TableColumn("Runs"),
      ], rows: rows)
  }
}

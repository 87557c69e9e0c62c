import Fledge

/// What a table's columns became, in a few lines before the training.
struct DataSummary {
  let text: String

  /// `nil` where the data are no table.
  init?(_ experiment: Experiment) {
    guard let contract = experiment.data.contract, let table = contract.table else { return nil }
    var lines: [String] = []
    let texts = table.columns.filter { $0.categories != nil }
    let features = "\(table.columns.count) column\(table.columns.count == 1 ? "" : "s")"
    var line = texts.isEmpty ? features : "\(features), \(contract.width) features"
    switch contract.scaling.rule {
    case .perFeature: line += ", each standardised by the mean and deviation of the training rows"
    case .perExample: line += ", each row standardised by itself"
    case .unit: line += table.arePixels ? ", grey levels taken to 0…1" : ", as they are"
    case .none: line += ", as they are"
    }
    lines.append(line)
    for column in texts {
      let values = (column.categories ?? []).prefix(6).joined(separator: ", ")
      let count = column.categories?.count ?? 0
      lines.append("\(column.name): one feature for each of \(count) texts (\(values)\(count > 6 ? ", …" : ""))")
    }
    if table.missing == .mean { lines.append("missing values: the mean of the training rows") }
    let name = table.target.map { "\($0.name): " } ?? ""
    switch contract.target.kind {
    case .classes:
      let classes = contract.classNames
      lines.append(
        "\(name)\(classes.count) classes (\(classes.prefix(8).joined(separator: ", "))\(classes.count > 8 ? ", …" : ""))"
      )
    case .values where contract.target.width == 0:
      lines.append("no target: the network gives its own features back")
    case .values:
      let scaled = contract.target.scaler.map {
        ", learned as (y − \(Float($0.mean))) / \(Float(1 / $0.scale)) and printed in its own unit"
      }
      lines.append("\(name)real values\(scaled ?? "")")
    }
    if let line = SplitText(contract.split).line { lines.append(line) }
    text = lines.joined(separator: "\n")
  }
}

/// How rows were split by a column, in one line.
struct SplitText {
  /// `nil` where chance alone decides.
  let line: String?

  init(_ split: DataContract.Split) {
    guard let column = split.column, let rule = split.rule else {
      line = nil
      return
    }
    func part(_ name: String, _ rows: Int?, _ values: Int?, _ from: String?) -> String? {
      guard let rows, let values, rows > 0 else { return nil }
      let detail = rule == .group ? "\(grouped(values)) value\(values == 1 ? "" : "s")" : "from \(from ?? "")"
      return "\(name) \(grouped(rows)) rows (\(detail))"
    }
    let training =
      rule == .group
      ? part("training", split.trainingCount, split.trainingValues, nil)
      : "training \(grouped(split.trainingCount)) rows (until \(split.trainingUntil ?? ""))"
    let parts = [
      training, part("validation", split.validationCount, split.validationValues, split.validationFrom),
      part("test", split.testCount, split.testValues, split.testFrom),
    ]
    line =
      "split by \(rule == .group ? "the values of" : "the time in") \(column): "
      + parts.compactMap { $0 }.joined(separator: ", ")
  }
}

/// The errors of real values in one line.
func errorText(_ errors: RegressionScores) -> String {
  let rSquared = errors.rSquared.map { decimals($0, 4) } ?? "– (the targets are all equal)"
  return "mean absolute error \(scientific(errors.meanAbsoluteError))   root of the mean squared error "
    + "\(scientific(errors.rootMeanSquaredError))   R² \(rSquared)"
}

import Fledge

/// A report on data as text and as JSON.
struct DataReportText {
  let report: DataReport
  let settings: TrainingSettings
  /// Whether a training with these flags would refuse missing values.
  let refusesGaps: Bool

  /// The most columns that are listed; --json has all.
  private static let longestTable = 60

  init(_ report: DataReport, settings: TrainingSettings, refusesGaps: Bool) {
    (self.report, self.settings, self.refusesGaps) = (report, settings, refusesGaps)
  }

  private var data: ExperimentData { report.data }

  var text: String {
    ([files] + [columns, target, rules, findings].filter { !$0.isEmpty }).joined(separator: "\n\n")
  }

  private var files: String {
    let training = data.training
    let counts = [("validation", data.validation), ("test", data.test)].compactMap { name, set in
      set.map { ", \(grouped($0.count)) \(name)" }
    }
    var lines = [
      "\(training.provenance.name): \(grouped(training.count)) training\(counts.joined()) examples of shape "
        + "\(training.featureShape)" + (data.contract.map { ", \($0.kind.rawValue)" } ?? "")
    ]
    for file in data.contract?.files ?? [] { lines.append("  \(file.sha256)  \(file.path) (\(file.part.rawValue))") }
    return lines.joined(separator: "\n")
  }

  private var columns: String {
    guard !report.columns.isEmpty else {
      return report.constantFeatures == 0
        ? ""
        : "\(grouped(report.constantFeatures)) of \(grouped(data.training.featureShape.count)) features are constant"
    }
    var rows = [["column", "type", "range", "missing", "remark"]]
    for column in report.columns.prefix(DataReportText.longestTable) {
      let layout = column.layout
      let categories = layout.categories ?? []
      let texts = categories.prefix(6).joined(separator: ", ") + (categories.count > 6 ? ", …" : "")
      let range = layout.minimum.flatMap { low in layout.maximum.map { "\(number(low)) to \(number($0))" } } ?? "–"
      rows.append(
        [
          layout.name, layout.categories == nil ? "number" : "\(categories.count) texts, one-hot",
          layout.categories == nil ? range : texts, "\(layout.missing ?? 0)", remarks(column).joined(separator: ", "),
        ])
    }
    let left = report.columns.count - rows.count + 1
    return tableText(rows, rightAligned: 5) + (left > 0 ? "\n… and \(left) columns more (--json lists all)" : "")
  }

  private func remarks(_ column: DataReport.Column) -> [String] {
    var remarks: [String] = []
    if column.isConstant { remarks.append("constant") }
    if column.looksLikeID { remarks.append("looks like an id (--id)") }
    if column.tellsTarget { remarks.append("equals the label") }
    return remarks
  }

  private func number(_ value: Double) -> String {
    Int(exactly: value).map { "\($0)" } ?? "\(Float(value))"
  }

  private var target: String {
    guard let contract = data.contract else { return "" }
    let name = contract.target.name.map { "target \($0): " } ?? "target: "
    guard data.hasLabels else {
      let values = data.training.exactTargetValues
      let range = values.isEmpty ? "" : ", \(number(values.min() ?? 0)) to \(number(values.max() ?? 0))"
      let scaled = contract.target.scaler.map { ", learned as (y − \(Float($0.mean))) / \(Float(1 / $0.scale))" } ?? ""
      return "\(name)real values\(range)\(scaled)"
    }
    let sets =
      [("training", data.training)]
      + [("validation", data.validation), ("test", data.test)].compactMap { name, set in
        set.map { (name, $0) }
      }
    let counts = sets.map(\.1.classCounts)
    var rows = [["class"] + sets.map(\.0)]
    for (index, name) in data.training.classNames.enumerated() {
      rows.append([name] + counts.map { grouped($0[index]) })
    }
    return "\(name)\(data.training.classNames.count) classes\n" + tableText(rows, rightAligned: 1)
  }

  private var rules: String {
    guard let contract = data.contract else { return "" }
    var lines: [String] = []
    switch contract.scaling.rule {
    case .none: lines.append("scaling: none")
    case .unit: lines.append("scaling: grey levels are taken to 0…1, other values stay")
    case .perExample: lines.append("scaling: each example by its own mean and deviation")
    case .perFeature: lines.append("scaling: each feature by the mean and deviation of the training rows")
    }
    let split = contract.split
    if let line = SplitText(split).line {
      lines.append(line)
    } else {
      let kind = split.isStratified ? "by class, " : ""
      lines.append(
        "split: \(kind)seed \(split.seed): training \(grouped(split.trainingCount)), validation \(grouped(split.validationCount))"
          + (split.testCount.map { ", test \(grouped($0))" } ?? ""))
    }
    if let folds = split.folds, let fold = split.fold { lines.append("fold \(fold) of \(folds) is the test set") }
    let gaps = report.columns.filter { ($0.layout.missing ?? 0) > 0 }
    if !gaps.isEmpty, refusesGaps {
      lines.append(
        "missing values: a training refuses them (\(gaps.prefix(6).map(\.layout.name).joined(separator: ", "))"
          + "\(gaps.count > 6 ? ", …" : "")); choose --missing drop or --missing mean")
    } else if !gaps.isEmpty {
      lines.append("missing values: the mean of the training rows")
    }
    return lines.joined(separator: "\n")
  }

  private var findings: String {
    func rows(_ count: Int, _ rest: String) -> String { "\(grouped(count)) row\(count == 1 ? "" : "s") \(rest)" }
    var lines = [
      "duplicates: " + rows(report.repeats, report.repeats == 1 ? "repeats an earlier one" : "repeat an earlier one"),
      "conflicts: "
        + rows(report.conflicts, "whose features another row has with another \(data.hasLabels ? "label" : "value")"),
    ]
    if data.validation != nil {
      lines.append(
        "leakage: " + rows(report.validationInTraining, "of the validation set that the training set has too"))
    }
    if data.test != nil {
      lines.append("leakage: " + rows(report.testInTraining, "of the test set that the training set has too"))
    }
    return lines.joined(separator: "\n")
  }

  var json: JSONObject {
    get throws {
      func list(_ isTrue: (DataReport.Column) -> Bool) -> JSONValue {
        .array(report.columns.filter(isTrue).map { .string($0.layout.name) })
      }
      func counts(_ set: Dataset?) -> JSONValue { .array((set?.classCounts ?? []).map { .integer($0) }) }
      let training = data.training
      // Gaps were filled to be counted; the training would not do so.
      var contract = data.contract
      if refusesGaps {
        contract?.table?.missing = .refuse
        contract?.fill = nil
      }
      return [
        "dataset": .string(training.provenance.name), "is_mnist": .bool(training.provenance.isMNIST),
        "training_examples": .integer(training.count),
        "validation_examples": .integer(data.validation?.count ?? 0), "test_examples": .integer(data.test?.count ?? 0),
        "shape": .array(training.featureShape.dimensions.map { .integer($0) }),
        "class_counts": counts(training), "validation_class_counts": counts(data.validation),
        "test_class_counts": counts(data.test),
        "columns": .array(
          report.columns.map { column in
            let layout = column.layout
            return [
              "name": .string(layout.name), "type": .string(layout.categories == nil ? "number" : "text"),
              "minimum": layout.minimum.map { .number($0) } ?? .null,
              "maximum": layout.maximum.map { .number($0) } ?? .null,
              "texts": layout.categories.map { .array($0.map { .string($0) }) } ?? .null,
              "missing": .integer(layout.missing ?? 0),
            ]
          }),
        "constant_columns": list(\.isConstant), "id_columns": list(\.looksLikeID), "label_columns": list(\.tellsTarget),
        "constant_features": .integer(report.constantFeatures), "duplicate_rows": .integer(report.repeats),
        "conflicting_rows": .integer(report.conflicts),
        "validation_rows_in_training": .integer(report.validationInTraining),
        "test_rows_in_training": .integer(report.testInTraining), "refuses_missing": .bool(refusesGaps),
        "contract": try contract?.json ?? .null,
      ]
    }
  }
}

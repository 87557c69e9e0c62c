import FledgeDatasets
import FledgeFormats

/// What the folds of a cross-validation keep even where whole groups of rows (`split-by`) stay together.
public enum FoldBalance: String, Sendable, CaseIterable {
  /// Classes where the network learns classes, else rows.
  case auto
  /// The examples of each class.
  case classes
  /// The number of rows alone, as folds of groups had before this setting came.
  case rows
}

extension TrainingSettings {
  /// Whether folds of groups keep the counts of each class even.
  var balancesFoldClasses: Bool {
    switch foldBalance {
    case .auto: folds != nil && table.splitBy != nil && table.task != .regression && !isAutoencoder
    case .classes: true
    case .rows: false
    }
  }

  /// The setting, stored as `classes` where classes decide and as `rows` elsewhere, so that a run says which folds it had.
  ///
  /// Runs from before it came had `rows` and no such key; `rows` is left out of a run's identity, so they are found again.
  static let foldBalanceSetting: Setting = {
    let choice = Setting.choice(
      "fold-balance", \.foldBalance,
      "What folds of whole groups (split-by) keep even: each class, or rows alone; auto takes classes where there are some."
    )
    return Setting(
      key: choice.key, help: choice.help, form: choice.form, defaultText: "auto",
      read: { .string(($0.balancesFoldClasses ? FoldBalance.classes : .rows).rawValue) }, write: choice.write
    ).deciding(.data).added(in: 5)
  }()

  /// Takes the folds of groups that a run had which was stored before the setting came.
  ///
  /// Such a run lists all settings of its time, which nobody writes by hand.
  mutating func restoreFoldBalance(listed keys: [String]) {
    guard folds != nil, table.splitBy != nil, !keys.contains(TrainingSettings.foldBalanceSetting.key) else { return }
    let listed = Set(keys)
    let earlier = TrainingSettings.schema.filter { $0.since < 5 && !$0.roles.contains(.operation) && $0.key != "seed" }
    if earlier.allSatisfy({ listed.contains($0.key) }) { foldBalance = .rows }
  }

  /// Refuses to keep classes even where no folds of groups are, or no classes.
  func checkFoldBalance() throws(SettingError) {
    guard foldBalance == .classes else { return }
    if folds == nil || table.splitBy == nil {
      throw .conflict(
        "fold-balance: it decides how folds of whole groups are made; set folds and split-by too, or leave it out")
    }
    if table.task == .regression || isAutoencoder {
      throw .conflict("fold-balance: expected classes to keep even, found real values; leave it out, or set it to rows")
    }
  }
}

extension ExperimentData {
  /// A line on the classes that no row of a fold has, since their groups are too few or too large.
  func missingClasses(_ settings: TrainingSettings, column: SplitColumn?) -> [String] {
    guard settings.fold != nil, let column, column.rule == .group, let test, hasLabels else { return [] }
    let others = training.classCounts
    let absent = zip(test.classNames, zip(test.classCounts, others)).filter { $0.1.0 == 0 && $0.1.1 > 0 }.map(\.0)
    guard !absent.isEmpty else { return [] }
    let listed = absent.prefix(8).joined(separator: ", ") + (absent.count > 8 ? ", …" : "")
    return [
      "the fold has no rows of \(listed), which few values of \(column.name) have, and measures the other classes"
    ]
  }
}

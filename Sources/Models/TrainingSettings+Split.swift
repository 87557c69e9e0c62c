import FledgeDatasets

extension TrainingSettings {
  /// Whether the test set is taken from the training file.
  var splitsTest: Bool { fold != nil || holdsOutTest }

  private var holdsOutTest: Bool { testSize != .count(0) && testSize != .fraction(0) }

  private var holdsOutValidation: Bool { validation != .count(0) && validation != .fraction(0) }

  /// How the examples are divided.
  func splitRule(_ column: SplitColumn?) -> SplitRule {
    var rule = SplitRule(validation: validation, seed: seed)
    rule.test = testSize
    if let folds, let fold { rule.fold = (fold, folds) }
    (rule.isStratified, rule.column) = (isStratified, column)
    rule.balancesFoldClasses = balancesFoldClasses
    return rule
  }

  /// Refuses settings of a cross-validation that contradict each other, as its first training would.
  public func checkFolds() throws(SettingError) {
    var settings = self
    settings.fold = 1
    try settings.checkSplit()
  }

  /// Refuses settings of the split that contradict each other or decide nothing.
  func checkSplit() throws(SettingError) {
    try checkFoldBalance()
    switch (folds, fold) {
    case (let folds?, nil):
      throw .conflict(
        "folds: one training has one of the \(folds) parts as its test set; name it with fold (1 to \(folds)), or train all with "
          + "`fledge train --folds \(folds)` or 'folds: \(folds)' in a study")
    case (nil, let fold?): throw .conflict("fold: \(fold) of how many parts? set folds too")
    case (let folds?, let fold?) where fold > folds:
      throw .conflict("fold: expected 1 to \(folds), as folds says, found \(fold)")
    default: break
    }
    if folds != nil, test != nil {
      throw .conflict("test: with folds each part is the test set once; leave test or folds out")
    }
    if folds != nil, holdsOutTest {
      throw .conflict("test-size: with folds each part is the test set once; leave test-size or folds out")
    }
    if test != nil, holdsOutTest {
      throw .conflict("test-size: the test set is the file '\(test ?? "")'; leave test or test-size out")
    }
    guard let key = table.splitBy != nil ? "split-by" : table.splitTime != nil ? "split-time" : nil else { return }
    if table.splitBy != nil, table.splitTime != nil {
      throw .conflict("split-time: rows are split by one column, found split-by and split-time; leave one of them out")
    }
    if dataset != "csv" {
      throw .conflict(
        "\(key): the dataset \(dataset) has no columns to split by; leave \(key) out, or set dataset to csv")
    }
    if isStratified {
      throw .conflict(
        "stratified: rows are split by a column (\(key)), so classes cannot have their shares; leave one out")
    }
    if !holdsOutValidation, !splitsTest {
      throw .conflict(
        "\(key): nothing is held out (validation is 0); set validation, test-size or folds, or leave it out")
    }
  }

  /// Refuses a size for which the data have no room.
  func checkSplit(_ pair: DatasetPair) throws(SettingError) {
    if holdsOutTest, pair.test != nil {
      throw .conflict("test-size: the dataset \(dataset) has a test set of its own; leave test-size out")
    }
    if case .count(let size) = testSize, size >= pair.training.count {
      throw .conflict(
        "test-size: expected fewer than the \(pair.training.count) examples, found \(size); hold out fewer")
    }
  }
}

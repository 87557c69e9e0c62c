import FledgeDatasets
import FledgeTensors

extension Experiment {
  /// What is probably not meant, one line each, with the setting that helps.
  public var warnings: [String] { classWarnings + columnWarnings + batchWarnings }

  private var classWarnings: [String] {
    guard data.hasLabels, !settings.isAutoencoder else { return [] }
    let names = data.training.classNames
    guard names.count > 1 else {
      return ["the data have only one class (\(names.first ?? "")), so there is nothing to tell apart; look at --label"]
    }
    let absent = zip(names, data.classCounts).filter { $0.1 == 0 }.map(\.0)
    guard !absent.isEmpty else { return [] }
    let listed = absent.prefix(8).joined(separator: ", ") + (absent.count > 8 ? ", …" : "")
    let advice =
      settings.examples != nil
      ? "--examples takes the first rows of the file: shuffle it, or leave --examples out"
      : (settings.table.splitBy ?? settings.table.splitTime) != nil
        ? "the column that splits the rows has all of them on the other side: hold out less, or choose another column"
        : "more training examples or --stratified yes help"
    let weights = settings.balancesClasses ? "; --balance-classes cannot weigh what is not there" : ""
    return [
      "only \(names.count - absent.count) of \(names.count) classes have training examples (none of \(listed)); \(advice)\(weights)"
    ]
  }

  private var columnWarnings: [String] {
    guard let table = data.contract?.table, !table.arePixels else { return [] }
    let constant = table.columns.filter { $0.minimum != nil && $0.minimum == $0.maximum }.map(\.name)
    guard !constant.isEmpty else { return [] }
    let listed = constant.prefix(8).joined(separator: ", ") + (constant.count > 8 ? ", …" : "")
    return [
      "\(constant.count) column\(constant.count == 1 ? " has" : "s have") one value in all training rows (\(listed)) and can "
        + "teach nothing; choose others with --features"
    ]
  }

  private var batchWarnings: [String] {
    guard settings.norm == .batch else { return [] }
    let size = min(settings.batchSize, data.training.count)
    if size == 1 {
      return [
        "batch norm sees batches of one example, whose normalised values are all 0; choose --batch-size 8 or more"
      ]
    }
    guard data.training.count % size == 1, !settings.dropsLastBatch else { return [] }
    return ["the last batch of an epoch has one example, which batch norm makes 0; set --drop-last yes"]
  }
}

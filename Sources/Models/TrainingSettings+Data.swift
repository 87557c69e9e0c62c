import FledgeDatasets
import FledgeFormats

extension TrainingSettings {
  /// Checks that settings of data stand where they are needed and nowhere else: an ignored one would mislead.
  func checkDataPath() throws(SettingError) {
    switch (dataset, data) {
    case ("csv", nil): throw .conflict("data: the dataset csv needs the path of its file, found nothing; set data")
    case ("mnist", let path?) where path.lowercased().hasSuffix(".csv"):
      throw .conflict("data: expected the folder of the MNIST files, found '\(path)'; for a table set dataset to csv")
    case ("mnist", _), ("csv", _), (_, nil): break
    case (_, let path?):
      throw .conflict("data: the dataset \(dataset) is generated and reads no files, found '\(path)'; leave data out")
    }
    guard dataset != "csv" else { return }
    let defaults = TrainingSettings()
    let keys = ["label", "features", "id", "test", "task", "missing", "header", "delimiter"]
    for key in keys + (dataset == "mnist" ? [] : ["class-names"]) {
      guard let setting = TrainingSettings.setting(key), setting.read(self) != setting.read(defaults) else { continue }
      throw .conflict(
        "\(key): the dataset \(dataset) is no table of your own, found '\(setting.read(self).text())'; leave \(key) out, or "
          + "set dataset to csv")
    }
  }

  var datasetOptions: DatasetOptions {
    var options = DatasetOptions()
    options.folder = data
    options.file = data
    options.testFile = test
    options.table = table
    options.table.labelIsOptional = isAutoencoder
    options.classNames = classNames
    options.trainingCount = examples
    options.testCount = testExamples
    options.seed = seed
    return options
  }

  /// Whether real-valued targets of a table are standardised: the loss and the output may take any value.
  var scalesTarget: Bool {
    ["auto", "squared-error", "absolute-error", "huber"].contains(loss) && scaling != .none
      && ["auto", "none"].contains(outputActivation)
  }
}

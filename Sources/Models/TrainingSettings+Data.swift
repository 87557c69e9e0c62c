import FledgeDatasets
import FledgeFormats

extension TrainingSettings {
  /// Checks that settings of data stand where they are needed and nowhere else: an ignored one would mislead.
  func checkDataPath() throws(SettingError) {
    let needsPath = ["csv": "file", "idx": "file or folder", "images": "folder", "npz": "file", "npy": "file"][dataset]
    let isPublished = ["mnist", "fashion-mnist", "kmnist"].contains(dataset)
    switch data {
    case nil:
      if let needsPath {
        throw .conflict("data: the dataset \(dataset) needs the path of its \(needsPath), found nothing; set data")
      }
    case let path? where isPublished && path.lowercased().hasSuffix(".csv"):
      let name = dataset == "mnist" ? "MNIST" : dataset
      throw .conflict(
        "data: expected the folder of the \(name) files, found \(shown(path)); for a table set dataset to csv")
    case let path? where !isPublished && needsPath == nil:
      throw .conflict(
        "data: the dataset \(dataset) is generated and reads no files, found \(shown(path)); leave data out")
    default: break
    }
    let table = ["label", "features", "id", "missing", "header", "delimiter"]
    let taken: [String]
    switch dataset {
    case "csv": taken = table + ["test", "task", "class-names"]
    case "idx": taken = ["test", "class-names", "label-file"]
    case "images": taken = ["test", "class-names", "image-size"]
    case "npz": taken = ["test", "class-names", "task", "label", "features"]
    case "npy": taken = ["test", "class-names", "task", "label-file"]
    default: taken = isPublished ? ["class-names"] : []
    }
    let defaults = TrainingSettings()
    for key in table + ["test", "task", "class-names", "label-file", "image-size"] where !taken.contains(key) {
      guard let setting = TrainingSettings.setting(key), setting.read(self) != setting.read(defaults) else { continue }
      let others = ["label-file": "idx or npy", "image-size": "images"][key] ?? "csv"
      throw .conflict(
        "\(key): the dataset \(dataset) is \(others == "csv" ? "no table of your own" : "not \(others)"), found "
          + "'\(setting.read(self).plainText)'; leave \(key) out, or set dataset to \(others)")
    }
  }

  /// A path in the quotes of a message.
  private func shown(_ path: String) -> String { "'\(path)'" }

  var datasetOptions: DatasetOptions {
    var options = DatasetOptions()
    options.folder = data
    options.file = data
    options.testFile = test
    options.table = table
    options.table.labelIsOptional = isAutoencoder
    options.classNames = classNames
    options.labelFile = labelFile
    options.imageSize = imageSize
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

import ArgumentParser
import Fledge

/// The flags that say which data there are and how they are read, split and scaled.
struct DataFlags: ParsableArguments {
  @Option(name: .customLong("dataset"), help: settingHelp("dataset")) var dataset: String?
  @Option(name: .customLong("data"), help: settingHelp("data")) var data: String?
  @Option(name: .customLong("test"), help: settingHelp("test")) var test: String?
  @Option(name: .customLong("label"), help: settingHelp("label")) var label: String?
  @Option(name: .customLong("features"), help: settingHelp("features")) var features: String?
  @Option(name: .customLong("id"), help: settingHelp("id")) var id: String?
  @Option(name: .customLong("task"), help: settingHelp("task")) var task: String?
  @Option(name: .customLong("missing"), help: settingHelp("missing")) var missing: String?
  @Option(name: .customLong("header"), help: settingHelp("header")) var header: String?
  @Option(name: .customLong("delimiter"), help: settingHelp("delimiter")) var delimiter: String?
  @Option(name: .customLong("class-names"), help: settingHelp("class-names")) var classNames: String?
  @Option(name: .customLong("label-file"), help: settingHelp("label-file")) var labelFile: String?
  @Option(name: .customLong("image-size"), help: settingHelp("image-size")) var imageSize: String?
  @Option(name: .customLong("split-by"), help: settingHelp("split-by")) var splitBy: String?
  @Option(name: .customLong("split-time"), help: settingHelp("split-time")) var splitTime: String?
  @Option(name: .customLong("test-size"), help: settingHelp("test-size")) var testSize: String?
  @Option(name: .customLong("folds"), help: settingHelp("folds")) var folds: String?
  @Option(name: .customLong("fold"), help: settingHelp("fold")) var fold: String?
  @Option(name: .customLong("fold-balance"), help: settingHelp("fold-balance")) var foldBalance: String?
  @Option(name: .customLong("examples"), help: settingHelp("examples")) var examples: String?
  @Option(name: .customLong("test-examples"), help: settingHelp("test-examples")) var testExamples: String?
  @Option(name: .customLong("validation"), help: settingHelp("validation")) var validation: String?
  @Option(name: .customLong("stratified"), help: settingHelp("stratified")) var stratified: String?
  @Option(name: .customLong("scaling"), help: settingHelp("scaling")) var scaling: String?

  /// The flags that were given, by the names of their settings.
  var given: [(key: String, text: String)] {
    let all: [(String, String?)] = [
      ("dataset", dataset), ("data", data), ("test", test), ("label", label), ("features", features), ("id", id),
      ("task", task), ("missing", missing), ("header", header), ("delimiter", delimiter), ("class-names", classNames),
      ("label-file", labelFile), ("image-size", imageSize), ("split-by", splitBy), ("split-time", splitTime),
      ("test-size", testSize), ("folds", folds), ("fold", fold), ("fold-balance", foldBalance),
      ("examples", examples), ("test-examples", testExamples), ("validation", validation), ("stratified", stratified),
      ("scaling", scaling),
    ]
    return all.compactMap { pair in pair.1.map { (pair.0, $0) } }
  }

  /// The settings of a training that has these flags and no others.
  func settings() throws -> TrainingSettings {
    var settings = TrainingSettings()
    for (key, text) in given { try settings.set(key, to: SettingValue(flag: text, of: key), location: "--") }
    return settings
  }
}

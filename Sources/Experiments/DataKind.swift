import FledgeDatasets

/// The kinds of data that a training can ask for by name.
enum DataKind: String, CaseIterable {
  /// The handwritten digits, or any other four IDX files of that form.
  case mnist
  /// Generated pen strokes.
  case digits
  /// A CSV file with a label column.
  case csv
  /// A CSV file whose last column is a real value.
  case csvValues = "csv-values"
  /// Points on a noisy line.
  case line
  /// Two round clouds.
  case clouds
  /// Four quadrants.
  case xor
  /// Two circles.
  case circles
  /// Two half moons.
  case moons
  /// Two spirals.
  case spirals

  func load(path: String?, settings: TrainingSettings) throws -> DatasetPair {
    let seed = settings.seed
    func file() throws(SettingError) -> String {
      guard let path else { throw .conflict("data: dataset \(rawValue) needs the path of a file") }
      return path
    }
    switch self {
    case .mnist: return try MNIST.load(folder: try DataSearch(folder: path).mnistFolder())
    case .digits:
      return PenDigits.pair(
        training: settings.examples ?? 60_000, test: settings.testExamples ?? 10_000, seed: seed)
    case .csv: return DatasetPair(training: try CSV.readLabelled(file()))
    case .csvValues: return DatasetPair(training: try CSV.readRegression(file()))
    case .line: return toy { Toys.line(count: $0, seed: $1) }
    case .clouds: return toy { Toys.clouds(count: $0, seed: $1) }
    case .xor: return toy { Toys.xor(count: $0, seed: $1) }
    case .circles: return toy { Toys.circles(count: $0, seed: $1) }
    case .moons: return toy { Toys.moons(count: $0, seed: $1) }
    case .spirals: return toy { Toys.spirals(count: $0, seed: $1) }
    }
    func toy(_ make: (Int, UInt64) -> Dataset) -> DatasetPair {
      let training = settings.examples ?? 1000
      let test = settings.testExamples ?? 1000
      let all = make(training + test, seed)
      return DatasetPair(training: all.prefix(training), test: all.subset(training..<training + test))
    }
  }
}

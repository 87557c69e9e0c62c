/// What a user may say about the data; each dataset takes from it what it needs.
public struct DatasetOptions: Sendable, Equatable {
  /// The folder of the files (`--data`); else the usual places are searched.
  public var folder: String?
  /// The CSV file to learn from.
  public var file: String?
  /// The CSV file to test with; where there is none, the dataset has no test set.
  public var testFile: String?
  /// The CSV column that holds the labels.
  public var labelColumn: String?
  /// The number of generated training examples; the dataset's own choice where it is left out.
  public var trainingCount: Int?
  /// The number of generated test examples; the dataset's own choice where it is left out.
  public var testCount: Int?
  /// The noise of a generated set; the dataset's own choice where it is left out.
  public var noise: Float?
  /// The root seed.
  public var seed: UInt64 = 0

  /// Options that leave everything to the dataset.
  public init() {}
}

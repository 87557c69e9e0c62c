/// Options of all datasets; each dataset uses those that apply to it.
public struct DatasetOptions: Sendable, Equatable {
  /// The folder of the files (`--data`); by default the usual folders are searched.
  public var folder: String?
  /// The file or folder to train on.
  public var file: String?
  /// The file or folder to test on; without it there is a test set only where it is found by name.
  public var testFile: String?
  /// The file of the labels, where its name does not lead to it.
  public var labelFile: String?
  /// The size to which pictures are scaled; the one that most have where it is `nil`.
  public var imageSize: PictureSize?
  /// How a table is read.
  public var table = TableOptions()
  /// Other names for the classes, in their natural order.
  public var classNames: [String] = []
  /// The number of generated training examples; the dataset's default where it is `nil`.
  public var trainingCount: Int?
  /// The number of generated test examples; the dataset's default where it is `nil`.
  public var testCount: Int?
  /// The noise of a generated set; the dataset's default where it is `nil`.
  public var noise: Float?
  /// The root seed.
  public var seed: UInt64 = 0

  public init() {}
}

/// A training set, and its test set if there is one.
public struct DatasetPair: Sendable {
  /// The training examples; a validation set is split off from these.
  public var training: Dataset
  /// The test examples, used once at the end.
  public var test: Dataset?
  /// The columns, where they come from a table.
  public var layout: TableLayout?
  /// The column by which rows are split, where one was named.
  public var split: SplitColumn?
  /// The label of each class in the files, where the classes have other names.
  public var labels: [String]?
  /// Whether features are numbers of any unit and no pictures, though they come from no table.
  public var areNumbers = false
  /// The least and the greatest feature, where features come from arrays.
  public var range: ClosedRange<Double>?
  /// What was guessed or left out.
  public var notes: [String] = []

  public init(training: Dataset, test: Dataset? = nil) {
    self.training = training
    self.test = test
  }
}

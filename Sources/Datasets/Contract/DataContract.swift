/// What a training learned about its data: all that later readers need to show the network the same kind of data.
///
/// Made once, by the training, and kept as `data.json` beside the weights.
public struct DataContract: Codable, Sendable, Equatable {
  public enum Kind: String, Codable, Sendable {
    /// Columns with names.
    case table
    /// Pictures in IDX or PNG files or in arrays.
    case images
    /// Rows of numbers in arrays, which have no names.
    case arrays
    /// Computed from a seed.
    case generated
  }

  /// One file that was read.
  public struct File: Codable, Sendable, Equatable {
    public enum Part: String, Codable, Sendable { case training, test }

    public var part: Part
    /// As it was opened.
    public var path: String
    public var absolutePath: String
    public var sha256: String

    public init(part: Part, path: String, absolutePath: String, sha256: String) {
      self.part = part
      self.path = path
      self.absolutePath = absolutePath
      self.sha256 = sha256
    }
  }

  /// What the network learned to predict.
  public struct Target: Codable, Sendable, Equatable {
    public enum Kind: String, Codable, Sendable {
      case classes, values
    }

    public var kind: Kind
    /// The column's name, where it has one.
    public var name: String?
    /// The names of the classes in the order of the outputs.
    public var classes: [String]?
    /// The label of each class in the training's files, where the classes have other names.
    public var labels: [String]?
    /// The number of values of one example.
    public var width: Int?
    /// How the values were scaled; `nil` where the network learned them as they are.
    public var scaler: TargetScaler?

    public init(
      kind: Kind, name: String?, classes: [String]?, width: Int?, scaler: TargetScaler? = nil, labels: [String]? = nil
    ) {
      self.kind = kind
      self.name = name
      self.classes = classes
      self.width = width
      self.scaler = scaler
      self.labels = labels
    }
  }

  /// How features are scaled, with the numbers that the training set gave.
  public struct Scaling: Codable, Sendable, Equatable {
    public enum Rule: String, Codable, Sendable {
      case none
      /// Grey levels divided by 255.
      case unit
      /// Each example by its own mean and standard deviation.
      case perExample = "per-image"
      /// Each feature by its mean and standard deviation over the training rows.
      case perFeature = "per-feature"
    }

    public var rule: Rule
    public var means: [Double]?
    public var scales: [Double]?

    public init(rule: Rule, means: [Double]? = nil, scales: [Double]? = nil) {
      self.rule = rule
      self.means = means
      self.scales = scales
    }
  }

  /// How the training file was divided.
  public struct Split: Codable, Sendable, Equatable {
    /// The size as the setting `validation` says.
    public var validation: String
    public var isStratified: Bool
    public var seed: UInt64
    /// The rows that were used, where not all were.
    public var examples: Int?
    public var trainingCount: Int
    public var validationCount: Int
    /// The SHA-256 of the held-out rows' places in the file, as little-endian 32-bit numbers.
    public var heldOutSha256: String?
    /// The number of folds, and the one that is the test set.
    public var folds: Int?
    public var fold: Int?
    /// The size of a test set from the training file, as the setting `test-size` says.
    public var testSize: String?
    /// The rows of a test set from the training file, and the SHA-256 of their places.
    public var testCount: Int?
    public var testSha256: String?
    /// The column that decides, and how.
    public var column: String?
    public var rule: SplitColumn.Rule?
    /// How many values of the column each part has.
    public var trainingValues: Int?
    public var validationValues: Int?
    public var testValues: Int?
    /// The latest time that is learned from, and the earliest of the others.
    public var trainingUntil: String?
    public var validationFrom: String?
    public var testFrom: String?

    public init(
      validation: String, isStratified: Bool, seed: UInt64, examples: Int? = nil, trainingCount: Int,
      validationCount: Int, heldOutSha256: String? = nil
    ) {
      self.validation = validation
      self.isStratified = isStratified
      self.seed = seed
      self.examples = examples
      self.trainingCount = trainingCount
      self.validationCount = validationCount
      self.heldOutSha256 = heldOutSha256
    }
  }

  /// The version of the format that this version writes.
  public static let currentFormat = 1

  public var format = DataContract.currentFormat
  public var kind: Kind
  /// The setting `dataset`.
  public var dataset: String
  /// The name in results, such as `mnist`.
  public var name: String
  /// The setting `data`, as it was given.
  public var path: String?
  public var absolutePath: String?
  public var files: [File]
  /// The settings `test` and `label-file` from the root, where they were given.
  public var absoluteTest: String?
  public var absoluteLabelFile: String?
  /// The least and the greatest feature of the training's arrays, and whether they are grey levels 0…255.
  public var range: [Double]?
  public var areLevels: Bool?
  /// The shape of one example.
  public var shape: [Int]
  /// The columns, where it is a table.
  public var table: TableLayout?
  public var target: Target
  public var scaling: Scaling
  /// The values that stand in for missing ones, one for each feature.
  public var fill: [Double]?
  public var split: Split

  public init(
    kind: Kind, dataset: String, name: String, path: String?, absolutePath: String?, files: [File], shape: [Int],
    table: TableLayout?, target: Target, scaling: Scaling, fill: [Double]?, split: Split
  ) {
    self.kind = kind
    self.dataset = dataset
    self.name = name
    self.path = path
    self.absolutePath = absolutePath
    self.files = files
    self.shape = shape
    self.table = table
    self.target = target
    self.scaling = scaling
    self.fill = fill
    self.split = split
  }

  /// The number of features of one example.
  public var width: Int { shape.reduce(1, *) }

  /// The names of the classes; empty for real values.
  public var classNames: [String] { target.classes ?? [] }

  /// The classes under which the labels of a new file are looked for.
  ///
  /// The training's files may have other labels than the classes have names; a new file has the ones or the others.
  func classes(for labels: some Sequence<String>) -> ClassSet {
    if let known = target.labels.map({ ClassSet(names: $0) }), labels.allSatisfy({ known.index(of: $0) != nil }) {
      return known
    }
    return ClassSet(names: classNames)
  }

  /// How features are scaled when they are read.
  public var normalization: Normalization {
    switch scaling.rule {
    case .none: .none
    case .unit: .unitRange
    case .perExample: .perExample
    case .perFeature: .perFeature(FeatureScaler(exactMeans: scaling.means ?? [], exactScales: scaling.scales ?? []))
    }
  }

  /// The digests of the files of one part.
  public func digests(of part: File.Part) -> [String] { files.filter { $0.part == part }.map(\.sha256) }

  /// Whether the numbers in it belong together; a file that was edited may say anything.
  public var mistake: String? {
    if shape.contains(where: { $0 < 1 }) || width > 100_000_000 { return "a shape of \(shape)" }
    if let table, table.width != width { return "\(table.width) features in columns for a shape of \(shape)" }
    if let table, let mistake = table.mistake { return mistake }
    if scaling.rule == .perFeature, scaling.means?.count != width || scaling.scales?.count != width {
      return "\(scaling.means?.count ?? 0) means and \(scaling.scales?.count ?? 0) scales for \(width) features"
    }
    if let range, range.count != 2 || !(range[0] <= range[1]) { return "a range of \(range)" }
    if let fill, fill.count != width { return "\(fill.count) values for the gaps of \(width) features" }
    switch target.kind {
    case .classes where target.labels != nil && target.labels?.count != classNames.count:
      return "\(target.labels?.count ?? 0) labels for \(classNames.count) classes"
    case .classes: return Set(classNames).count == classNames.count && !classNames.isEmpty ? nil : "no distinct classes"
    // An autoencoder of a table without labels has no target beside its features.
    case .values: return (target.width ?? -1) >= 0 ? nil : "no width of the values"
    }
  }
}

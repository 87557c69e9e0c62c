public import FledgeTensors

/// Examples in memory, with their shape, classes and provenance.
///
/// A dataset is a value: subsets share the stored examples and hold only indices. Features stay in their stored type
/// (images stay bytes) and become floats when a batch is gathered.
public struct Dataset: Sendable {
  /// The shape of one example's features, such as `[28, 28]`.
  public internal(set) var featureShape: TensorShape
  /// Labels or real values.
  public internal(set) var targetKind: TargetKind
  /// The name of each class; empty for real-valued targets.
  public internal(set) var classNames: [String]
  public internal(set) var provenance: Provenance
  /// How features are scaled when a batch is gathered.
  public var normalization: Normalization {
    didSet { checkNormalization() }
  }
  /// Random changes, applied in order to every batch that is read with a random key.
  public var augmentations: [any Augmentation] = []
  /// How real-valued targets are scaled when a batch is gathered; `nil` leaves them as they are.
  public var targetScaler: TargetScaler?

  var features: FeatureStorage { didSet { rowScales = RowScales() } }
  var targets: TargetStorage
  /// The stored row of each example; `nil` where examples and stored rows are the same.
  var rows: [Int32]? { didSet { rowScales = RowScales() } }
  private(set) var rowScales = RowScales()

  init(
    featureShape: TensorShape, targetKind: TargetKind, classNames: [String], provenance: Provenance,
    normalization: Normalization, features: FeatureStorage, targets: TargetStorage, rows: [Int32]? = nil
  ) {
    self.featureShape = featureShape
    self.targetKind = targetKind
    self.classNames = classNames
    self.provenance = provenance
    self.normalization = normalization
    self.features = features
    self.targets = targets
    self.rows = rows
    checkNormalization()
  }

  /// Grey-level examples with labels.
  ///
  ///   - bytes: one row of `shape.count` grey levels for each label; scaled to 0...1 unless `normalization` is changed.
  ///   - classNames: one name for each class; their number is the number of classes.
  ///   - classNames: one name for each class; their number is the number of classes.
  /// - Throws: where a label has no class.
  public init(
    shape: TensorShape, bytes: [UInt8], labels: [Int32], classNames: [String], provenance: Provenance
  ) throws(DatasetError) {
    precondition(
      bytes.count == labels.count * shape.count,
      "Dataset: \(labels.count) labels and shape \(shape) need \(labels.count * shape.count) bytes, found \(bytes.count)"
    )
    try checkLabels(labels, classes: classNames.count, source: provenance.name)
    self.init(
      featureShape: shape, targetKind: .labels(classes: classNames.count), classNames: classNames,
      provenance: provenance, normalization: .unitRange, features: .bytes(bytes), targets: .labels(labels))
  }

  /// Real-valued examples with labels.
  ///
  /// - Parameters:
  ///   - floats: one row of `shape.count` values for each label.
  ///   - classNames: one name for each class; their number is the number of classes.
  /// - Throws: where a label has no class.
  public init(
    shape: TensorShape, floats: [Float], labels: [Int32], classNames: [String], provenance: Provenance
  ) throws(DatasetError) {
    precondition(
      floats.count == labels.count * shape.count,
      "Dataset: \(labels.count) labels and shape \(shape) need \(labels.count * shape.count) values, found \(floats.count)"
    )
    try checkLabels(labels, classes: classNames.count, source: provenance.name)
    self.init(
      featureShape: shape, targetKind: .labels(classes: classNames.count), classNames: classNames,
      provenance: provenance, normalization: .none, features: .floats(floats), targets: .labels(labels))
  }

  /// Real-valued examples with real-valued targets.
  ///
  /// - Parameters:
  ///   - floats: one row of `shape.count` values for each example.
  ///   - targets: one row of `targetShape.count` values for each example.
  public init(shape: TensorShape, floats: [Float], targetShape: TensorShape, targets: [Float], provenance: Provenance) {
    precondition(
      floats.count * targetShape.count == targets.count * shape.count
        && floats.count.isMultiple(of: max(shape.count, 1)),
      "Dataset: \(floats.count) values of shape \(shape) do not pair with \(targets.count) targets of \(targetShape)")
    self.init(
      featureShape: shape, targetKind: .values(targetShape), classNames: [], provenance: provenance,
      normalization: .none, features: .floats(floats), targets: .values(targets, width: targetShape.count))
  }

  /// The number of examples.
  public var count: Int { rows?.count ?? features.count / max(featureShape.count, 1) }

  /// The number of classes; 0 for real-valued targets.
  public var classCount: Int { classNames.count }

  /// The stored row of an example.
  func row(of example: Int) -> Int {
    guard let rows else { return example }
    return Int(rows[example])
  }

  private func checkNormalization() {
    if case .perFeature(let scaler) = normalization {
      precondition(
        scaler.means.count == featureShape.count,
        "Dataset: a scaler of \(scaler.means.count) features does not fit examples of shape \(featureShape)")
    }
  }
}

private func checkLabels(_ labels: [Int32], classes: Int, source: String) throws(DatasetError) {
  guard let index = labels.firstIndex(where: { $0 < 0 || $0 >= classes }) else { return }
  throw .badData(
    "\(source): expected labels in 0..<\(classes), found \(labels[index]) at example \(index); "
      + "check the label column or file")
}

/// How features are scaled when a batch is gathered; the stored examples never change.
public enum Normalization: Sendable, Equatable {
  /// Stored values: grey levels 0...255, or the floats of the file.
  case none
  /// Grey levels divided by 255; features that are stored as floats stay as they are.
  case unitRange
  /// `(x − mean) / σ` over the values of each example, with the population σ (division by n).
  ///
  /// An example whose values are all equal becomes zeros.
  case perExample
  /// `(x − mean) / σ` for each feature, with means and standard deviations of a training set.
  case perFeature(FeatureScaler)
}

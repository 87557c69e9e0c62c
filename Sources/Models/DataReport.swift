public import FledgeDatasets
import FledgeFormats

/// What is to be known of data before a training: types and ranges, repeated rows, leaks, suspicious columns.
public struct DataReport: Sendable {
  /// One column of a table.
  public struct Column: Sendable {
    public let layout: TableLayout.Column
    /// One value in all training rows.
    public let isConstant: Bool
    /// Whole numbers of which none stands twice, such as a row's number.
    public let looksLikeID: Bool
    /// It says what is to be learned.
    public let tellsTarget: Bool
  }

  public let data: ExperimentData
  /// The columns of a table; empty for all else.
  public let columns: [Column]
  /// The features with one value in all training examples.
  public let constantFeatures: Int
  /// Equal rows in the training file: training and validation set, and a test set from the same file.
  public let repeats: Int
  public let conflicts: Int
  /// Examples whose features the training set has too.
  public let validationInTraining: Int
  public let testInTraining: Int

  public init(_ data: ExperimentData) {
    self.data = data
    let training = data.training
    let statistics = training.featureStatistics
    constantFeatures = statistics.count { $0.isConstant }
    let table = data.contract?.table.flatMap { $0.arePixels ? nil : $0 }
    var feature = 0
    columns = (table?.columns ?? []).map { column in
      let features = feature..<feature + column.width
      feature = features.upperBound
      return Column(
        layout: column, isConstant: features.allSatisfy { statistics[$0].isConstant },
        looksLikeID: column.categories == nil && training.looksLikeID(features.lowerBound),
        tellsTarget: training.tellsTarget(features))
    }
    let isFromFile = data.contract?.split.testCount != nil
    let sets = [training, data.validation, data.test].map { $0 ?? training.subset(0..<0) }
    let matches = RowMatches(sets)
    let inFile = isFromFile || data.test == nil ? matches : RowMatches(Array(sets.prefix(2)))
    (repeats, conflicts) = (inFile.repeats, inFile.conflicts)
    (validationInTraining, testInTraining) = (matches.shared(1, with: 0), matches.shared(2, with: 0))
  }
}

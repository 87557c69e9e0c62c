/// How often each true class was predicted as each class, counted over a whole set.
///
/// Element `[true: t, predicted: p]` counts the examples of class `t` that were predicted as class `p`. The
/// counts are integers, so that any order of batches, and any merge of shards, gives the same matrix. Every
/// score is computed from the counts of the whole set, never as a mean over batches.
public struct ConfusionMatrix: Equatable, Sendable {
  /// The number of classes; labels are `0..<classCount`.
  public let classCount: Int

  /// Row-major counts: `counts[true * classCount + predicted]`.
  package private(set) var counts: [Int]

  public init(classCount: Int) {
    precondition(classCount > 0, "a confusion matrix needs at least one class")
    self.classCount = classCount
    counts = Array(repeating: 0, count: classCount * classCount)
  }

  /// Counts predicted labels against true labels.
  ///
  /// - Throws: `MetricsError` when the lists differ in length or a label is out of range.
  public init(predicted: [Int], labels: [Int], classCount: Int) throws(MetricsError) {
    self.init(classCount: classCount)
    try add(predicted: predicted, labels: labels)
  }

  /// The number of examples of class `true` that were predicted as class `predicted`.
  public subscript(true label: Int, predicted predicted: Int) -> Int {
    precondition(label >= 0 && label < classCount && predicted >= 0 && predicted < classCount, "label out of range")
    return counts[label * classCount + predicted]
  }

  /// The number of examples counted so far.
  public var exampleCount: Int { counts.reduce(0, +) }

  /// The number of examples of each true class (the row sums).
  public var trueCounts: [Int] {
    (0..<classCount).map { label in (0..<classCount).reduce(0) { $0 + self[true: label, predicted: $1] } }
  }

  /// The number of predictions of each class (the column sums).
  public var predictedCounts: [Int] {
    (0..<classCount).map { predicted in (0..<classCount).reduce(0) { $0 + self[true: $1, predicted: predicted] } }
  }

  /// The rows of the matrix: `rows[true][predicted]`.
  public var rows: [[Int]] {
    (0..<classCount).map { Array(counts[($0 * classCount)..<(($0 + 1) * classCount)]) }
  }

  /// Counts one example.
  public mutating func add(predicted: Int, label: Int) throws(MetricsError) {
    for value in [label, predicted] where value < 0 || value >= classCount {
      throw .labelOutOfRange(label: value, classCount: classCount, position: exampleCount)
    }
    counts[label * classCount + predicted] += 1
  }

  /// Counts a batch; nothing is counted when the batch is refused.
  public mutating func add(predicted: [Int], labels: [Int]) throws(MetricsError) {
    guard predicted.count == labels.count else {
      throw .countMismatch(what: "predicted labels", expected: labels.count, found: predicted.count)
    }
    for index in labels.indices {
      for value in [labels[index], predicted[index]] where value < 0 || value >= classCount {
        throw .labelOutOfRange(label: value, classCount: classCount, position: exampleCount + index)
      }
    }
    for index in labels.indices { counts[labels[index] * classCount + predicted[index]] += 1 }
  }

  /// Adds the counts of another part of the same set.
  public mutating func merge(_ other: ConfusionMatrix) throws(MetricsError) {
    guard other.classCount == classCount else {
      throw .classCountMismatch(expected: classCount, found: other.classCount)
    }
    for index in counts.indices { counts[index] += other.counts[index] }
  }
}

extension ConfusionMatrix: Codable {
  private enum CodingKeys: String, CodingKey {
    case rows
  }

  /// Reads the rows; refuses a matrix that is empty, not square or has a negative count.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let rows = try container.decode([[Int]].self, forKey: .rows)
    guard !rows.isEmpty, rows.allSatisfy({ $0.count == rows.count && $0.allSatisfy { $0 >= 0 } }) else {
      throw DecodingError.dataCorruptedError(
        forKey: .rows, in: container,
        debugDescription:
          "expected a square matrix of counts from 0, found \(rows.count) rows of other lengths or signs")
    }
    classCount = rows.count
    counts = rows.flatMap(\.self)
  }

  /// Writes the rows, one list for each true class.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(rows, forKey: .rows)
  }
}

public import FledgeKernels
public import FledgeTensors

/// Classification by the majority of the k nearest labelled points.
///
/// Where several classes have the most votes, the one with the lowest label wins, as in scikit-learn. Cover and Hart,
/// "Nearest neighbor pattern classification", 1967.
public struct NeighborClassifier: Sendable {
  /// The labelled points.
  public let index: NeighborIndex
  /// How many neighbours vote.
  public let neighbors: Int
  /// The number of classes.
  public let classes: Int
  private let labels: [Int32]

  /// Remembers points `[points, features]` with a label each.
  ///
  /// - Parameter classes: the number of classes, or `nil` for one more than the largest label.
  /// - Throws: when points and labels do not fit each other or there are fewer points than neighbours.
  public init(
    _ points: Tensor, labels: [Int32], classes: Int? = nil, neighbors: Int = 5,
    method: NeighborIndex.Method = .automatic, threads: ThreadPool = .serial
  ) throws(AnalysisError) {
    let rows = try Rows(points, "points")
    guard neighbors >= 1 && neighbors <= rows.count else {
      throw .neighbors(found: neighbors, available: rows.count)
    }
    let checked = try Labels(labels, classes: classes, points: rows.count)
    index = try NeighborIndex(rows, method: method, threads: threads)
    (self.neighbors, self.classes, self.labels) = (neighbors, checked.classes, labels)
  }

  /// The class of each query `[queries, features]`.
  ///
  /// - Throws: when the queries are not rows of finite numbers as wide as the points.
  public func predict(_ queries: Tensor, threads: ThreadPool = .serial) throws(AnalysisError) -> [Int32] {
    let nearest = try index.nearest(neighbors, to: queries, threads: threads)
    var votes = [Int](repeating: 0, count: classes)
    return (0..<nearest.queries).map { query in
      for vote in votes.indices { votes[vote] = 0 }
      for point in nearest.indices(of: query) { votes[Int(labels[Int(point)])] += 1 }
      var winner = 0
      for label in votes.indices where votes[label] > votes[winner] { winner = label }
      return Int32(winner)
    }
  }

  /// Classifies queries whose labels are known.
  ///
  /// - Throws: as `predict`, and when a label lies outside of the classes.
  public func evaluate(_ queries: Tensor, labels: [Int32], threads: ThreadPool = .serial) throws(AnalysisError)
    -> NeighborEvaluation
  {
    let predicted = try predict(queries, threads: threads)
    let expected = try Labels(labels, classes: classes, points: predicted.count)
    return NeighborEvaluation(expected: expected, predicted: predicted)
  }
}

/// How a classification came out.
public struct NeighborEvaluation: Sendable, Equatable {
  /// The number of classes.
  public let classes: Int
  /// The class given to each query.
  public let predicted: [Int32]
  /// How often each expected class (row) was given each class (column): `[classes, classes]`.
  public let confusion: [Int]

  init(expected: Labels, predicted: [Int32]) {
    classes = expected.classes
    self.predicted = predicted
    var confusion = [Int](repeating: 0, count: classes * classes)
    for (label, guess) in zip(expected.values, predicted) { confusion[Int(label) * classes + Int(guess)] += 1 }
    self.confusion = confusion
  }

  private var correct: Int { (0..<classes).reduce(0) { $0 + confusion[$1 * classes + $1] } }

  /// The share of queries whose class is right; NaN without queries.
  public var accuracy: Double { Double(correct) / Double(predicted.count) }

  /// The mean over the classes of the accuracy of "this class or not": each query counts once for every class.
  ///
  /// A wrong answer is wrong for two classes and right for all others, so this is 1 − 2 (1 − accuracy) / classes, and
  /// high even for poor classifiers.
  public var meanOneVersusRestAccuracy: Double { 1 - 2 * (1 - accuracy) / Double(max(1, classes)) }
}

/// What can be wrong with a request to this room; each is one line: expected, found, what to do.
public enum AnalysisError: Error, Equatable, CustomStringConvertible {
  /// Points must come as `[points, features]`.
  case notRows(name: String, shape: [Int])
  /// There is nothing to work on.
  case tooFewPoints(name: String, expected: Int, found: Int)
  /// A coordinate is NaN, infinite or so large that its square overflows.
  case notFinite(name: String, row: Int, column: Int, value: Float)
  /// Two sets of points differ in width.
  case widths(name: String, expected: Int, found: Int)
  /// Two sets that belong together differ in length.
  case counts(name: String, expected: Int, found: Int)
  /// The number of neighbours is not between 1 and the number of other points.
  case neighbors(found: Int, available: Int)
  /// A k-d tree was asked for in too many dimensions.
  case treeDimensions(found: Int, limit: Int)
  /// The perplexity is not between 1 and a third of the points.
  case perplexity(found: Double, points: Int)
  /// A setting lies outside of its range.
  case setting(name: String, expected: String, found: String)
  /// The number of components is not between 1 and what the data can have.
  case components(found: Int, available: Int)
  /// A class has no example, where each needs one.
  case emptyClass(Int)
  /// A label lies outside of its range.
  case label(row: Int, found: Int, classes: Int)

  /// The error in one line.
  public var description: String {
    switch self {
    case .notRows(let name, let shape):
      "\(name): expected rows of features, [points, features], found shape \(shape); reshape it to two axes"
    case .tooFewPoints(let name, let expected, let found):
      "\(name): expected at least \(expected) points, found \(found); give more points"
    case .notFinite(let name, let row, let column, let value):
      "\(name): expected finite values of magnitude below 1e15, found \(value) in row \(row), column \(column); "
        + "remove or replace it"
    case .widths(let name, let expected, let found):
      "\(name): expected \(expected) features, found \(found); both sets must come from the same space"
    case .counts(let name, let expected, let found):
      "\(name): expected \(expected) rows, found \(found); give one for each point"
    case .neighbors(let found, let available):
      "neighbours: expected between 1 and \(available) (the points there are to choose from), found \(found); "
        + "choose fewer neighbours or give more points"
    case .treeDimensions(let found, let limit):
      "k-d tree: expected at most \(limit) dimensions, found \(found); use the method scan or automatic"
    case .perplexity(let found, let points):
      "perplexity: expected at least 1 and less than a third of the \(points) points, found \(found); "
        + "lower the perplexity or give more points"
    case .setting(let name, let expected, let found):
      "\(name): expected \(expected), found \(found)"
    case .components(let found, let available):
      "components: expected between 1 and \(available) (the smaller of points and features), found \(found)"
    case .emptyClass(let label):
      "labels: expected at least one example of each class, found none of class \(label); leave that class out"
    case .label(let row, let found, let classes):
      "labels: expected 0 to \(classes - 1), found \(found) in row \(row)"
    }
  }
}

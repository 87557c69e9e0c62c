/// What can be wrong with the values given to a metric or a statistic.
public enum MetricsError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A label lies outside `0..<classCount`; `position` counts examples since the accumulator was empty.
  case labelOutOfRange(label: Int, classCount: Int, position: Int)
  /// Two lists that belong together differ in length.
  case countMismatch(what: String, expected: Int, found: Int)
  /// A value is NaN or infinite.
  case notFinite(what: String, position: Int)
  /// A probability lies outside 0 to 1.
  case notAProbability(value: Double, position: Int)
  /// Fewer values than the statistic needs.
  case tooFewValues(what: String, needed: Int, found: Int)
  /// Two results that should be merged describe different sets of classes.
  case classCountMismatch(expected: Int, found: Int)

  /// One line: what was expected, what was found, and what to do.
  public var description: String {
    switch self {
    case .labelOutOfRange(let label, let classCount, let position):
      return "label \(label) of example \(position): expected 0 to \(classCount - 1); "
        + "check the number of classes and that labels count from 0"
    case .countMismatch(let what, let expected, let found):
      return "\(what): expected \(expected) values, found \(found); give both lists for the same examples"
    case .notFinite(let what, let position):
      return "\(what) at position \(position) is NaN or infinite: expected a finite number; "
        + "the run that made it has probably diverged"
    case .notAProbability(let value, let position):
      return "probability at position \(position) is \(value): expected 0 to 1; apply softmax to logits first"
    case .tooFewValues(let what, let needed, let found):
      return "\(what): expected at least \(needed) values, found \(found); run more seeds"
    case .classCountMismatch(let expected, let found):
      return "expected a result over \(expected) classes, found one over \(found); merge only results of one task"
    }
  }
}

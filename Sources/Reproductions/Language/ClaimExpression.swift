import FledgeMetrics

/// What a claim expects of runs, such as `test_accuracy(layers=[512]) > test_accuracy(layers=[128])`.
///
/// | form | holds where |
/// |---|---|
/// | `A > B`, `A < B`, `A > B > C` | the interval of each difference lies on that side of 0 |
/// | `A > B by 1 points` | it lies beyond the margin |
/// | `A = B within 0.2 points` | it lies within the margin (two one-sided tests) |
/// | `A > B by at most 1 points` | on that side of 0, and within the margin |
/// | `A at least 98 %`, `A at most 98 %`, `A > 98 %`, `A < 98 %` | the interval of the mean lies on that side |
/// | `A = 98 % within 0.5 points` | it lies within the margin |
/// | `best test_accuracy is layers=[512]` | that variant is better than every other one |
/// | `test_accuracy monotone in layers` | each value of the axis is better than the one before |
/// | `test_loss rises in layers`, `test_loss falls in layers` | each value is higher, lower, than the one before |
/// | `in most runs A > B` | more than half of the runs do so (Clopper and Pearson) |
/// | `highest f1 is class 1`, `lowest recall is class 9` | more than half of the runs have it there |
/// | `confused(pair=[4, 9]) among the first 3` | by the errors between two classes, the pair is among the first 3 of all |
/// | `zero_share at least 50 %` | a share of the data, counted without chance |
/// | `gradient_difference(step=1e-2) at most 1e-4` | the largest difference of the study's `gradients` |
///
/// Several stand with `and` between them; all must hold.
package struct ClaimExpression: Sendable {
  /// A quantity of some runs, or a number.
  enum Term: Sendable {
    case runs(NamedQuantity, RunSelector)
    case number(Double, text: String)
  }

  enum Relation: Sendable {
    case above, atLeast, below, atMost, equal

    /// The relation of intervals, for which a value at the border makes no difference.
    var side: Relation {
      switch self {
      case .above, .atLeast: .above
      case .below, .atMost: .below
      case .equal: .equal
      }
    }

    /// Whether two single values stand so.
    ///
    /// - Parameter margin: how far apart they must be, or may be where they are equal.
    func holds(_ left: Double, _ right: Double, margin: Double = 0) -> Bool {
      switch self {
      case .above: left - right > margin
      case .atLeast: left - right >= margin
      case .below: right - left > margin
      case .atMost: right - left >= margin
      case .equal: abs(left - right) <= margin
      }
    }
  }

  /// What stands behind a comparison.
  enum Margin: Sendable {
    case none
    /// No larger difference counts as one.
    case within(Double)
    /// The difference must be larger.
    case by(Double)
    /// The difference must be there, and no larger.
    case byAtMost(Double)
  }

  enum Direction: Sendable {
    case better, higher, lower
  }

  enum Part: Sendable {
    case chain([Term], [Relation], Margin, inMostRuns: Bool)
    case best(NamedQuantity, RunSelector, others: RunSelector)
    /// Each of these groups of one variant against the one before.
    case order(NamedQuantity, [RunSelector], Direction)
    /// The class that has the highest or lowest value.
    case extreme(RunQuantity, RunSelector, className: String, isHighest: Bool)
    /// A pair of classes among those that are confused most.
    case rank(pair: [String], RunSelector, ExampleSet, count: Int)
    case data(DataQuantity, ReportStudy, Relation, Double)
    /// Gradients of an untrained network.
    case gradients(StudyGradients, RunSelector, StudyGradients.Precision, step: Double, Relation, Double)
  }

  /// The expression as it was written.
  let text: String
  let parts: [Part]

  /// Reads an expression; `reader` knows the studies and the study that is meant where none is named.
  ///
  /// - Parameter place: what stands before an error.
  /// - Throws: `StudyError` with the line, with a suggestion where a name is unknown.
  init(_ text: String, _ reader: ReportBlockReader, line: Int, place: String = "expect") throws {
    var parser = ClaimParser(text, reader, line: line, place: place)
    self.text = text
    parts = try parser.parts()
  }

  init(text: String, parts: [Part]) { (self.text, self.parts) = (text, parts) }

  /// Whether nothing trained is named, so that any scale gives a verdict.
  var isOfData: Bool {
    parts.allSatisfy { part in
      switch part {
      case .data, .gradients: true
      case .chain, .best, .order, .extreme, .rank: false
      }
    }
  }

  /// How many tests are made, all of which must hold.
  var testCount: Int {
    parts.reduce(0) { count, part in
      guard case .chain(_, let relations, let margin, false) = part else { return count + 1 }
      if case .byAtMost = margin { return count + relations.count + 1 }
      return count + relations.count
    }
  }
}

package import FledgeKernels
import FledgeMetrics
import FledgeModels

/// Which columns or blocks of pixels a trained network uses, and how its prediction changes with columns.
package struct Explanation: Sendable {
  /// How it is made.
  package struct Options: Sendable {
    /// How often each column is shuffled.
    package var permutations = 10
    package var seed: UInt64 = 0
    /// How many of the most important columns get a partial dependence.
    package var dependenceCount = 6
    /// The points of a column of numbers.
    package var gridPoints = 20

    package init() {}
  }

  /// One column with its importance by each measure.
  package struct Importance: Sendable {
    package let column: InspectedColumn
    package let estimates: [PermutationImportance.Estimate]
  }

  /// Two columns that tell much the same.
  package struct Association: Sendable {
    package let first: String
    package let second: String
    package let value: Double
  }

  /// From which association on columns share their importance.
  package static let associationLimit = 0.8

  package let runs: [String]
  package let rowCount: Int
  package let outputNames: [String]
  package let areProbabilities: Bool
  package let measures: [ImportanceMeasure]
  /// The mean over runs without permutation, by each measure.
  package let baseline: [Double]
  /// The most important column first; of equal ones in the order of the table.
  package let importances: [Importance]
  /// The strongest first.
  package let associations: [Association]
  package let dependence: [PartialDependence]
  package let options: Options

  /// Explains one run, or several of the same table.
  ///
  /// - Throws: `SettingError` where runs have other columns or targets; `MetricsError` where outputs are not finite.
  package init(
    _ runs: [InspectedRun], options: Options = Options(), threads: ThreadPool = .serial,
    stage: (String) -> Void = { _ in }
  ) throws {
    precondition(!runs.isEmpty, "an explanation needs a run")
    let first = runs[0]
    for run in runs.dropFirst() { try Explanation.checkSame(first, run) }
    let measures = runs.reduce(first.answers.measures) { kept, run in
      kept.filter { run.answers.measures.contains($0) }
    }
    self.runs = runs.map(\.path)
    (rowCount, outputNames, areProbabilities) = (first.rows.count, first.outputNames, first.areProbabilities)
    (self.measures, self.options) = (measures, options)

    var found: [PermutationImportance] = []
    for run in runs {
      let what = first.rows.columns[0].block == nil ? "columns" : "blocks of pixels"
      stage("permuting \(first.rows.columns.count) \(what) of \(run.path)")
      found.append(
        try PermutationImportance(
          run.rows, answers: run.answers, permutations: options.permutations, seed: options.seed, threads: threads
        ) { run.outputs($0) })
    }
    // A run whose targets are all equal has no R², and so no first place for it.
    let places = runs.map { run in measures.map { run.answers.measures.firstIndex(of: $0) ?? 0 } }
    baseline = measures.indices.map { measure in
      zip(found, places).reduce(0) { $0 + $1.0.baseline[$1.1[measure]] } / Double(runs.count)
    }
    var importances: [Importance] = []
    for (index, column) in first.rows.columns.enumerated() {
      var estimates: [PermutationImportance.Estimate] = []
      for measure in measures.indices {
        estimates.append(
          try PermutationImportance.combined(
            found, column: index, measures: places.map { $0[measure] }))
      }
      importances.append(Importance(column: column, estimates: estimates))
    }
    self.importances = importances.enumerated().sorted { left, right in
      let (first, second) = (left.element.estimates[0].mean, right.element.estimates[0].mean)
      return first == second ? left.offset < right.offset : first > second
    }.map(\.element)
    // Neighbouring blocks always tell much the same.
    associations =
      first.rows.columns[0].block == nil
      ? Explanation.associations(first.rows, among: self.importances.prefix(Self.comparedCount).map(\.column)) : []

    var dependence: [PartialDependence] = []
    for importance in self.importances.prefix(options.dependenceCount) {
      let column = importance.column
      guard column.categories != nil || column.range != nil else { continue }
      stage("partial dependence on \(column.name)")
      let grid = Explanation.sharedRange(of: column, runs).map {
        PartialDependence.grid($0, points: options.gridPoints)
      }
      let means = runs.map { run in
        let own = run.rows.columns.first { $0.name == column.name } ?? column
        return PartialDependence.means(run.rows, own, grid: grid ?? [], threads: threads) { run.predictions($0) }
      }
      dependence.append(try PartialDependence(column, grid: grid ?? [], runs: means))
    }
    self.dependence = dependence
  }

  /// The range that all runs were trained on.
  private static func sharedRange(of column: InspectedColumn, _ runs: [InspectedRun]) -> ClosedRange<Double>? {
    let ranges = runs.compactMap { $0.rows.columns.first { $0.name == column.name }?.range }
    guard let low = ranges.map(\.lowerBound).max(), let high = ranges.map(\.upperBound).min() else { return nil }
    return low <= high ? low...high : column.range
  }

  private static func checkSame(_ first: InspectedRun, _ other: InspectedRun) throws {
    func described(_ run: InspectedRun) -> String {
      let names = run.rows.columns.map { $0.name + ($0.categories.map { "=\($0.joined(separator: "|"))" } ?? "") }
      return "columns \(names.joined(separator: ", ")), target \(run.outputNames.joined(separator: ", "))"
    }
    let (left, right) = (described(first), described(other))
    guard left != right else { return }
    throw SettingError.conflict(
      "\(other.path): expected the columns and the target of \(first.path) (\(left.prefix(120))), found \(right.prefix(120)); "
        + "explain runs of one table together")
  }

  /// How many of the most important columns are compared with each other: pairs grow with the square.
  private static let comparedCount = 100

  private static func associations(_ rows: InspectedRows, among compared: [InspectedColumn]) -> [Association] {
    let columns = compared.map { rows.column($0) }
    var found: [Association] = []
    for left in columns.indices {
      for right in columns.indices where right > left {
        guard let value = columnAssociation(columns[left], columns[right]), value > associationLimit else { continue }
        found.append(
          Association(first: compared[left].name, second: compared[right].name, value: value))
      }
    }
    return found.enumerated().sorted { left, right in
      left.element.value == right.element.value
        ? left.offset < right.offset : left.element.value > right.element.value
    }.map(\.element)
  }
}

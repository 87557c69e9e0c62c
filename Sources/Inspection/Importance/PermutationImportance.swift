package import FledgeKernels
package import FledgeMetrics
package import FledgeTensors
import Synchronization

/// How much worse a network answers when one column's values are shuffled over the rows.
///
/// importance = mean over rows of (mean over permutations of the row's error) − (the row's error).
///
/// The network stays as it is, so that this is what the trained network uses, not what the column is worth to others.
/// Source: L. Breiman, Random forests, 2001, section 10; A. Fisher, C. Rudin, F. Dominici, All models are wrong, but many
/// are useful, 2019.
package struct PermutationImportance: Sendable {
  /// The importance by one measure.
  package struct Estimate: Sendable, Equatable {
    package let mean: Double
    /// Student's 95 % interval over the rows, or over runs where there are several; `nil` for one row or run.
    package let interval: Interval?
    /// The importance of each permutation, or of each run where there are several.
    package let values: [Double]
  }

  /// What the network measures without permutation, by each measure.
  package let baseline: [Double]
  /// `[column][measure]`.
  package let estimates: [[Estimate]]

  /// Measures every column.
  ///
  /// - Parameters:
  ///   - permutations: how often each column is shuffled; all columns of a repetition get the same order.
  ///   - outputs: the network's outputs for inputs `[rows, features]`; called from several threads.
  /// - Throws: `MetricsError` where outputs are not finite.
  package init(
    _ rows: InspectedRows, answers: RowAnswers, permutations: Int, seed: UInt64, threads: ThreadPool = .serial,
    outputs: @Sendable (Tensor) -> [Double]
  ) throws(MetricsError) {
    precondition(permutations > 0 && rows.count > 0, "an importance needs a permutation and a row")
    let measures = answers.measures
    let base = answers.errors(outputs(rows.inputs))
    baseline = zip(measures, base).map { measure, errors in
      answers.value(of: measure, meanError: errors.reduce(0, +) / Double(rows.count))
    }
    let orders = (0..<permutations).map {
      shuffledIndices(rows.count, RandomKey(seed: seed, stream: .analysis, layer: 1, step: $0))
    }
    // Each column is one task, so that sums have one order for any number of threads.
    let found = Mutex([[(rows: [Double], permutations: [Double])]](repeating: [], count: rows.columns.count))
    threads.run(rows.columns.count) { index in
      var sums = base.map { $0.map { _ in 0.0 } }
      var means = base.map { _ in [Double]() }
      for order in orders {
        let errors = answers.errors(outputs(rows.permuting(rows.columns[index], by: order)))
        for measure in measures.indices {
          var total = 0.0
          for row in 0..<rows.count {
            let rise = errors[measure][row] - base[measure][row]
            sums[measure][row] += rise
            total += rise
          }
          means[measure].append(total / Double(rows.count))
        }
      }
      let rises = sums.map { $0.map { $0 / Double(permutations) } }
      let result = zip(rises, means).map { (rows: $0, permutations: $1) }
      found.withLock { $0[index] = result }
    }
    var estimates: [[Estimate]] = []
    for column in found.withLock({ $0 }) {
      var measured: [Estimate] = []
      for (rises, means) in column {
        let values = try SeedValues(rises)
        measured.append(Estimate(mean: values.mean, interval: values.meanInterval(), values: means))
      }
      estimates.append(measured)
    }
    self.estimates = estimates
  }

  /// The mean over several runs with the interval over them; of a single run its own.
  ///
  /// - Parameter measures: the measure's place in each run.
  package static func combined(
    _ runs: [PermutationImportance], column: Int, measures: [Int]
  ) throws(MetricsError) -> Estimate {
    if runs.count == 1 { return runs[0].estimates[column][measures[0]] }
    let values = try SeedValues(zip(runs, measures).map { $0.estimates[column][$1].mean })
    return Estimate(mean: values.mean, interval: values.meanInterval(), values: values.values)
  }
}

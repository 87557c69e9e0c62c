import FledgeCharts
import FledgeMetrics
import FledgePages

/// Compares the variants of a study: box plots, medians with intervals, and a test of every pair.
///
/// Variants run with the same seeds, so pairs are tested seed by seed (paired t), tests and intervals adjusted for all
/// pairs of the study. Spreads are tested by the distances of the runs from their median, in pairs too.
struct VariantComparison {
  let labels: [String]
  /// The accuracies of each variant, seed by seed.
  let values: [[Double]]
  /// All pairs, corrected; empty where there are fewer than two runs.
  let pairs: [Comparison]

  init(_ runs: StudyRuns) throws {
    labels = runs.labels
    values = labels.map { label in runs[label].map(\.testAccuracy) }
    var pairs: [Comparison] = []
    for first in labels.indices {
      for second in labels.indices where second > first {
        let both = zip(values[first], values[second]).filter { $0.0.isFinite && $0.1.isFinite }
        guard both.count > 1 else { continue }
        pairs.append(
          try Comparison(
            labels[first], labels[second],
            paired: PairedSeedValues(SeedValues(both.map(\.0)), SeedValues(both.map(\.1))),
            metric: .accuracy.on(.test)))
      }
    }
    self.pairs = Comparison.simultaneous(pairs)
  }

  /// The runs of each variant.
  var runCount: Int { values.first?.count ?? 0 }

  func values(of label: String) -> [Double] { values[labels.firstIndex(of: label)!] }

  /// Whether one variant is better than another.
  func better(_ label: String, than other: String) -> ClaimOutcome {
    guard let pair = pairs.first(where: { Set([$0.firstName, $0.secondName]) == [label, other] }) else {
      return .notTested("a comparison needs at least two runs")
    }
    return .better(label, pair)
  }

  /// Whether one variant is better than each of several others.
  func better(_ label: String, thanEach others: [String]) -> ClaimOutcome {
    .all(others.map { better(label, than: $0) })
  }

  /// Whether the runs of each of `wide` spread more than those of each of `narrow`.
  func spreadsMore(_ wide: [String], than narrow: [String]) -> ClaimOutcome {
    ClaimOutcome(
      .all(
        wide.flatMap { label in
          narrow.map { other in
            Claim.compare(
              Claim.Group("the distance from the median at " + label, distances(label)),
              betterThan: Claim.Group("that at " + other, distances(other)),
              by: Claim.Design(.accuracy.on(.test), paired: true), parts: wide.count * narrow.count)
          }
        }))
  }

  /// The distance of each run from the median of its variant.
  private func distances(_ label: String) -> [Double] {
    let median = Spread(values(of: label)).median
    return values(of: label).map { abs($0 - median) }
  }
}

extension VariantComparison {
  /// The report's figure, and a chart of each median's interval.
  ///
  /// - Parameter reported: What the report says of a variant, beside its interval.
  func charts(_ title: String, groupLabel: String, reported: [String: String] = [:]) -> [any Chart] {
    let axis = ChartAxis("Test accuracy", format: .percent)
    let rows = zip(labels, values).compactMap { label, values -> IntervalRow? in
      guard let seeds = try? SeedValues(values.filter(\.isFinite)) else { return nil }
      let interval = seeds.count > 1 ? seeds.bootstrap(.median).percentileInterval() : nil
      return IntervalRow(
        label, value: seeds.median, lower: interval?.lower, upper: interval?.upper,
        note: reported[label].map { "report: " + $0 } ?? "")
    }
    return [
      BoxPlot(
        title: title, groupLabel: groupLabel, y: axis,
        groups: zip(labels, values).map { ValueGroup($0, $1.filter(\.isFinite)) }),
      IntervalChart(
        title: "Medians, 95 % bootstrap intervals", x: axis, rows: rows,
        valueName: "median, 95 % interval"),
    ]
  }

  /// Every pair: the difference, its interval, and whether the runs distinguish the two.
  func table(_ id: String, _ caption: String) -> Table {
    let rows = pairs.map { pair -> [TableCell] in
      let finding: String =
        switch pair.verdict {
        case .firstAbove: pair.firstName
        case .firstBelow: pair.secondName
        case .indistinguishable, .noSpread: "undecided"
        }
      return [
        .text("\(pair.firstName)\u{A0}−\u{A0}\(pair.secondName)"), .number(100 * pair.difference, decimals: 2),
        .number(100 * pair.interval.lower, decimals: 2), .number(100 * pair.interval.upper, decimals: 2),
        .number(pair.decidingPValue, decimals: 4), .text(finding),
      ]
    }
    return Table(
      id, number: nil,
      caption: caption + " Mean differences of the same seeds and their 95 % intervals, in points.",
      columns: ["Pair", "mean difference", "from", "to", "p, adjusted", "higher"],
      rows: rows)
  }
}

extension VariantComparison {
  /// Whether each step along some variants gains less than the step before, seed by seed.
  func diminishing(_ steps: [String]) -> ClaimOutcome {
    let gains = zip(steps, steps.dropFirst()).map { from, to in
      Claim.Group("the gain from \(from) to \(to)", zip(values(of: to), values(of: from)).map { $0 - $1 })
    }
    return ClaimOutcome(
      .all(
        zip(gains, gains.dropFirst()).map { earlier, later in
          Claim.compare(
            earlier, betterThan: later, by: Claim.Design(.accuracy.on(.test), paired: true), parts: gains.count - 1)
        }))
  }
}

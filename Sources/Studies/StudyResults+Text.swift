import FledgeFormats
import FledgeMetrics
import FledgeModels
import FledgeRunStore
import Foundation

extension StudyResults {
  /// The table of all variants by the compared metric, failures, and comparisons in sentences.
  public var text: String {
    var parts = [heading, table(metric.id)]
    let failures = groups.flatMap { group in
      group.failures.map {
        "failed: \(fullName(group)), seed \($0.seed)\($0.fold.map { ", fold \($0)" } ?? ""): \($0.message)"
      }
    }
    if !failures.isEmpty { parts.append(failures.joined(separator: "\n")) }
    let comparisons = comparisons()
    let hasLetters = letters(metric.id, comparisons).contains { $0 != nil }
    let sentences = verdicts(metric.id, comparisons, hasLetters: hasLetters).map { sentence in
      TextTable.wrapped(sentence.prefix(1).uppercased() + sentence.dropFirst() + ".", width: 100, indent: "  ")
    }
    if !sentences.isEmpty { parts.append(sentences.joined(separator: "\n")) }
    return parts.joined(separator: "\n\n")
  }

  /// A variant's name in messages: its value after the key, where only one key varies.
  private func fullName(_ group: VariantGroup) -> String {
    varyingKeys.count == 1 && !group.isNamed ? "\(varyingKeys[0]) \(group.name)" : group.name
  }

  /// The study's name, its cells by state, and a warning where the data were generated.
  public var heading: String {
    var text = "\(name): \(progress.finished) of \(progress.total) runs finished"
    if progress.running > 0 { text += ", \(progress.running) running" }
    if progress.queued > 0 { text += ", \(progress.queued) queued" }
    if progress.failed > 0 { text += ", \(progress.failed) failed" }
    if outgrownCount > 0 { text += "; \(outgrownCount) finished with fewer epochs are kept" }
    if isStandIn { text += "\n*** Generated digits stand in for MNIST; these accuracies say nothing about MNIST. ***" }
    return text
  }

  /// One row for each variant: its values, seeds, mean, standard deviation, the interval of the mean, median, and letters
  /// where all pairs of more than two variants are compared.
  public func table(_ name: String) -> String {
    let metric = StudyMetrics.metric(name)
    let factor = metric.unit.displayFactor
    func shown(_ value: Double) -> String { StudyResults.digits(value * factor, decimals: factor == 100 ? 2 : 4) }
    let keys = groups.contains { $0.isNamed } ? ["settings"] : (varyingKeys.isEmpty ? ["settings"] : varyingKeys)
    let letters = groups.count > 2 ? letters(name, comparisons(name)) : groups.map { _ in nil }
    let hasLetters = letters.contains { $0 != nil }
    var rows = [keys + ["seeds", "mean", "sd", "95 % interval", "median"] + (hasLetters ? ["same"] : [])]
    for (group, letter) in zip(groups, letters) {
      let values = keys == ["settings"] ? [group.name] : keys.map { group.settings[$0]?.plainText ?? "none" }
      let seeds = group.seeds.count
      let count = "\(seeds)" + (group.waiting > 0 ? " of \(seeds + group.waiting)" : "")
      let last = hasLetters ? [letter ?? "–"] : []
      guard let found = group.values(name) else {
        rows.append(values + [count, "–", "–", "–", "–"] + last)
        continue
      }
      let overFolds = try? onlyFolds(name, of: group)?.interval()
      let interval = (overFolds ?? found.meanInterval()).map { interval in
        let bounds: ClosedRange<Double> = metric.unit == .fraction ? 0...1 : -.infinity ... .infinity
        return "\(shown(max(interval.lower, bounds.lowerBound))) to \(shown(min(interval.upper, bounds.upperBound)))"
      }
      rows.append(
        values + [
          count, shown(found.mean), found.sampleStandardDeviation.map(shown) ?? "–", interval ?? "–",
          shown(found.median),
        ] + last)
    }
    let caption = metric.title + (metric.unit == .fraction ? " in %" : "") + " over seeds"
    var note = "(sd: standard deviation of one run; interval: of the mean)"
    if let folds {
      note =
        groups.contains { $0.seeds.count > 1 }
        ? "(a seed's value is the mean over its \(folds) folds; sd: of one seed; interval: of the mean over seeds)"
        : "(one seed: the mean over its \(folds) folds; interval: the corrected resampled t of the folds)"
    }
    let left = Set(keys.indices).union(hasLetters ? [keys.count + 5] : [])
    return "\(caption):\n\(TextTable.aligned(rows, left: left))\n\(note)"
  }

  private static func digits(_ value: Double, decimals: Int) -> String {
    let isSmall = abs(value) < 0.001 && value != 0
    return isSmall ? String(format: "%.3g", value) : String(format: "%.\(decimals)f", value)
  }
}

import FledgeKernels
import FledgeModels
import Foundation
import Yams

extension StudyFile {
  /// The distribution of a random setting.
  private enum Distribution {
    case choice([Node])
    case linear(Double, Double)
    case logarithmic(Double, Double)
  }

  private struct RandomAxis {
    let key: String
    let line: Int
    let isWhole: Bool
    let distribution: Distribution
  }

  /// Random draws over every variant; duplicates are dropped.
  func draws(_ entry: Entry, over variants: [StudyPlan.Variant]) throws -> [StudyPlan.Variant] {
    let items = try entries(of: entry.value, what: "random", line: entry.line, known: ["draws", "seed", "ranges"])
    guard let number = items.first(where: { $0.key == "draws" }),
      let ranges = items.first(where: { $0.key == "ranges" })
    else { throw fail(entry.line, "random: expected 'draws: NUMBER' and 'ranges:', found only one of them or none") }
    let count = try self.count(
      number.value, key: "draws", line: number.line, atMost: StudyPlan.largestRunCount)
    try checkSize(variants: variants.count, times: count, line: number.line)
    var seed: UInt64 = 0
    if let item = items.first(where: { $0.key == "seed" }) {
      guard let value = item.value.scalar.flatMap({ UInt64($0.string) }) else {
        throw fail(item.line, "seed: expected a whole number of 0 or more, found \(Self.kind(item.value))")
      }
      seed = value
    }
    let axes = try entries(of: ranges.value, what: "ranges", line: ranges.line).map { try axis($0) }
    guard !axes.isEmpty else { throw fail(ranges.line, "ranges: expected at least one setting, found none") }

    var seen: Set<String> = []
    var drawn: [StudyPlan.Variant] = []
    for draw in 0..<count {
      for variant in variants {
        var variant = variant
        for (index, axis) in axes.enumerated() {
          let share = uniform(RandomKey(seed: seed, stream: .analysis, layer: index, step: draw))
          try set(&variant.settings, axis.key, value(of: axis, at: share), line: axis.line)
        }
        if seen.insert(RunSettings(variant.settings).hash).inserted { drawn.append(variant) }
      }
    }
    // Draws over one named variant differ by the drawn values, so its name alone no longer identifies them.
    return drawn.map { StudyPlan.Variant($0.settings) }
  }

  private func axis(_ entry: Entry) throws -> RandomAxis {
    let items = try entries(
      of: entry.value, what: entry.key, line: entry.line, known: ["from", "to", "scale", "choice"])
    func item(_ key: String) -> Entry? { items.first { $0.key == key } }
    guard let setting = TrainingSettings.setting(entry.key) else {
      throw SettingError.unknownKey(
        entry.key, nearest: suggestion(to: entry.key, among: TrainingSettings.keys),
        location: "\(location(entry.line)): ")
    }
    let isWhole = setting.form.hasPrefix("integer")
    func axis(_ distribution: Distribution) -> RandomAxis {
      RandomAxis(key: entry.key, line: entry.line, isWhole: isWhole, distribution: distribution)
    }
    if let choice = item("choice") {
      guard items.count == 1 else { throw fail(entry.line, "\(entry.key): 'choice' stands alone, without from and to") }
      return axis(.choice(try list(choice.value, key: "choice", line: choice.line)))
    }
    guard let from = item("from"), let to = item("to") else {
      throw fail(entry.line, "\(entry.key): expected 'from' and 'to', or 'choice', found neither")
    }
    let low = try number(from.value, key: "from", line: from.line)
    let high = try number(to.value, key: "to", line: to.line)
    guard low < high else { throw fail(to.line, "\(entry.key): expected 'to' above 'from', found \(low) to \(high)") }
    // Beyond this no number is a valid setting, and the difference of both ends might overflow.
    guard abs(low) <= 1e15, abs(high) <= 1e15 else {
      throw fail(to.line, "\(entry.key): expected ends between -1e15 and 1e15, found \(low) to \(high)")
    }
    let scale = try item("scale").map { try text($0.value, key: "scale", line: $0.line) } ?? "linear"
    switch scale {
    case "linear": return axis(.linear(low, high))
    case "log":
      guard low > 0 else { throw fail(from.line, "\(entry.key): a log scale begins above 0, found \(low)") }
      return axis(.logarithmic(low, high))
    default: throw fail(entry.line, "\(entry.key): expected scale linear or log, found '\(scale)'")
    }
  }

  private func value(of axis: RandomAxis, at share: Double) -> Node {
    let number: Double
    switch axis.distribution {
    case .choice(let values): return values[min(Int(share * Double(values.count)), values.count - 1)]
    case .linear(let low, let high): number = low + share * (high - low)
    case .logarithmic(let low, let high): number = low * exp(share * log(high / low))
    }
    // Four digits: short to read, and the same where exp and log differ in their last bit.
    return Node(axis.isWhole ? String(Int(number.rounded())) : "\(Double(String(format: "%.3e", number)) ?? number)")
  }

  private func uniform(_ key: RandomKey) -> Double {
    var numbers: [Float] = [0]
    var span = numbers.mutableSpan
    fillUniform(&span, key: key)
    return Double(numbers[0])
  }
}

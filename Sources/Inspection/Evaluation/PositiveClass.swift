package import FledgeMetrics
import FledgeModels
package import FledgeNetworks
package import FledgeTensors

/// One class against the others: how the network's score of it ranks the examples.
package struct PositiveClass: Sendable {
  /// The class that counts as positive.
  package let name: String
  /// All others, such as `no`, or `the other 9 classes`.
  package let others: String
  package let ranking: BinaryRanking
  /// Whether scores are probabilities.
  package let areProbabilities: Bool
  /// Some thresholds, the lowest first.
  package let thresholds: [ThresholdCounts]

  /// Ranks examples by the score of one class.
  ///
  /// - Parameters:
  ///   - outputs: the network's, `[examples, classes]`.
  ///   - name: the positive class; of two classes the second where it is `nil`, so 1 of 0 and 1, yes of no and yes.
  /// - Returns: `nil` where there are more than two classes and none is named.
  /// - Throws: `SettingError` for a class that the network does not know; `MetricsError` for scores that are not finite.
  package init?(
    outputs: Tensor, labels: [Int32], meaning: OutputMeaning, classNames: [String], named name: String?
  ) throws {
    guard let index = try PositiveClass.index(named: name, among: classNames) else { return nil }
    let width = classNames.count
    let values = probabilityRows(outputs, meaning: meaning).elements
    areProbabilities = meaning != .values
    let scores = labels.indices.map { row in
      let score = Double(values[row * width + index])
      // Only the difference to the best of the others decides between scores that are no probabilities.
      guard meaning == .values else { return score }
      let rest = (0..<width).filter { $0 != index }.map { Double(values[row * width + $0]) }
      return score - (rest.max() ?? 0)
    }
    self.name = classNames[index]
    others = width == 2 ? classNames[1 - index] : "the other \(width - 1) classes"
    let ranking = try BinaryRanking(scores: scores, isPositive: labels.map { Int($0) == index })
    self.ranking = ranking
    if areProbabilities {
      thresholds = (1..<20).map { ranking.counts(at: Double($0) / 20) }
    } else {
      thresholds = Array(ranking.sampled(21).dropFirst().reversed())
    }
  }

  /// The index of the positive class.
  package static func index(named name: String?, among classNames: [String]) throws -> Int? {
    guard let name else { return classNames.count == 2 ? 1 : nil }
    if let index = classNames.firstIndex(of: name), classNames.count > 1 { return index }
    let known = classNames.prefix(12).joined(separator: ", ") + (classNames.count > 12 ? ", …" : "")
    throw SettingError.invalidValue(
      key: "--positive", expected: "one of two or more classes that the network knows (\(known))", found: "'\(name)'")
  }
}

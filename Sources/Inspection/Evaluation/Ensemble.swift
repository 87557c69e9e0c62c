import FledgeKernels
package import FledgeMetrics
import FledgeTensors

/// Several networks as one: the mean of their probabilities, each with the same weight.
package struct Ensemble: Sendable {
  package let members: [MemberScores]
  package let labels: [Int32]
  package let classNames: [String]

  /// - Parameters:
  ///   - members: the scores of each network on the same examples.
  ///   - labels: the class of each example.
  package init(_ members: [MemberScores], labels: [Int32], classNames: [String]) {
    precondition(!members.isEmpty, "Ensemble: no members")
    (self.members, self.labels, self.classNames) = (members, labels, classNames)
  }

  /// Every score of the mean of some members; of equal probabilities the first class is the answer.
  ///
  /// - Throws: `MetricsError` where a label is no class.
  package func report(of chosen: [Int]? = nil) throws -> ClassificationReport {
    let chosen = chosen ?? Array(members.indices)
    let mean = mean(of: chosen)
    let labels = labels.map { Int($0) }
    guard members.allSatisfy(\.areShared) else {
      return try ClassificationReport(
        ConfusionMatrix(predicted: answers(mean), labels: labels, classCount: classNames.count), classNames: classNames)
    }
    var scores = ProbabilityScores(classCount: classNames.count)
    try scores.add(probabilities: mean.span, labels: labels.span)
    return try ClassificationReport(scores, classNames: classNames)
  }

  /// The share of examples that the mean of some members names right.
  package func accuracy(of chosen: [Int]) -> Double {
    let correct = zip(answers(mean(of: chosen)), labels).count { $0 == Int($1) }
    return Double(correct) / Double(max(1, labels.count))
  }

  /// The accuracies of random ensembles of `size` different members.
  ///
  /// - Parameters:
  ///   - size: at most the number of members.
  ///   - draws: how many ensembles.
  ///   - seed: the root of the draws.
  package func resampled(size: Int, draws: Int, seed: UInt64) -> [Double] {
    (0..<draws).map { draw in
      let order = shuffledIndices(members.count, RandomKey(seed: seed, stream: .split, step: draw))
      return accuracy(of: order[..<size].map { Int($0) }.sorted())
    }
  }

  /// The mean of the members' probabilities, added in double precision in the order of the members.
  private func mean(of chosen: [Int]) -> [Double] {
    var sum = [Double](repeating: 0, count: labels.count * classNames.count)
    for member in chosen {
      let values = members[member].probabilities.elements
      for index in sum.indices { sum[index] += Double(values[index]) }
    }
    return sum.map { $0 / Double(chosen.count) }
  }

  private func answers(_ probabilities: [Double]) -> [Int] {
    let classes = classNames.count
    return labels.indices.map { example in
      let row = probabilities[example * classes..<(example + 1) * classes]
      return (row.indices.max { row[$0] < row[$1] } ?? row.startIndex) - row.startIndex
    }
  }
}

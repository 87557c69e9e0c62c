package import FledgeDatasets

/// How a network does on a set, as a whole and by class.
package struct SetScores: Sendable, Equatable {
  /// The score of some examples.
  package struct Score: Sendable, Equatable {
    package let name: String
    package let count: Int
    /// The share of right answers; `nil` where answers are no classes.
    package let accuracy: Double?
    /// The mean error, as ``NetworkAnswers`` measures it.
    package let error: Double
  }

  package let all: Score
  /// One for each class; empty where examples have none.
  package let classes: [Score]

  package init(_ answers: NetworkAnswers, of examples: Dataset) {
    let labels = examples.labels
    func score(_ name: String, _ rows: some Collection<Int>) -> Score {
      let right = answers.kind == .classes ? rows.count { answers.predicted[$0] == Int(labels[$0]) } : 0
      let error = rows.reduce(0.0) { $0 + answers.errors[$1] } / Double(max(1, rows.count))
      return Score(
        name: name, count: rows.count,
        accuracy: answers.kind == .classes ? Double(right) / Double(max(1, rows.count)) : nil, error: error)
    }
    all = score("all", 0..<answers.errors.count)
    classes = examples.classNames.enumerated().map { index, name in
      score(name, labels.indices.filter { Int(labels[$0]) == index && $0 < answers.errors.count })
    }
  }
}

extension NetworkAnswers {
  /// The examples that the network gets wrong, the worst first; of values and reconstructions all, by their error.
  package func mistakes(_ labels: [Int32]) -> [Int] {
    let wrong = kind == .classes ? predicted.indices.filter { predicted[$0] != Int(labels[$0]) } : Array(errors.indices)
    return wrong.sorted { errors[$0] == errors[$1] ? $0 < $1 : errors[$0] > errors[$1] }
  }
}

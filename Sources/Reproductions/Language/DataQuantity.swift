import FledgeCharts
import FledgeDatasets
import FledgeLatent
import FledgeModels
import FledgeTensors

/// A share of a study's data that a claim names, such as `zero_share`; it is counted, so any scale gives a verdict.
package struct DataQuantity: Sendable {
  package let id: String
  /// What it is, for the guide.
  package let help: String
  /// The share, and a sentence that says it.
  let measure: @Sendable (ExperimentData) -> (share: Double, sentence: String)

  static func named(_ id: String) -> DataQuantity? { all.first { $0.id == id } }

  /// Every quantity; a line each.
  package static let all: [DataQuantity] = [
    DataQuantity(id: "smallest_class", help: "the share of the class with the fewest examples, over all sets") { data in
      let share = data.classShares.min() ?? .nan
      return (share, "the smallest class has \(NumberText.percent(share)) of all examples")
    },
    DataQuantity(id: "largest_class", help: "the share of the class with the most examples, over all sets") { data in
      let share = data.classShares.max() ?? .nan
      return (share, "the largest class has \(NumberText.percent(share)) of all examples")
    },
    DataQuantity(id: "zero_share", help: "the share of all values of all examples that are exactly 0, before scaling") {
      data in
      let share = data.zeroShare
      return (share, "\(NumberText.percent(share)) of all values are 0")
    },
    DataQuantity(
      id: "standardized_share",
      help:
        "the share of the first 1,000 training examples whose values, scaled, have a mean within 0.001 of 0 and a "
        + "deviation within 0.001 of 1"
    ) { data in
      let moments = data.training.prefix(1_000).moments
      let count = moments.count { abs($0.mean) < 0.001 && abs($0.deviation - 1) < 0.001 }
      return (
        Double(count) / Double(moments.count),
        "\(count) of \(moments.count) training examples are standardized; the largest |mean| is "
          + NumberText.scientific(moments.map { abs($0.mean) }.max() ?? .nan, digits: 2)
      )
    },
    DataQuantity(
      id: "nearest_mean_accuracy",
      help:
        "the share of the test examples that are nearest, by squared distance, to the mean of their own class in the "
        + "training and validation sets"
    ) { data in
      let share = data.nearestMeanAccuracy
      return (
        share,
        "\(NumberText.percent(share)) of \(data.test?.count ?? 0) test examples are nearest to the mean of their own class"
      )
    },
  ]
}

extension Dataset {
  /// Mean and deviation of the values of each example, as the network sees them.
  fileprivate var moments: [(mean: Double, deviation: Double)] {
    let rows = featureRows().elements
    let width = featureShape.count
    return (0..<count).map { example in
      let values = rows[example * width..<(example + 1) * width].map(Double.init)
      return (values.mean, values.populationDeviation)
    }
  }
}

extension ExperimentData {
  /// All sets that there are.
  var sets: [Dataset] { [training, validation, test].compactMap(\.self) }

  fileprivate var classShares: [Double] {
    let counts = training.classCounts.indices.map { label in sets.reduce(0) { $0 + $1.classCounts[label] } }
    return counts.map { Double($0) / Double(max(1, counts.reduce(0, +))) }
  }

  fileprivate var zeroShare: Double {
    var (zeros, all) = (0, 0)
    for set in sets {
      for example in 0..<set.count {
        let row = set.greyLevels(of: example)
        zeros += row?.count { $0 == 0 } ?? set.plainRows(at: [example]).elements.count { $0 == 0 }
        all += set.featureShape.count
      }
    }
    return all > 0 ? Double(zeros) / Double(all) : .nan
  }

  fileprivate var nearestMeanAccuracy: Double {
    guard let test, test.count > 0, training.classCount > 0 else { return .nan }
    let learned = ClassMeans([training, validation].compactMap(\.self))
    let isGrey = test.greyLevels(of: 0) != nil
    let means = learned.means.map { $0.map { Float(isGrey ? 255 * $0 : $0) } }
    let known = means.indices.filter { learned.counts[$0] > 0 }
    var correct = 0
    for (example, label) in test.labels.enumerated() {
      let row =
        test.greyLevels(of: example).map { $0.map { Float($0) } } ?? Array(test.plainRows(at: [example]).elements)
      let distances = known.map { index in
        zip(row, means[index]).reduce(into: Float(0)) { sum, pair in
          let difference = pair.0 - pair.1
          sum += difference * difference
        }
      }
      guard let place = distances.firstIndex(of: distances.min() ?? 0) else { continue }
      if known[place] == Int(label) { correct += 1 }
    }
    return Double(correct) / Double(test.count)
  }
}

import FledgeCharts
import FledgeDatasets
import FledgeLatent
import FledgeTensors

/// How many examples each class has in some sets, and the mean of each feature over them.
///
/// Sets without labels count as one class.
struct ClassMeans {
  private(set) var counts: [Int]
  /// Grey levels as 0…1, other values as they are stored; zeros for a class without examples.
  private(set) var means: [[Double]]

  init(_ sets: [Dataset]) {
    let width = sets.first?.featureShape.count ?? 0
    let classes = max(1, sets.first?.classCount ?? 1)
    counts = [Int](repeating: 0, count: classes)
    var sums = [[Double]](repeating: [Double](repeating: 0, count: width), count: classes)
    for set in sets {
      let labels = set.labels
      for example in 0..<set.count {
        let label = labels.isEmpty ? 0 : Int(labels[example])
        counts[label] += 1
        if let levels = set.greyLevels(of: example) {
          // Sums of grey levels are whole numbers and exact.
          for pixel in levels.indices where levels[pixel] > 0 { sums[label][pixel] += Double(levels[pixel]) }
        } else {
          for (feature, value) in set.plainRows(at: [example]).elements.enumerated() {
            sums[label][feature] += Double(value)
          }
        }
      }
    }
    let scale = sets.first.map { $0.count > 0 && $0.greyLevels(of: 0) != nil } == true ? 255.0 : 1
    means = zip(sums, counts).map { sums, count in sums.map { $0 / (scale * Double(max(1, count))) } }
  }
}

/// The first pictures of each class.
enum ClassSamples {
  /// Rows of tiles, a column for each class; `nil` where a class has fewer.
  static func tiles(
    _ examples: Dataset, count: Int, classes: Int, range: ClosedRange<Double> = 0...1
  ) -> [ImageTile?] {
    var rows = [[ImageTile?]](repeating: [ImageTile?](repeating: nil, count: classes), count: count)
    var found = [Int](repeating: 0, count: classes)
    for (example, label) in examples.labels.enumerated() where label < classes && found[Int(label)] < count {
      rows[found[Int(label)]][Int(label)] = Pictures.tile(
        examples.plainRows(at: [example]).elements, shape: examples.featureShape, range: range)
      found[Int(label)] += 1
      if found.allSatisfy({ $0 == count }) { break }
    }
    return rows.flatMap(\.self)
  }
}

package import FledgeDatasets

/// What is shuffled together: a column of a table as a trained network sees it (one feature, or one for each of its texts),
/// or a block of pixels.
package struct InspectedColumn: Sendable, Equatable {
  package let name: String
  /// Its places among the features.
  package let features: [Int]
  /// The texts of a column of texts, in the order of its features.
  package let categories: [String]?
  /// The range of a column of numbers over the training rows.
  package let range: ClosedRange<Double>?
  /// The pixels of a block; `nil` for a column of a table.
  package let block: PixelBlock?

  package init(name: String, features: Range<Int>, categories: [String]? = nil, range: ClosedRange<Double>? = nil) {
    self.name = name
    self.features = Array(features)
    self.categories = categories
    self.range = range
    block = nil
  }

  init(_ block: PixelBlock, features: [Int]) {
    (name, self.features, self.block) = (block.name, features, block)
    (categories, range) = (nil, nil)
  }

  /// The columns of a run's contract, in the order of its features.
  ///
  /// - Parameter training: the training rows, where the contract names no columns.
  package static func columns(of contract: DataContract, training: @autoclosure () throws -> Dataset) rethrows
    -> [InspectedColumn]
  {
    guard let table = contract.table else {
      let statistics = try training().featureStatistics
      return statistics.enumerated().map { index, feature in
        InspectedColumn(
          name: "feature \(index + 1)", features: index..<index + 1, range: feature.minimum...feature.maximum)
      }
    }
    var start = 0
    return table.columns.map { column in
      defer { start += column.width }
      var range: ClosedRange<Double>?
      if let low = column.minimum, let high = column.maximum, low <= high { range = low...high }
      return InspectedColumn(
        name: column.name, features: start..<start + column.width, categories: column.categories, range: range)
    }
  }
}

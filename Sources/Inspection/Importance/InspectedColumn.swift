package import FledgeDatasets

/// A column of a table as a trained network sees it: one feature, or one for each of its texts.
package struct InspectedColumn: Sendable, Equatable {
  package let name: String
  /// Its places among the features.
  package let features: Range<Int>
  /// The texts of a column of texts, in the order of its features.
  package let categories: [String]?
  /// The range of a column of numbers over the training rows.
  package let range: ClosedRange<Double>?

  package init(name: String, features: Range<Int>, categories: [String]? = nil, range: ClosedRange<Double>? = nil) {
    self.name = name
    self.features = features
    self.categories = categories
    self.range = range
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

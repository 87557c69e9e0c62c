package import FledgeDatasets
import FledgeKernels
package import FledgeMetrics
package import FledgeTensors

/// Rows of a table, or pictures, as a network is shown them, whose columns or blocks of pixels can be replaced.
package struct InspectedRows: Sendable {
  package let columns: [InspectedColumn]
  package let count: Int
  /// The number of features.
  package let width: Int
  /// `[rows, features]`; scaled as in training, but for rows that are standardised by themselves.
  let values: [Float]
  private let normalization: Normalization

  /// Takes the features of some examples.
  package init(_ examples: Dataset, columns: [InspectedColumn]) {
    var source = examples
    normalization = examples.normalization
    // A row that is standardised by itself changes as a whole where one column does.
    if normalization == .perExample { source.normalization = .none }
    let all = (0..<Int32(examples.count)).map { $0 }
    var values = [Float](repeating: 0, count: examples.count * examples.featureShape.count)
    var span = values.mutableSpan
    source.readFeatures(of: all.span, into: &span, key: nil, threads: .serial)
    self.columns = columns
    self.values = values
    count = examples.count
    width = examples.featureShape.count
  }

  /// The rows as they are.
  package var inputs: Tensor { shown(values) }

  /// The rows with one column's values taken from other rows.
  package func permuting(_ column: InspectedColumn, by order: [Int32]) -> Tensor {
    var changed = values
    for row in 0..<count {
      for feature in column.features {
        changed[row * width + feature] = values[Int(order[row]) * width + feature]
      }
    }
    return shown(changed)
  }

  /// The rows with one column's features set to values in the unit of the file.
  package func setting(_ column: InspectedColumn, to features: [Double]) -> Tensor {
    let scaled = zip(column.features, features).map { self.scaled($1, feature: $0) }
    var changed = values
    for row in 0..<count {
      for (feature, value) in zip(column.features, scaled) { changed[row * width + feature] = value }
    }
    return shown(changed)
  }

  /// A column's values for measures of association: scaled numbers, or the places of texts.
  package func column(_ column: InspectedColumn) -> ColumnValues {
    let start = column.features[0]
    guard let categories = column.categories else {
      return .numbers((0..<count).map { Double(values[$0 * width + start]) })
    }
    let places = (0..<count).map { row in
      column.features.max { values[row * width + $0] < values[row * width + $1] }.map { $0 - start } ?? 0
    }
    return .categories(places, count: categories.count)
  }

  private func scaled(_ value: Double, feature: Int) -> Float {
    guard case .perFeature(let scaler) = normalization else { return Float(value) }
    return Float((value - scaler.exactMeans[feature]) * scaler.exactScales[feature])
  }

  private func shown(_ values: [Float]) -> Tensor {
    guard normalization == .perExample else { return Tensor(shape: [count, width], elements: values) }
    var rows = Dataset(
      shape: [width], floats: values, targetShape: [1], targets: [Float](repeating: 0, count: count),
      provenance: Provenance(name: "rows", origin: .files))
    rows.normalization = .perExample
    let all = (0..<Int32(count)).map { $0 }
    var result = values
    var span = result.mutableSpan
    rows.readFeatures(of: all.span, into: &span, key: nil, threads: .serial)
    return Tensor(shape: [count, width], elements: result)
  }
}

package import FledgeDatasets
package import FledgeKernels
package import FledgeTensors

extension Dataset {
  /// Examples as a tensor `[examples, features]`, scaled as in training; with noise where `draw` is given.
  package func featureRows(_ range: Range<Int>, key: RandomKey? = nil, threads: ThreadPool = .serial) -> Tensor {
    let examples = range.map { Int32($0) }
    var values = [Float](repeating: 0, count: range.count * featureShape.count)
    var span = values.mutableSpan
    readFeatures(of: examples.span, into: &span, key: key, threads: threads)
    return Tensor(shape: [range.count, featureShape.count], elements: values)
  }

  /// All examples as a tensor.
  package func featureRows(key: RandomKey? = nil, threads: ThreadPool = .serial) -> Tensor {
    featureRows(0..<count, key: key, threads: threads)
  }

  /// Some examples before scaling: grey levels as 0…1, other values as they are stored.
  package func plainRows(at examples: [Int]) -> Tensor {
    var plain = subset(examples.map { Int32($0) })
    plain.normalization = .unitRange
    return plain.featureRows()
  }

  /// Rows of some examples as the network sees them, or rebuilds them, in the unit of ``plainRows(at:)``.
  package func unscaled(_ rows: Tensor, of examples: [Int]) -> Tensor {
    let width = featureShape.count
    switch normalization {
    case .unitRange: return rows
    case .none:
      guard count > 0, greyLevels(of: 0) != nil else { return rows }
      return Tensor(shape: rows.shape, elements: rows.elements.map { $0 / 255 })
    case .perFeature(let scaler):
      return Tensor(
        shape: rows.shape,
        elements: rows.elements.enumerated().map { $1 / scaler.scales[$0 % width] + scaler.means[$0 % width] })
    case .perExample:
      let plain = plainRows(at: examples)
      var elements = rows.elements
      for row in examples.indices {
        let values = plain.row(row).map(Double.init)
        let mean = values.reduce(0, +) / Double(width)
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(width)
        for index in row * width..<(row + 1) * width {
          elements[index] = Float(Double(elements[index]) * variance.squareRoot() + mean)
        }
      }
      return Tensor(shape: rows.shape, elements: elements)
    }
  }

  /// Examples to show: the first of each class, then the first of the others.
  package func examplesToShow(_ wanted: Int) -> [Int] {
    let first = Array(firstOfEachClass.prefix(wanted))
    let others = (0..<min(count, wanted + first.count)).filter { !first.contains($0) }
    return Array((first + others).prefix(wanted))
  }

  /// The first example of each class that has any.
  package var firstOfEachClass: [Int] {
    let labels = labels
    return (0..<classCount).compactMap { label in labels.firstIndex { Int($0) == label } }
  }
}

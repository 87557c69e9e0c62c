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

  /// The first example of each class that has any.
  package var firstOfEachClass: [Int] {
    let labels = labels
    return (0..<classCount).compactMap { label in labels.firstIndex { Int($0) == label } }
  }
}

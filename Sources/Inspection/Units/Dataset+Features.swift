package import FledgeDatasets
import FledgeKernels
import FledgeTensors

extension Dataset {
  /// Features of some examples as the network sees them, row after row.
  package func features(_ range: Range<Int>) -> [Float] {
    let indices = range.map { Int32($0) }
    var values = [Float](repeating: 0, count: range.count * featureShape.count)
    var span = values.mutableSpan
    readFeatures(of: indices.span, into: &span, key: nil, threads: .serial)
    return values
  }

  /// Features before scaling, row after row: grey levels as 0…1, other values as they are stored.
  ///
  /// - Parameter wanted: the examples; all when left out.
  package func plainFeatures(_ wanted: [Int]? = nil) -> [Float] {
    var plain = wanted.map { subset($0.map { Int32($0) }) } ?? self
    plain.normalization = .unitRange
    plain.augmentations = []
    return plain.features(0..<plain.count)
  }
}

import FledgeDatasets
import FledgeInspection
import FledgeKernels
import FledgeTensors

/// Numbers from −1 to 1 that no column shares with another.
func uniform(_ count: Int, column: Int) -> [Float] {
  let key = RandomKey(seed: 11, stream: .data, layer: column)
  return (0..<count).map { Float(key.bits(UInt64($0)) >> 40) / Float(1 << 23) - 1 }
}

/// Examples with these columns as their features and no labels of use.
func table(_ columns: [[Float]]) -> Dataset {
  let count = columns[0].count
  let floats = (0..<count).flatMap { row in columns.map { $0[row] } }
  return Dataset(
    shape: [columns.count], floats: floats, targetShape: [1], targets: [Float](repeating: 0, count: count),
    provenance: Provenance(name: "planted", origin: .files))
}

/// One numeric column for each feature.
func plainColumns(_ count: Int) -> [InspectedColumn] {
  (0..<count).map { InspectedColumn(name: "x\($0)", features: $0..<$0 + 1, range: -1...1) }
}

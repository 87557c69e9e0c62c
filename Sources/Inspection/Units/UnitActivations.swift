package import FledgeDatasets
package import FledgeModels
import FledgeNetworks
import FledgeTensors

/// What every unit of one layer gives for every example of a set; of a channel the largest value over its positions.
package struct UnitActivations: Sendable {
  package let layer: UnitLayer
  /// The number of examples.
  package let count: Int
  /// `[units, examples]`.
  private let values: [Float]

  package init(_ run: TrainedRun, _ layer: UnitLayer, on examples: Dataset) {
    self.layer = layer
    count = examples.count
    let (count, units, positions) = (examples.count, layer.unitCount, layer.positions)
    var values = [Float](repeating: 0, count: units * count)
    var batches = ExampleBatches(run, examples)
    batches.visit(upTo: layer.value) { workspace, range in
      let outputs = workspace.value(layer.value, batch: range.count)
      for example in 0..<range.count {
        for unit in 0..<units {
          let start = (example * units + unit) * positions
          var largest = outputs[start]
          for index in start + 1..<start + positions where outputs[index] > largest { largest = outputs[index] }
          values[unit * count + range.lowerBound + example] = largest
        }
      }
    }
    self.values = values
  }

  /// The bytes that it takes.
  package var byteCount: Int { 4 * values.count }

  /// The activations of one unit, example by example.
  package func of(_ unit: Int) -> ArraySlice<Float> { values[unit * count..<(unit + 1) * count] }

  /// The examples that excite a unit most, the strongest first; of equal ones the first.
  package func strongest(_ wanted: Int, of unit: Int) -> [Int] {
    let values = of(unit)
    let order = values.indices.filter { values[$0].isFinite }.sorted {
      values[$0] == values[$1] ? $0 < $1 : values[$0] > values[$1]
    }
    return order.prefix(wanted).map { $0 - values.startIndex }
  }

  /// The mean, the spread and the share of examples with a value above 0.
  package func summary(of unit: Int) -> Summary {
    let finite = of(unit).filter(\.isFinite).map { Double($0) }
    let mean = finite.reduce(0, +) / Double(max(1, finite.count))
    let variance = finite.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(max(1, finite.count))
    return Summary(
      mean: mean, standardDeviation: variance.squareRoot(), least: finite.min() ?? 0, largest: finite.max() ?? 0,
      activeShare: Double(finite.count { $0 > 0 }) / Double(max(1, finite.count)))
  }

  /// What a unit does over all examples.
  package struct Summary: Sendable, Equatable {
    package let mean: Double
    package let standardDeviation: Double
    package let least: Double
    package let largest: Double
    /// The share of examples with a value above 0.
    package let activeShare: Double

    /// Whether the unit gives the same for every example.
    package var isConstant: Bool { least == largest }
  }
}

import FledgeDatasets
import FledgeKernels
import FledgeTensors
import Testing

@Suite struct ShiftedExamplesTests {
  private func picture(_ normalization: Normalization) throws -> Dataset {
    var dataset = try Dataset(
      shape: [2, 3], bytes: [0, 51, 102, 153, 204, 255], labels: [0], classNames: ["a"],
      provenance: Provenance(name: "six", origin: .generated(seed: 0)))
    dataset.normalization = normalization
    return dataset
  }

  private func values(_ source: any ExampleSource) -> [Float] {
    var values = [Float](repeating: -1, count: 6)
    var span = values.mutableSpan
    source.readFeatures(of: [Int32(0)].span, into: &span, key: nil, threads: .serial)
    return values
  }

  @Test(arguments: [
    (0, 0, [0, 0.2, 0.4, 0.6, 0.8, 1]), (1, 0, [0, 0, 0, 0, 0.2, 0.4]), (0, -1, [0.2, 0.4, 0, 0.8, 1, 0]),
    (-1, 2, [0, 0, 0.6, 0, 0, 0]), (2, 0, [0, 0, 0, 0, 0, 0]), (0, 3, [0, 0, 0, 0, 0, 0]),
  ])
  func `pixels move, and what comes in is 0`(down: Int, right: Int, expected: [Float]) throws {
    let moved = values(try ShiftedExamples(picture(.unitRange), down: down, right: right))
    #expect(zip(moved, expected).allSatisfy { abs($0 - $1) < 1e-6 }, "\(moved)")
  }

  @Test func `scaling follows the move, and no move changes nothing`() throws {
    let dataset = try picture(.perExample)
    #expect(values(try ShiftedExamples(dataset, down: 0, right: 0)) == values(dataset))
    let moved = values(try ShiftedExamples(dataset, down: 1, right: 0))
    #expect(abs(moved.reduce(0, +)) < 1e-5 && moved[0] == moved[3] && moved[4] < moved[5])
  }

  @Test func `rows of features are no pictures`() throws {
    let rows = Dataset(
      shape: [2], floats: [1, 2], targetShape: [1], targets: [0],
      provenance: Provenance(name: "rows", origin: .generated(seed: 0)))
    #expect(throws: DatasetError.self) { try ShiftedExamples(rows, down: 1, right: 0) }
  }
}

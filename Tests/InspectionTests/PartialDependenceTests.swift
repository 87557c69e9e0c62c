import FledgeDatasets
import FledgeInspection
import FledgeKernels
import FledgeMetrics
import FledgeTensors
import Testing

struct PartialDependenceTests {
  @Test func `a linear model is a line with its slope, in the unit of the file`() throws {
    var examples = table([uniform(40, column: 0), uniform(40, column: 1)])
    // The network sees (x − 2)·5.
    examples.normalization = .perFeature(FeatureScaler(exactMeans: [2, 0], exactScales: [5, 1]))
    let column = InspectedColumn(name: "x", features: 0..<1, range: 10...20)
    let rows = InspectedRows(examples, columns: [column, plainColumns(2)[1]])
    let grid = PartialDependence.grid(10...20, points: 11)
    #expect(grid == (10...20).map { Double($0) })
    let means = PartialDependence.means(rows, column, grid: grid) { inputs in
      (0..<inputs.shape[0]).map { row in 3 * Double(inputs[row, 0]) + 7 * Double(inputs[row, 1]) }
    }
    let rest = (0..<40).reduce(0.0) { $0 + 7 * Double(rows.inputs[$1, 1]) } / 40
    for (x, mean) in zip(grid, means[0]) { #expect(abs(mean - (3 * 5 * (x - 2) + rest)) < 1e-4) }
    #expect(abs((means[0][10] - means[0][0]) / 10 - 15) < 1e-9)
  }

  @Test func `each text is set in all rows`() throws {
    let colour = InspectedColumn(name: "colour", features: 0..<2, categories: ["red", "blue"])
    let rows = InspectedRows(table([[1, 0, 1], [0, 1, 0]]), columns: [colour])
    let means = PartialDependence.means(rows, colour, grid: []) { inputs in
      (0..<inputs.shape[0]).flatMap { [Double(inputs[$0, 0]), 4 * Double(inputs[$0, 1])] }
    }
    #expect(means == [[1, 0], [0, 4]])
    let found = try PartialDependence(colour, grid: [9], runs: [means])
    #expect(found.pointCount == 2 && found.grid.isEmpty && found.intervals == nil)
  }

  @Test func `several runs have a mean and an interval at each point`() throws {
    let column = plainColumns(1)[0]
    let found = try PartialDependence(column, grid: [0, 1], runs: [[[1, 2]], [[3, 2]]])
    #expect(found.means == [[2, 2]])
    #expect(found.intervals?[0][0] == (try SeedValues([1, 3])).meanInterval())
    #expect(throws: MetricsError.self) { try PartialDependence(column, grid: [0], runs: [[[.infinity]]]) }
  }

  @Test func `a range of one value is one point, and rows standardised by themselves stay so`() {
    #expect(PartialDependence.grid(3...3, points: 20) == [3])
    var examples = table([[1, 2], [3, 5]])
    examples.normalization = .perExample
    let rows = InspectedRows(examples, columns: plainColumns(2))
    #expect(rows.inputs.elements == [-1, 1, -1, 1])
    #expect(rows.setting(plainColumns(2)[0], to: [7]).elements == [1, -1, 1, -1])
  }

  @Test(arguments: [2, 5]) func `any number of threads gives the same bits`(threads: Int) {
    let rows = InspectedRows(table([uniform(33, column: 0), uniform(33, column: 1)]), columns: plainColumns(2))
    let grid = PartialDependence.grid(-1...1, points: 9)
    func means(_ pool: ThreadPool) -> [[Double]] {
      PartialDependence.means(rows, rows.columns[1], grid: grid, threads: pool) { inputs in
        (0..<inputs.shape[0]).map { Double(inputs[$0, 0]) * Double(inputs[$0, 1]) / 3 + 0.1 }
      }
    }
    #expect(means(ThreadPool(threads: threads)) == means(.serial))
  }
}

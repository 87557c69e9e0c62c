import FledgeDatasets
import FledgeInspection
import FledgeKernels
import FledgeMetrics
import FledgeTensors
import Testing

/// Importance where the answer is known.
struct PermutationImportanceTests {
  @Test func `four rows come out as on paper`() throws {
    // A permutation of the only column that decides: the share of rows whose class changes.
    let rows = InspectedRows(table([[-1, -1, 1, 1]]), columns: plainColumns(1))
    let found = try PermutationImportance(
      rows, answers: .labels([0, 0, 1, 1], classes: 2), permutations: 3, seed: 5
    ) { inputs in inputs.elements.flatMap { [0, Double($0)] } }
    #expect(found.baseline == [1])
    for (step, value) in found.estimates[0][0].values.enumerated() {
      let order = shuffledIndices(4, RandomKey(seed: 5, stream: .analysis, layer: 1, step: step))
      let wrong = (0..<4).count { ($0 < 2) != (order[$0] < 2) }
      #expect(value == Double(wrong) / 4)
    }
  }

  @Test func `the column that decides is large, noise holds 0, and what is not read is exactly 0`() throws {
    let columns = (0..<3).map { uniform(600, column: $0) }
    let labels = columns[0].map { Int32($0 > 0 ? 1 : 0) }
    let rows = InspectedRows(table(columns), columns: plainColumns(3))
    // The network reads the noise of column 1 too, which costs it some rows with every order.
    let found = try PermutationImportance(rows, answers: .labels(labels, classes: 2), permutations: 10, seed: 0) {
      inputs in
      (0..<inputs.shape[0]).flatMap { row -> [Double] in
        [0, Double(inputs[row, 0]) + 0.3 * Double(inputs[row, 1])]
      }
    }
    #expect(found.baseline[0] > 0.9 && found.baseline[0] < 1)
    let (deciding, noise, unused) = (found.estimates[0][0], found.estimates[1][0], found.estimates[2][0])
    #expect(abs(deciding.mean - 0.42) < 0.05)
    #expect(try #require(deciding.interval).lower > 0.35)
    #expect(try #require(noise.interval).contains(0))
    #expect(abs(noise.mean) < 0.02 && noise.mean != 0)
    #expect(unused.mean == 0 && unused.interval?.lower == 0 && unused.interval?.upper == 0)
  }

  @Test func `shuffling the only column of a perfect regression costs twice the variance`() throws {
    let x = uniform(2_000, column: 0)
    let targets = x.map { 3 * Double($0) + 1 }
    let rows = InspectedRows(table([x]), columns: plainColumns(1))
    let answers = RowAnswers.values(targets)
    #expect(answers.measures == [.rSquared, .meanAbsoluteError])
    let found = try PermutationImportance(rows, answers: answers, permutations: 5, seed: 1) { inputs in
      inputs.elements.map { 3 * Double($0) + 1 }
    }
    #expect(found.baseline == [1, 0])
    #expect(abs(found.estimates[0][0].mean - 2) < 0.1)
    #expect(try #require(found.estimates[0][0].interval).contains(2))
    // The mean distance of two values of a range of 6 is a third of it.
    #expect(abs(found.estimates[0][1].mean - 2) < 0.1)
  }

  @Test func `equal targets have no R², and one row no interval`() throws {
    #expect(RowAnswers.values([4, 4, 4]).measures == [.meanAbsoluteError])
    let rows = InspectedRows(table([[0.5]]), columns: plainColumns(1))
    let found = try PermutationImportance(rows, answers: .values([4]), permutations: 1, seed: 0) {
      $0.elements.map { Double($0) }
    }
    #expect(found.baseline == [3.5] && found.estimates[0][0].mean == 0 && found.estimates[0][0].interval == nil)
  }

  @Test func `the features of one text are shuffled together`() throws {
    let red = (0..<90).map { Float($0 % 3 == 0 ? 1 : 0) }
    let blue = (0..<90).map { Float($0 % 3 == 1 ? 1 : 0) }
    let green = (0..<90).map { Float($0 % 3 == 2 ? 1 : 0) }
    let colour = InspectedColumn(name: "colour", features: 0..<3, categories: ["red", "blue", "green"])
    let size = InspectedColumn(name: "size", features: 3..<4, range: -1...1)
    let rows = InspectedRows(table([red, blue, green, uniform(90, column: 3)]), columns: [colour, size])
    let labels = red.map { Int32($0) }
    let found = try PermutationImportance(rows, answers: .labels(labels, classes: 2), permutations: 4, seed: 0) {
      inputs in
      (0..<inputs.shape[0]).flatMap { row -> [Double] in
        #expect(inputs[row, 0] + inputs[row, 1] + inputs[row, 2] == 1)
        return [0.5, Double(inputs[row, 0])]
      }
    }
    #expect(found.estimates.count == 2)
    #expect(found.estimates[0][0].mean > 0.3 && found.estimates[1][0].mean == 0)
  }

  @Test func `any number of threads gives the same bits`() throws {
    let columns = (0..<7).map { uniform(101, column: $0) }
    let rows = InspectedRows(table(columns), columns: plainColumns(7))
    let targets = columns[2].map { Double($0 * $0) }
    func measure(_ threads: ThreadPool) throws -> PermutationImportance {
      try PermutationImportance(rows, answers: .values(targets), permutations: 3, seed: 2, threads: threads) { inputs in
        (0..<inputs.shape[0]).map { row in
          (0..<7).reduce(0.1) { $0 + Double(inputs[row, $1]) * Double(inputs[row, ($1 + 2) % 7]) / 3 }
        }
      }
    }
    let serial = try measure(.serial)
    for threads in [2, 3, 8] {
      let other = try measure(ThreadPool(threads: threads))
      #expect(other.estimates == serial.estimates && other.baseline == serial.baseline)
    }
  }

  @Test func `outputs that are no numbers are refused`() {
    let rows = InspectedRows(table([[1, 2]]), columns: plainColumns(1))
    #expect(throws: MetricsError.self) {
      try PermutationImportance(rows, answers: .values([1, 2]), permutations: 1, seed: 0) { _ in [.nan, 1] }
    }
  }

  @Test func `several runs give the interval over runs`() throws {
    let rows = InspectedRows(table([uniform(50, column: 0)]), columns: plainColumns(1))
    let targets = rows.inputs.elements.map { Double($0) }
    let runs = try [1.0, 2, 3].map { factor in
      try PermutationImportance(rows, answers: .values(targets), permutations: 2, seed: 0) { inputs in
        inputs.elements.map { factor * Double($0) }
      }
    }
    let means = runs.map { $0.estimates[0][0].mean }
    let combined = try PermutationImportance.combined(runs, column: 0, measures: [0, 0, 0])
    #expect(combined.values == means)
    #expect(combined.interval == (try SeedValues(means)).meanInterval())
  }
}

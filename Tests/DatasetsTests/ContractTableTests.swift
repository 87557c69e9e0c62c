import FledgeDatasets
import FledgeTensors
import TestSupport
import Testing

/// How a later table is read for a network that was trained on another.
struct ContractTableTests {
  /// The contract of a small table, as a training makes it.
  private func contract(_ text: String, _ change: (inout TableOptions) -> Void = { _ in }) throws -> DataContract {
    var options = TableOptions()
    change(&options)
    return try withTemporaryFolder { folder in
      try write(Array(text.utf8), to: folder + "/train.csv")
      let table = try CSV.readTraining(folder + "/train.csv", options)
      let fill = options.missing == .mean ? table.dataset.featureStatistics.map(\.mean) : nil
      let scaler = FeatureScaler.fit(fill.map { table.dataset.filling($0) } ?? table.dataset)
      let isValues = table.dataset.classCount == 0
      return DataContract(
        kind: .table, dataset: "csv", name: "train.csv", path: nil, absolutePath: nil, files: [],
        shape: table.dataset.featureShape.dimensions, table: table.layout,
        target: DataContract.Target(
          kind: isValues ? .values : .classes, name: table.layout.target?.name,
          classes: isValues ? nil : table.dataset.classNames, width: isValues ? 1 : nil,
          scaler: isValues ? TargetScaler(fitting: table.dataset) : nil),
        scaling: table.layout.arePixels
          ? DataContract.Scaling(rule: .unit)
          : DataContract.Scaling(rule: .perFeature, means: scaler.exactMeans, scales: scaler.exactScales),
        fill: fill,
        split: DataContract.Split(
          validation: "0", isStratified: false, seed: 0, trainingCount: table.dataset.count, validationCount: 0))
    }
  }

  private func read(
    _ text: String, by contract: DataContract, _ use: DataContract.TargetUse = .required
  ) throws -> ContractTable {
    try withTemporaryFolder { folder in
      try write(Array(text.utf8), to: folder + "/new.csv")
      return try contract.readTable(folder + "/new.csv", target: use)
    }
  }

  private func refusal(
    _ text: String, by contract: DataContract, _ use: DataContract.TargetUse = .required
  ) -> String {
    let error = datasetError { _ = try read(text, by: contract, use) }
    #expect(error?.exitCode == 65)
    return error?.description ?? "no error"
  }

  private let trees = "height,girth,kind\n1,10,oak\n3,30,elm\n2,20,oak\n"

  @Test func `columns are found by name in any order, others are ignored with a word`() throws {
    let contract = try contract(trees) { $0.label = "kind" }
    let same = try read("height,girth,kind\n2,30,elm\n", by: contract)
    let other = try read("extra,kind,girth,height\n9,elm,30,2\n", by: contract)
    #expect(same.dataset.read([0]) == other.dataset.read([0]))
    #expect(abs(other.dataset.read([0])[1] - 1.2247449) < 1e-6 && other.dataset.read([0])[0] == 0)
    #expect(same.notes.isEmpty)
    #expect(other.notes.count == 1 && other.notes[0].contains("ignored: extra"))
    #expect(refusal("height,kind\n1,oak\n", by: contract).contains("a column \"girth\""))
    #expect(refusal("height,girth,girth,kind\n1,1,2,oak\n", by: contract).contains("one column \"girth\", found 2"))
    #expect(refusal("1,2,oak\n3,4,elm\n", by: contract).contains("names of the columns"))
    #expect(
      refusal("height,girth,kind\n1,tall,oak\n", by: contract).contains("column 2 (girth): expected a finite number"))
  }

  @Test func `the answer to a row does not depend on the rows beside it`() throws {
    let contract = try contract(trees) { $0.label = "kind" }
    let alone = try read("height,girth\n2,30\n", by: contract, .repeated)
    let beside = try read("height,girth\n2,30\n4000,-1\n0.5,1e9\n", by: contract, .repeated)
    #expect(alone.dataset.read([0]) == beside.dataset.read([0]))
    let pixels = (0..<64).map { "pixel\($0)" }.joined(separator: ",")
    let row = Array(repeating: "200", count: 64).joined(separator: ",")
    let large = Array(repeating: "300", count: 64).joined(separator: ",")
    let images = try self.contract("\(pixels),y\n\(row),u\n\(row),v\n")
    #expect(images.table?.arePixels == true && images.shape == [8, 8])
    let one = try read("\(pixels)\n\(row)\n", by: images, .repeated).dataset.read([0])
    #expect(one == (try read("\(pixels)\n\(row)\n\(large)\n", by: images, .repeated).dataset.read([0])))
    #expect(one[0] == 200 * (1 / 255 as Float))
  }

  @Test func `a class that the network does not know is refused, one that the file lacks is not`() throws {
    let contract = try contract(trees) { $0.label = "kind" }
    let message = refusal("height,girth,kind\n1,1,oak\n1,1,yew\n", by: contract)
    #expect(message.contains("line 3") && message.contains("\"yew\"") && message.contains("elm, oak"))
    let few = try read("height,girth,kind\n1,1,oak\n", by: contract)
    #expect(few.dataset.classNames == ["elm", "oak"] && few.dataset.labels == [1])
    let numbers = try self.contract("a,y\n1,1\n2,2\n3,1\n4,2\n")
    #expect(try read("a,y\n5,2.0\n", by: numbers).dataset.labels == [1])
  }

  @Test func `prediction needs no target and repeats it where it is there`() throws {
    let contract = try contract(trees) { $0.label = "kind" }
    #expect(try read("height,girth\n1,1\n", by: contract, .repeated).labels.isEmpty)
    #expect(try read("height,girth,kind\n1,1,yew\n1,1,\n", by: contract, .repeated).labels == ["yew", ""])
    #expect(refusal("height,girth\n1,1\n", by: contract).contains("the target's column \"kind\""))
  }

  @Test func `texts, gaps and real values are read as in training`() throws {
    let colours = try contract("colour,a,y\nred,1,u\nblue,2,v\nred,3,u\n")
    #expect(refusal("colour,a,y\ngreen,1,u\n", by: colours).contains("(\"red\", \"blue\"), found \"green\""))
    let gaps = try contract("a,b,y\n1,2,u\n,4,v\n5,6,u\n") { $0.missing = .mean }
    #expect(try read("a,b\n,4\n", by: gaps, .repeated).dataset.read([0])[0] == 0)
    #expect(
      refusal("height,girth\n,1\n", by: try contract(trees) { $0.label = "kind" }, .repeated).contains("--missing mean")
    )
    let dropped = try contract("a,b,y\n1,2,u\n,4,v\n5,6,u\n") { $0.missing = .drop }
    #expect(refusal("a,b\n,4\n", by: dropped, .repeated).contains("line 2"))
    let prices = try contract("a,price\n1,100\n2,300\n") {
      $0.label = "price"
      $0.task = .regression
    }
    let read = try read("price,a\n500,1\n", by: prices)
    #expect(
      read.dataset.exactTargetValues == [500] && read.dataset.targetScaler == TargetScaler(mean: 200, scale: 0.01))
  }

  @Test func `a table without a header is read by position, with or without its target`() throws {
    let contract = try contract("1,oak,10\n3,elm,30\n2,oak,20\n") { $0.header = .no }
    let whole = try read("2,elm,30\n", by: contract)
    #expect(whole.dataset.labels == [0])
    #expect(try read("2,30\n", by: contract, .repeated).dataset.read([0]) == whole.dataset.read([0]))
    #expect(refusal("2,30\n", by: contract).contains("expected 3 columns"))
    #expect(refusal("2,30,4,5\n", by: contract, .repeated).contains("found 4"))
  }
}

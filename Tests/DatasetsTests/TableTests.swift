import FledgeDatasets
import FledgeTensors
import TestSupport
import Testing

/// How a table of one's own is read for a training.
struct TableTests {
  private func table(
    _ bytes: [UInt8], _ change: (inout TableOptions) -> Void = { _ in }, classNames: [String] = []
  ) throws -> CSV.TrainingTable {
    var options = TableOptions()
    change(&options)
    return try withTemporaryFolder { folder in
      try write(bytes, to: folder + "/table.csv")
      return try CSV.readTraining(folder + "/table.csv", options, classNames: classNames)
    }
  }

  private func table(
    _ text: String, _ change: (inout TableOptions) -> Void = { _ in }, classNames: [String] = []
  ) throws -> CSV.TrainingTable {
    try table(Array(text.utf8), change, classNames: classNames)
  }

  private func refusal(_ text: String, _ change: (inout TableOptions) -> Void = { _ in }) -> String {
    let error = datasetError { _ = try table(text, change) }
    #expect(error?.exitCode == 65)
    return error?.description ?? "no error"
  }

  @Test func `the label is a column by name or by number`() throws {
    let text = "a,kind,b\n1,oak,2\n3,elm,4\n5,oak,6\n"
    for label in ["kind", "2", "-2"] {
      let read = try table(text) { $0.label = label }
      #expect(read.dataset.classNames == ["elm", "oak"])
      #expect(read.dataset.labels == [1, 0, 1])
      #expect(read.dataset.allFeatures == [1, 2, 3, 4, 5, 6])
      #expect(read.layout.target?.name == "kind")
    }
    #expect(refusal(text) { $0.label = "sort" }.contains("expected a column \"sort\", found \"a\", \"kind\", \"b\""))
    #expect(refusal(text) { $0.label = "4" }.contains("from 1 to 3, found 4; correct --label"))
    #expect(refusal(text).contains("--label"))
  }

  @Test func `features are chosen, in the order of the choice, and rows are named`() throws {
    let read = try table("name,a,b,c,y\nn1,1,2,3,u\nn2,4,5,6,v\n") {
      $0.features = ["c", "2"]
      $0.id = "name"
    }
    #expect(read.dataset.allFeatures == [3, 1, 6, 4])
    #expect(read.layout.columns.map(\.name) == ["c", "a"])
    #expect(read.ids == ["n1", "n2"])
  }

  @Test func `names that stand twice are refused, unless the column is chosen by number`() throws {
    let text = "a,a,y\n1,2,u\n3,4,v\n"
    #expect(refusal(text).contains("found \"a\" as columns 1 and 2"))
    #expect(refusal(text) { $0.features = ["a"] }.contains("expected one column \"a\", found 2"))
    #expect(try table(text) { $0.features = ["2"] }.dataset.allFeatures == [2, 4])
  }

  @Test func `classes are those that occur, numbers by value and names by code point`() throws {
    func names(_ labels: [String]) throws -> [String] {
      try table("a,y\n" + labels.map { "1,\($0)\n" }.joined()) { $0.task = .classification }.dataset.classNames
    }
    #expect(try names(["3", "1", "2"]) == ["1", "2", "3"])
    #expect(try names(["10", "9", "-1", "9.0"]) == ["-1", "9", "10"])
    #expect(try names(["1.0", "0.0"]) == ["0", "1"])
    #expect(try names(["007", "11"]) == ["007", "11"])
    #expect(try names(["b", "B", "ä", "a"]) == ["B", "a", "b", "ä"])
    #expect(try names(["yes", "1"]) == ["1", "yes"])
    #expect(try table("a,y\n1,2\n1,1\n1,2\n1,1\n", classNames: ["low", "high"]).dataset.classNames == ["low", "high"])
    #expect(try table("a,y\n1,2\n1,1\n1,2\n1,1\n", classNames: ["low", "high"]).dataset.labels == [1, 0, 1, 0])
  }

  @Test func `numbers that look like real values are refused with both ways out`() throws {
    let few = "a,y\n" + (0..<10).map { "1,\($0 % 6)\n" }.joined()
    let message = refusal(few)
    #expect(message.contains("found 6 distinct numbers in 10 rows"))
    #expect(message.contains("--task regression") && message.contains("--task classification"))
    #expect(try table(few) { $0.task = .classification }.dataset.classCount == 6)
    let half = "a,y\n" + (0..<10).map { "1,\($0 % 5)\n" }.joined()
    #expect(try table(half).dataset.classCount == 5)
    let many = "a,y\n" + (0..<4004).map { "1,\($0 % 1001)\n" }.joined()
    #expect(refusal(many).contains("1001 distinct numbers"))
    // Names are classes however many there are.
    #expect(try table("a,y\n1,u\n2,v\n3,w\n").dataset.classCount == 3)
  }

  @Test func `a real-valued target keeps its unit and is scaled when it is read`() throws {
    let read = try table("a,y\n1,1700000001\n2,1700000003\n") { $0.task = .regression }
    #expect(read.dataset.exactTargetValues == [1_700_000_001, 1_700_000_003])
    var dataset = read.dataset
    dataset.targetScaler = TargetScaler(fitting: dataset)
    var targets: [Float] = [0, 0]
    var span = targets.mutableSpan
    dataset.readTargets(of: ([0, 1] as [Int32]).span, into: &span)
    #expect(targets == [-1, 1])
    #expect(dataset.targetScaler?.unscaled(1) == 1_700_000_003)
    #expect(refusal("a,y\n1,2\n3,oak\n") { $0.task = .regression }.contains("found \"oak\""))
  }

  @Test func `whole numbers beyond 2^24 stay apart until they are scaled`() throws {
    var dataset = try table("t,y\n1700000001,u\n1700000002,v\n1700000003,u\n").dataset
    dataset.normalization = .perFeature(FeatureScaler.fit(dataset))
    let values = dataset.read([0, 1, 2])
    #expect(abs(values[0] + 1.2247449) < 1e-6 && values[1] == 0 && abs(values[2] - 1.2247449) < 1e-6)
  }

  @Test func `texts become one feature each`() throws {
    let read = try table("colour,size,y\nred,1,u\nblue,2,v\nred,3,u\n")
    #expect(read.layout.featureNames == ["colour=red", "colour=blue", "size"])
    #expect(read.dataset.allFeatures == [1, 0, 1, 0, 1, 2, 1, 0, 3])
    let names = (0..<12).map { "n\($0),1,u\n" }.joined()
    #expect(refusal("name,size,y\n" + names).contains("found 12 different texts in 12 rows; name it with --id"))
    #expect(refusal("a,y\n1,u\nx,v\n").contains("line 3, column 1 (a): expected a finite number, found \"x\""))
  }

  @Test func `a missing value refuses the file, leaves out the row, or becomes the mean`() throws {
    let text = "a,b,y\n1,2,u\n,4,v\n5,NA,u\n7,8,v\n"
    #expect(
      refusal(text).contains(
        "line 3, column 1 (a): expected a finite number, found nothing; fill it in, or choose --missing"))
    let dropped = try table(text) { $0.missing = .drop }
    #expect(dropped.dataset.allFeatures == [1, 2, 7, 8])
    #expect(dropped.notes.contains { $0.contains("2 rows with missing values are left out") })
    let kept = try table(text) { $0.missing = .mean }
    #expect(kept.dataset.hasMissing)
    let statistics = kept.dataset.featureStatistics
    #expect(statistics[0].count == 3 && abs(statistics[0].mean - 13.0 / 3) < 1e-12)
    #expect(kept.dataset.filling(statistics.map(\.mean)).allFeatures[5] == 14 / Float(3))
    #expect(refusal("a,y\n1,u\n2,\n").contains("expected a label, found nothing"))
    #expect(try table("a,y\n1,u\n2,\n") { $0.missing = .drop }.dataset.count == 1)
  }

  @Test func `delimiters, comments, sep= and decimal commas`() throws {
    let rows = "1.5,2,u\n3,4,v\n"
    let expected: [Float] = [1.5, 2, 3, 4]
    for delimiter in [",", ";", "\t", "|"] {
      #expect(try table("a,b,y\n\(rows)".replacing(",", with: delimiter)).dataset.allFeatures == expected)
    }
    #expect(try table("# made today\na,b,y\n1.5,2,u\n# a line\n3,4,v\n").dataset.allFeatures == expected)
    #expect(try table("sep=;\r\na;b;y\r\n1,5;2;u\r\n3;4;v\r\n").dataset.allFeatures == expected)
    let commas = try table("a;b;y\n1,5;2;u\n3,25;4;v\n")
    #expect(commas.dataset.allFeatures == [1.5, 2, 3.25, 4])
    #expect(commas.notes.contains { $0.contains("decimal commas") })
    #expect(refusal("a;b;y\n1,5;2;u\n3.25;4;v\n").contains("one decimal mark"))
    #expect(try table("a:b:y\n1.5:2:u\n3:4:v\n") { $0.delimiter = ":" }.dataset.allFeatures == expected)
    #expect(try table("a,b,y\n\"1,5\",2,u\n3,4,v\n").dataset.allFeatures == expected)
    #expect(refusal("a,b,y\n1,2,u\n\"1,500\",4,v\n").contains("found \"1,500\""))
    #expect(try table("# a b y\n1 2 0\n3 4 1\n5 6 0\n7 8 1\n") { $0.delimiter = "space" }.dataset.count == 4)
  }

  @Test func `the first line is a header unless it is like the second, and a guess is said`() throws {
    let bare = try table("1.4,5.4,oak\n3.7,2.0,elm\n1.1,2.2,oak\n")
    #expect(bare.dataset.count == 3)
    #expect(bare.dataset.classNames == ["elm", "oak"])
    #expect(bare.notes.contains { $0.contains("--header") })
    let pandas = try table("0,1,label\n1.5,2,u\n3,4,v\n")
    #expect(pandas.dataset.count == 2 && pandas.notes.isEmpty)
    #expect(try table("a,b,y\n1,2,u\n").notes.isEmpty)
    let said = try table("0,1,2\n1,2,0\n3,4,1\n5,6,0\n7,8,1\n") {
      $0.header = .yes
      $0.label = "2"
    }
    #expect(said.dataset.count == 4 && said.layout.target?.name == "2")
    #expect(try table("1,2,u\n3,4,v\n") { $0.header = .no }.dataset.count == 2)
  }

  @Test func `Latin-1 is converted with a word`() throws {
    let bytes =
      Array("a,y\n1,Br".utf8) + [0xE4] + Array("t\n2,Br".utf8) + [0xFC] + Array("t\n3,\"".utf8) + [0x80, 0x22, 10]
    let read = try table(bytes)
    #expect(read.dataset.classNames == ["Brät", "Brüt", "€"])
    #expect(read.notes.contains { $0.contains("Latin-1") })
    #expect(try table("a,y\n1,ä\n2,ü\n").notes.isEmpty)
  }

  @Test(
    arguments: [
      ([0x50, 0x41, 0x52, 0x31, 0x15], "Parquet", "read_parquet"), ([0x50, 0x4B, 3, 4], "zip", "read_excel"),
      ([0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A], "HDF5", "read_hdf"), ([0x80, 4, 0x95], "pickle", "read_pickle"),
      (Array("ARROW1".utf8), "Arrow", "read_feather"), (Array("SQLite format 3\0".utf8), "SQLite", "read_sql"),
      ([0xFF, 0xD8, 0xFF, 0xE0], "JPEG", "PIL"),
      ([0xD0, 0xCF, 0x11, 0xE0], "Excel", "read_excel"), ([0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 1], "NumPy", "savetxt"),
      ([0x47, 0x49, 0x46, 0x38], "GIF", "PIL"),
    ] as [([UInt8], String, String)])
  func `other formats are named with the Python that converts them`(magic: [UInt8], name: String, python: String) {
    let error = datasetError { _ = try table(magic + Array("rest\nrest\n".utf8)) }
    #expect(error?.exitCode == 65)
    #expect(error?.description.contains(name) == true && error?.description.contains(python) == true)
    #expect(error?.description.contains("import") == true)
  }
}

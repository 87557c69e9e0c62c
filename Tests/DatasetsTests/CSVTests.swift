import FledgeDatasets
import FledgeTensors
import TestSupport
import Testing

struct CSVTests {
  private func labelled(_ text: String, labelColumn: String? = nil, classNames: [String]? = nil) throws -> Dataset {
    try withTemporaryFolder { folder in
      try write(Array(text.utf8), to: folder + "/table.csv")
      return try CSV.readLabelled(folder + "/table.csv", labelColumn: labelColumn, classNames: classNames)
    }
  }

  /// The message of the error without the temporary folder's name.
  private func message(_ bytes: [UInt8]) throws -> String {
    try withTemporaryFolder { folder in
      try write(bytes, to: folder + "/table.csv")
      let error = datasetError { _ = try CSV.readLabelled(folder + "/table.csv") }
      #expect(error?.exitCode == 65)
      return error?.description.replacing(folder + "/", with: "") ?? "no error"
    }
  }

  private func message(_ text: String) throws -> String { try message(Array(text.utf8)) }

  @Test func `the label comes first or last, under any of its names or without a header`() throws {
    let kaggle = try labelled("label,a,b\n1,0.5,2\n0,3,4\n")
    let openML = try labelled("a,b,class\n0.5,2,1\n3,4,0\n")
    let bare = try labelled("1,0.5,2\n0,3,4\n")
    let named = try labelled("a,kind,b\n0.5,1,2\n3,0,4\n", labelColumn: "kind")
    for dataset in [kaggle, openML, bare, named] {
      #expect(dataset.labels == [1, 0])
      #expect(dataset.classNames == ["0", "1"])
      #expect(dataset.allFeatures == [0.5, 2, 3, 4])
      #expect(dataset.featureShape == [2])
    }
  }

  @Test func `columns named pixel become pictures of grey levels`() throws {
    let dataset = try labelled("label,pixel0,pixel1,pixel2,pixel3\n7,0,255,51,1\n")
    #expect(dataset.featureShape == [2, 2])
    #expect(dataset.greyLevels(of: 0) == [0, 255, 51, 1])
    #expect(abs(dataset.read([0])[2] - 0.2) < 1e-7)
    #expect(dataset.classNames == ["7"])
  }

  @Test(arguments: ["px_0_%", "%", "1x%", "Pixel %"])
  func `other names of pixels`(pattern: String) throws {
    let names = (0..<64).map { pattern.replacing("%", with: "\($0)") }.joined(separator: ",")
    let row = (0..<64).map { "\($0 * 4)" }.joined(separator: ",")
    #expect(try labelled("label,\(names)\n7,\(row)\n").featureShape == [8, 8])
  }

  @Test func `pixels of few levels, and 64 columns with other names, are a table`() throws {
    let names = { (prefix: String) in (0..<64).map { "\(prefix)\($0)" }.joined(separator: ",") }
    let row = { (most: Int) in (0..<64).map { "\($0 * most / 63)" }.joined(separator: ",") }
    for text in ["\(names("pixel")),y\n\(row(16)),0\n", "\(names("question ")),y\n\(row(200)),0\n", "\(row(16)),0\n"] {
      let dataset = try labelled(text)
      #expect(dataset.greyLevels(of: 0) == nil)
      #expect(dataset.featureShape == [64])
    }
    #expect(try labelled("\(row(200)),0\n").featureShape == [8, 8])
  }

  @Test func `small whole numbers that are no picture stay as they are`() throws {
    let dataset = try labelled("age,size,class\n30,180,0\n40,170,1\n")
    #expect(dataset.greyLevels(of: 0) == nil)
    #expect(dataset.allFeatures == [30, 180, 40, 170])
  }

  @Test func `quotes, line ends, a byte-order mark, blank lines and a missing last line end`() throws {
    let dataset = try labelled(
      "\u{FEFF}\"a\",\"the \"\"y\"\", so\",class\r\n1,2,\"\"\"up\"\", and\nup\"\r\n\r\n3,4,down")
    #expect(dataset.classNames == ["\"up\", and\nup", "down"])
    #expect(dataset.labels == [0, 1])
    #expect(dataset.allFeatures == [1, 2, 3, 4])
  }

  @Test func `semicolons and tabs separate where no comma does`() throws {
    #expect(try labelled("a;class\n1.5;0\n").allFeatures == [1.5])
    #expect(try labelled("a\tclass\n1.5\t0\n").allFeatures == [1.5])
  }

  @Test func `a column without a name is left out`() throws {
    #expect(try labelled(",a,class\n0,7.5,1\n1,8.5,0\n").allFeatures == [7.5, 8.5])
  }

  @Test func `numbers are read to the nearest float`() throws {
    let texts = ["0.1", "-12.75", "1e-3", "3.4028235e38", "1.5E-38", "16777217", "0.30000001192092896", "+5.", ".5"]
    let dataset = try labelled(
      "class," + texts.indices.map { "f\($0)" }.joined(separator: ",") + "\n0," + texts.joined(separator: ",") + "\n")
    #expect(
      dataset.allFeatures == [0.1, -12.75, 1e-3, 3.4028235e38, 1.5e-38, 16_777_216, 0.3, 5, 0.5])
  }

  @Test func `a test set takes the classes of its training set`() throws {
    let names = ["cat", "dog", "owl"]
    #expect(try labelled("a,class\n1,owl\n2,cat\n", classNames: names).labels == [2, 0])
    #expect(throws: DatasetError.self) { try labelled("a,class\n1,cow\n", classNames: names) }
  }

  @Test func `what is no finite number is refused with line and column`() throws {
    for text in ["NaN", "nan", "", "?", "NA"] {
      #expect(
        try message("label,a,b\n1,2,3\n0,4,\(text)\n")
          == "table.csv, line 3, column 3 (b): expected a finite number, found nothing; fill it in, or choose "
          + "--missing drop or --missing mean")
    }
    for text in ["inf", "-Infinity", "abc", "1e999", "0x10", "1.2.3", "-", "1e"] {
      #expect(
        try message("label,a,b\n1,2,3\n0,4,\(text)\n")
          == "table.csv, line 3, column 3 (b): expected a finite number, found \"\(text)\"; correct or leave out the row"
      )
    }
    #expect(try message("1,nan\n2,3\n").hasPrefix("table.csv, line 1, column 2: expected a finite number"))
  }

  @Test func `broken tables are refused in one line that says where`() throws {
    #expect(try message("") == "table.csv: expected a CSV file, found an empty file")
    #expect(try message("label,a\n").contains("expected at least one row of data"))
    #expect(try message("label,a,b\n1,2,3\n1,2\n").contains("line 3: expected 3 fields, found 2"))
    #expect(try message("label,a\n1,\"2\n0,3\n").contains("line 2, column 2 (a): expected a closing quote"))
    #expect(try message("label,a\n1,2\"3\n").contains("line 2, column 2 (a): expected quotes around the whole field"))
    #expect(try message("label,a\n1,\"2\"3\n").contains("line 2, column 2 (a): expected a delimiter"))
    #expect(try message("a,b\n1,2\n").contains("expected a column named label, class, target, y, found \"a\", \"b\""))
    #expect(try message("label,a\n,2\n").contains("line 2, column 1 (label): expected a label, found nothing"))
    #expect(try message("label\n1\n").contains("expected at least one column of features"))
    #expect(try message("<!DOCTYPE html>\n").contains("web page"))
    #expect(try message([0x1F, 0x8B, 8, 0]).contains("gzip"))
    #expect(try message([0xFF, 0xFE, 0x61, 0]).contains("UTF-16"))
    #expect(try message([0x50, 0x4B, 3, 4, 0, 0]).contains("zip archive"))
  }

  @Test func `a missing column that was named is refused`() {
    let error = datasetError { _ = try labelled("a,b\n1,2\n", labelColumn: "c") }
    #expect(error?.description.contains("expected a column \"c\", found \"a\", \"b\"") == true)
  }

  @Test func `a table longer than one piece of reading keeps every row`() throws {
    let rows = (0..<90000).map { "\($0 % 3),\($0),\"\($0).5\"\n" }.joined()
    let dataset = try labelled(rows)
    #expect(dataset.count == 90000)
    let expected = (0..<90000).flatMap { row -> [Float] in [Float(row), Float(row) + 0.5] }
    #expect(dataset.allFeatures == expected)
    #expect(dataset.classCounts == [30000, 30000, 30000])
  }

  @Test func `targets are real values, by name or in the last column`() throws {
    try withTemporaryFolder { folder in
      try write(Array("x,y,z\n1,10,100\n2,20,200\n".utf8), to: folder + "/t.csv")
      #expect(try CSV.readRegression(folder + "/t.csv").targetValues == [10, 20])
      let two = try CSV.readRegression(folder + "/t.csv", targetColumns: ["z", "x"])
      #expect(two.targetValues == [1, 100, 2, 200])
      #expect(two.allFeatures == [10, 20])
      try write(Array("1,2\n3,4\n".utf8), to: folder + "/bare.csv")
      #expect(try CSV.readRegression(folder + "/bare.csv").targetValues == [2, 4])
    }
  }

  @Test func `a table without labels is read for prediction`() throws {
    try withTemporaryFolder { folder in
      try write(Array("pixel0,pixel1,pixel2,pixel3\n1,2,3,4\n5,6,7,200\n".utf8), to: folder + "/t.csv")
      let dataset = try CSV.readUnlabelled(folder + "/t.csv")
      #expect(dataset.count == 2)
      #expect(dataset.greyLevels(of: 1) == [5, 6, 7, 200])
    }
  }

  @Test(arguments: ["\n", "\r\n"])
  func `rows of small whole numbers are the same read at once and field by field`(end: String) throws {
    // Quotes and spaces keep a row from being read at once.
    let rows = [[7, 0, 255, 3], [0, 12, 1, 9], [7, 100, 99, 98], [10, 0, 0, 1]]
    for last in [[3, 256, 1, 1], [3, 1234, 1, 1], [255, 1, 1, 1], [3, 7, 7, 7]] {
      for hasEnd in [true, false] {
        func table(_ field: (Int) -> String) throws -> Dataset {
          let lines = ["label,a,b,c"] + (rows + [last]).map { $0.map(field).joined(separator: ",") }
          return try withTemporaryFolder { folder in
            try write(Array((lines.joined(separator: end) + (hasEnd ? end : "")).utf8), to: folder + "/t.csv")
            return try CSV.readLabelled(folder + "/t.csv")
          }
        }
        let fast = try table { "\($0)" }
        let slow = try table { "\"\($0)\"" }
        #expect(fast.allFeatures == slow.allFeatures && fast.labels == slow.labels)
        #expect(fast.classNames == slow.classNames && fast.count == 5)
      }
    }
    // Codes with zeros before them stay labels of their own.
    let codes = try withTemporaryFolder { folder in
      try write(Array("label,a\nx,1\n1,2\n01,3\n1,4\n".utf8), to: folder + "/t.csv")
      return try CSV.readLabelled(folder + "/t.csv")
    }
    #expect(codes.classNames == ["01", "1", "x"] && codes.labels == [2, 1, 0, 1])
  }
}

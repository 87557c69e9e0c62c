import Fledge
import Foundation
import Testing

/// A trained network is shown later data as the training has left it, or not at all.
@Suite struct ContractTests {
  private static let header = "height,girth,bark,kind\n"
  private static let means: [(String, [Double])] = [("oak", [1, 5, 2]), ("birch", [4, 2, 6]), ("pine", [7, 7, 1])]

  /// Rows of three kinds, far apart.
  private func trees(_ count: Int, seed: Int = 1) -> [String] {
    var rows: [String] = []
    for index in 0..<count {
      let (name, mean) = ContractTests.means[index % 3]
      var row = ""
      for (place, value) in mean.enumerated() {
        let noise: Int = (index * 7 + place * 5 + seed * 3) % 11 - 5
        row += String(format: "%.2f,", value + Double(noise) / 10)
      }
      rows.append(row + name + "\n")
    }
    return rows
  }

  /// A shell with a finished run on a table of trees.
  private func shell(_ flags: String = "") throws -> Shell {
    let shell = try Shell()
    try shell.write(ContractTests.header + trees(90).joined(), to: "trees.csv")
    let outcome = try shell.run(
      "fledge train --dataset csv --data trees.csv --label kind --layers 8 --epochs 40 --learning-rate 0.01 "
        + "--batch-size 16 --validation 0.2 --threads 1 --quiet --output run \(flags)")
    #expect(outcome.status == 0, "\(outcome.errors)")
    return shell
  }

  /// The same with a column that names the rows.
  private func named() throws -> Shell {
    let shell = try Shell()
    let rows = trees(90).enumerated().map { "tree \($0.offset),\($0.element)" }
    try shell.write("id," + ContractTests.header + rows.joined(), to: "trees.csv")
    let outcome = try shell.run(
      "fledge train --dataset csv --data trees.csv --label kind --id id --layers 8 --epochs 40 --learning-rate 0.01 "
        + "--batch-size 16 --threads 1 --quiet --output run")
    #expect(outcome.status == 0, "\(outcome.errors)")
    return shell
  }

  private func json(_ command: String, in shell: Shell) throws -> JSONValue {
    let outcome = try shell.run("fledge \(command) --json")
    #expect(outcome.status == 0, "\(outcome.errors)")
    return try JSONValue(parsing: outcome.output)
  }

  @Test func `all rows of another file are measured, with columns in any order and others beside them`() throws {
    let shell = try shell()
    let rows = trees(30, seed: 2)
    try shell.write(ContractTests.header + rows.joined(), to: "new.csv")
    let swapped = rows.map { row -> String in
      let cells = row.dropLast().split(separator: ",")
      return "\(cells[3]),x,\(cells[2]),\(cells[0]),\(cells[1])\n"
    }
    try shell.write("kind,site,bark,height,girth\n" + swapped.joined(), to: "swapped.csv")
    for name in ["new.csv", "swapped.csv"] {
      let found = try json("evaluate run --data \(name)", in: shell)
      #expect(found["examples"]?.integerValue == 30)
      #expect(found["accuracy"]?.numberValue == 1)
      #expect(found["part"]?.stringValue == "all")
    }
    #expect(try shell.run("fledge evaluate run --data swapped.csv").errors.contains("ignored: site"))
    let one = try json("predict run new.csv", in: shell)
    let other = try json("predict run swapped.csv", in: shell)
    #expect(one == other)
  }

  @Test func `predictions carry names, indices and probabilities by name in the order of the classes`() throws {
    let shell = try shell()
    try shell.write("bark,height,girth\n2,1,5\n1,7,7\n", to: "two.csv")
    let found = try #require(try json("predict run two.csv", in: shell).arrayValue)
    #expect(found.map { $0["predicted"]?.stringValue } == ["oak", "pine"])
    #expect(found.map { $0["index"]?.integerValue } == [1, 2])
    #expect(found[0]["label"] == .null)
    let probabilities = try #require(found[0]["probabilities"]?.objectValue)
    #expect(probabilities.keys == ["birch", "oak", "pine"])
    #expect(abs(probabilities.members.compactMap(\.value.numberValue).reduce(0, +) - 1) < 1e-6)
    #expect(try shell.run("fledge predict run two.csv").output.contains("oak"))
    #expect(try shell.run("fledge evaluate run --part training").output.contains("birch"))
  }

  @Test func `an unknown class, a missing column and another kind of file are refused before the part`() throws {
    let shell = try shell()
    try shell.write(ContractTests.header + trees(6).joined() + "1,1,1,yew\n", to: "yew.csv")
    try shell.expectRefusal("evaluate run --data yew.csv --part validation", status: 65, saying: "line 8", "\"yew\"")
    try shell.write("height,girth,kind\n1,2,oak\n", to: "narrow.csv")
    try shell.expectRefusal("evaluate run --data narrow.csv --part test", status: 65, saying: "\"bark\"")
    try shell.write(ContractTests.header + trees(6, seed: 3).joined(), to: "other.csv")
    try shell.expectRefusal(
      "evaluate run --data other.csv --part validation", status: 65, saying: "other.csv", "expected SHA-256", "found")
    try shell.expectRefusal("evaluate run --data data", status: 65, saying: "found a folder")
    try shell.expectRefusal("evaluate run --data nowhere.csv", status: 66, saying: "nowhere.csv")
    #expect(try shell.run("cp trees.csv same.csv; fledge evaluate run --data same.csv --part validation").status == 0)
  }

  @Test func `a changed file has no parts, and a moved run finds its file`() throws {
    let shell = try shell()
    let before = try json("evaluate run --part validation", in: shell)
    #expect(try shell.run("mkdir sub; cd sub; fledge evaluate ../run --part validation").status == 0)
    // Another file of the same name in the present folder is not taken for it.
    #expect(
      try shell.run("echo 'a,kind' > sub/trees.csv; cd sub; fledge evaluate ../run --part validation").status == 0)
    #expect(try shell.run("echo 1,1,1,oak >> trees.csv").status == 0)
    for part in ["training", "validation"] {
      try shell.expectRefusal("evaluate run --part \(part)", status: 65, saying: "trees.csv", "SHA-256")
    }
    #expect(try json("evaluate run --data trees.csv", in: shell)["examples"]?.integerValue == 91)
    try shell.expectRefusal("train --resume run --epochs 60", status: 2, saying: "SHA-256")
    #expect(try shell.run("rm trees.csv").status == 0)
    try shell.expectRefusal("evaluate run --part training", status: 66, saying: "trees.csv", "--data")
    #expect(before["accuracy"] != nil)
  }

  @Test func `a changed contract is found, and a run without one is read with a word`() throws {
    let shell = try shell()
    #expect(try shell.run("cp run/data.json kept.json; sed -i.bak 's/oak/ash/' run/data.json").status == 0)
    try shell.expectRefusal("evaluate run --part training", status: 65, saying: "run/data.json", "SHA-256")
    #expect(try shell.run("rm run/data.json run/data.json.bak").status == 0)
    try shell.expectRefusal("evaluate run --part training", status: 66, saying: "data.json")
    // As an earlier version left it: no contract, and a record that knows of none.
    let old = try shell.run(
      "fledge train --dataset moons --examples 40 --test-examples 10 --layers 2 --epochs 1 --quiet --output old; "
        + "rm old/data.json old/record.json; fledge evaluate old")
    #expect(old.status == 0, "\(old.errors)")
    #expect(old.errors.contains("there is no data.json"))
  }

  @Test func `generated digits never stand in for the MNIST of a finished run`() throws {
    let shell = try Shell()
    try shell.makeMNIST(training: 200, test: 40)
    #expect(try shell.run("fledge train --layers 4 --epochs 1 --quiet --output run").status == 0)
    #expect(try shell.run("fledge evaluate run").status == 0)
    #expect(try shell.run("mv data elsewhere; mkdir data").status == 0)
    for command in ["evaluate run", "predict run --indices 0"] {
      try shell.expectRefusal(command, status: 66, saying: "MNIST")
    }
    let found = try shell.run("fledge evaluate run --data elsewhere --json --quiet")
    #expect(found.status == 0, "\(found.errors)")
    // Other pictures are measured, but are no part of the training's.
    #expect(
      try shell.run(
        "mkdir other; cp elsewhere/* other; mv other/t10k-labels-idx1-ubyte l; (head -c 47 l; printf '\\0') > other/t10k-labels-idx1-ubyte"
      ).status == 0)
    #expect(try shell.run("fledge evaluate run --data other").status == 0)
  }

  @Test func `points without names are read by their number, and a reconstruction has the units of its table`() throws {
    let shell = try shell("--overwrite --set epochs=2")
    #expect(
      try shell.run("fledge train --dataset moons --examples 60 --layers 4 --epochs 1 --quiet --output moons").status
        == 0)
    try shell.write("x,y\n1,2\n0.5,-1\n", to: "named.csv")
    try shell.write("1,2\n0.5,-1\n", to: "bare.csv")
    #expect(try json("predict moons named.csv", in: shell) == json("predict moons bare.csv", in: shell))
    try shell.expectRefusal("evaluate moons --data named.csv", status: 65, saying: "target", "\"x\", \"y\"")
    try shell.write("x,y,label\n1,2,0\n0.5,-1,1\n", to: "labelled.csv")
    #expect(try json("evaluate moons --data labelled.csv", in: shell)["examples"]?.integerValue == 2)
    let codes = try shell.run(
      "fledge train --dataset csv --data trees.csv --label kind --autoencoder 3 --epochs 300 --learning-rate 0.02 --quiet "
        + "--output codes")
    #expect(codes.status == 0, "\(codes.errors)")
    try shell.write("bark,height,girth\n2,1,5\n", to: "one.csv")
    let output = try json("predict codes one.csv", in: shell).arrayValue?.first?["output"]?.arrayValue
    let values = try #require(output).compactMap(\.numberValue)
    for (value, expected) in zip(values, [1, 5, 2] as [Double]) { #expect(abs(value - expected) < 0.3) }
    #expect(values.count == 3)
  }

  @Test func `a whole set is written as CSV, JSON lines, NumPy and for Kaggle`() throws {
    let shell = try named()
    try shell.write("id,height,girth,bark\nfirst,1,5,2\n\"se,cond\",7,7,1\n", to: "two.csv")
    #expect(try shell.run("fledge predict run two.csv --output out.csv --quiet").status == 0)
    let csv = try String(contentsOfFile: shell.folder + "/out.csv", encoding: .utf8)
    let lines = csv.split(separator: "\n")
    #expect(lines[0] == "id,predicted,probability_birch,probability_oak,probability_pine")
    #expect(lines[1].hasPrefix("first,oak,") && lines[2].hasPrefix("\"se,cond\",pine,"))
    #expect(
      try shell.run("fledge predict run two.csv --output out.npy; fledge predict run two.csv --output out.jsonl").status
        == 0)
    let array = try Npy(contentsOf: shell.folder + "/out.npy").tensor()
    #expect(array.shape == [2, 3])
    let json = try String(contentsOfFile: shell.folder + "/out.jsonl", encoding: .utf8).split(separator: "\n")
    #expect(try JSONValue(parsing: String(json[0]))["predicted"]?.stringValue == "oak")
    #expect(try shell.run("fledge predict run two.csv --kaggle").output == "ImageId,Label\n1,oak\n2,pine\n")
    try shell.expectRefusal("predict run two.csv --output out.txt", status: 2, saying: ".csv, .npy, .npz or .jsonl")
  }
}

import Fledge
import Foundation
import TestSupport
import Testing

/// Training on IDX files, folders of PNG files and NumPy arrays, and what later commands do with such runs.
@Suite struct FileKindsTests {
  private let quick = "--layers 6 --epochs 8 --learning-rate 0.02 --batch-size 16 --threads 1 --quiet"

  /// Pictures of 4×6 pixels in three classes; the class decides which rows are light.
  private func pictures(_ count: Int, seed: Int) -> (pixels: [[UInt8]], labels: [Int]) {
    let labels = (0..<count).map { ($0 * 7 + seed) % 3 }
    let pixels = labels.enumerated().map { index, label in
      (0..<24).map { place in UInt8((place / 8 == label ? 180 : 10) + (index * 13 + place * 7 + seed) % 50) }
    }
    return (pixels, labels)
  }

  private func png(_ pixels: [UInt8]) throws -> [UInt8] {
    try PNG.encode(GrayImage(width: 4, height: 6, pixels: pixels))
  }

  private func writeIDX(_ shell: Shell, _ name: String, _ count: Int, seed: Int) throws {
    let (pixels, labels) = pictures(count, seed: seed)
    try shell.write(idxBytes([count, 6, 4], pixels.flatMap { $0 }), to: "\(name)-images-idx3-ubyte")
    try shell.write(idxBytes([count], labels.map { UInt8($0 + 1) }), to: "\(name)-labels-idx1-ubyte")
  }

  private func json(_ command: String, in shell: Shell) throws -> JSONValue {
    let outcome = try shell.run("fledge \(command) --json --quiet")
    #expect(outcome.status == 0, "\(outcome.errors)")
    return try JSONValue(parsing: outcome.output)
  }

  private let names = ["oak, red", "a \"birch\"", "кедр"]

  @Test func `a run on IDX files is measured and asked with files of every kind`() throws {
    let shell = try Shell()
    try writeIDX(shell, "letters train", 90, seed: 1)
    try writeIDX(shell, "letters test", 30, seed: 2)
    try shell.write("oak, red\na \"birch\"\nкедр\n", to: "names.txt")
    let trained = try shell.run(
      "fledge train --dataset idx --data 'letters train-images-idx3-ubyte' --class-names names.txt \(quick) --output run"
    )
    #expect(trained.status == 0, "\(trained.errors)")
    #expect(trained.errors.contains("90 images of 4×6 pixels"))
    #expect(try json("evaluate run", in: shell)["accuracy"]?.numberValue == 1)
    #expect(try json("evaluate run --part validation", in: shell)["examples"]?.integerValue == 9)
    let other = try json("evaluate run --data 'letters test-images-idx3-ubyte'", in: shell)
    #expect(other["examples"]?.integerValue == 30 && other["accuracy"]?.numberValue == 1)
    let asked = try #require(try json("predict run 'letters test-images-idx3-ubyte'", in: shell).arrayValue)
    let labels = pictures(30, seed: 2).labels.map { names[$0] }
    #expect(asked.map { $0["predicted"]?.stringValue } == labels && asked.map { $0["label"]?.stringValue } == labels)
    #expect(asked[0]["probabilities"]?.objectValue?.keys == names)
    // The same pictures as an array and as PNG files give the same answers.
    let pixels = pictures(30, seed: 2).pixels
    try shell.write(Npy(type: .uint8, shape: [30, 6, 4], bytes: pixels.flatMap { $0 }).encoded(), to: "some.npy")
    for (index, picture) in pixels.enumerated() {
      try shell.write(png(picture), to: String(format: "some/%02d.png", index))
    }
    for source in ["some.npy", "some", "some/*.png"] {
      let found = try #require(try json("predict run \(source)", in: shell).arrayValue)
      #expect(found.map { $0["probabilities"] } == asked.map { $0["probabilities"] }, "\(source)")
    }
    #expect(try shell.run("fledge predict run some --output 'out, 1.csv' --quiet").status == 0)
    let lines = try String(contentsOfFile: shell.folder + "/out, 1.csv", encoding: .utf8).split(separator: "\n")
    #expect(lines.count == 31 && lines[0].contains("\"probability_a \"\"birch\"\"\""))
    #expect(lines[1].hasPrefix("00.png,"))
  }

  @Test func `a run on a folder of pictures keeps its classes, and other folders are measured by name`() throws {
    let shell = try Shell()
    for (part, count, seed) in [("train", 60, 1), ("test", 21, 2)] {
      let (pixels, labels) = pictures(count, seed: seed)
      for (index, picture) in pixels.enumerated() {
        try shell.write(png(picture), to: "pics/\(part)/\(names[labels[index]])/\(index).png")
      }
    }
    #expect(try shell.run("fledge train --dataset images --data pics \(quick) --output run").status == 0)
    let order = ["a \"birch\"", "oak, red", "кедр"]
    let contract = try JSONValue(parsing: String(contentsOfFile: shell.folder + "/run/data.json", encoding: .utf8))
    #expect(contract["target"]?["classes"]?.arrayValue?.compactMap(\.stringValue) == order)
    #expect(contract["files"]?.arrayValue?.count == 6)
    #expect(try json("evaluate run", in: shell)["accuracy"]?.numberValue == 1)
    // A folder that lacks a class, and one with a class that the network does not know.
    #expect(try shell.run("mkdir few; cp -r 'pics/test/кедр' few/").status == 0)
    #expect(try json("evaluate run --data few", in: shell)["accuracy"]?.numberValue == 1)
    #expect(try shell.run("cp -r 'pics/test/кедр' few/yew").status == 0)
    try shell.expectRefusal(
      "evaluate run --data few", status: 65, saying: "few/yew", "\"a \\\"birch\\\"\", \"oak, red\", кедр")
    try shell.expectRefusal("evaluate run --data few --part test", status: 65, saying: "few")
    try shell.expectRefusal("evaluate run --data 'pics/test/кедр'", status: 65, saying: "beside each other")
    // A changed picture is found where a part of the training's own data is asked for.
    #expect(try shell.run("cd pics/train/кедр; cp $(ls | head -1) more.png").status == 0)
    try shell.expectRefusal("evaluate run --part training", status: 65, saying: "SHA-256")
    try shell.write("a,b\n1,2\n", to: "t.csv")
    try shell.expectRefusal("predict run t.csv", status: 65, saying: "24 columns")
  }

  @Test func `colour pictures are flat features, and grey ones are read as colour`() throws {
    let shell = try Shell()
    for index in 0..<24 {
      let color: [UInt8] = index % 2 == 0 ? [250, UInt8(index), 10] : [UInt8(index), 10, 250]
      try shell.write(
        PNG.encode(rgb: Array(repeating: color, count: 6).flatMap { $0 }, width: 3, height: 2),
        to: "pics/\(index % 2 == 0 ? "red" : "blue")/\(index).png")
    }
    #expect(try shell.run("fledge train --dataset images --data pics \(quick) --output run").status == 0)
    let found = try json("predict run pics/red/2.png", in: shell)
    #expect(found.arrayValue?[0]["predicted"]?.stringValue == "red")
    try shell.write(PNG.encode(GrayImage(width: 6, height: 4, pixels: Array(repeating: 9, count: 24))), to: "grey.png")
    let grey = try shell.run("fledge predict run grey.png")
    #expect(grey.status == 0 && grey.errors.contains("grey pictures are read as colour"), "\(grey.errors)")
    #expect(grey.errors.contains("scaled to 3×2"))
    try shell.expectRefusal(
      "train --dataset images --data pics --convolutions 4 \(quick)", status: 2, saying: "convolutions", "square",
      "3×2 pixels in 3 channels", "--image-size")
  }

  @Test func `colour pictures have three channels for convolutions, from training to prediction`() throws {
    let shell = try Shell()
    for index in 0..<48 {
      // The same bytes in another channel: a network of grey levels could not tell them apart.
      let place = index % 3
      let pixels = (0..<36).flatMap { pixel in
        (0..<3).map { UInt8($0 == place ? 200 + (index + pixel) % 50 : (index * 5 + pixel) % 30) }
      }
      try shell.write(
        PNG.encode(rgb: pixels, width: 6, height: 6), to: "pics/\(["red", "green", "blue"][place])/\(index).png")
    }
    let train =
      "train --dataset images --data pics --convolutions 4 --kernel-size 3 --layers 6 --epochs 12 --batch-size 8"
    let outcome = try shell.run("fledge \(train) --learning-rate 0.02 --threads 2 --quiet --output run")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("[3, 6, 6]") || outcome.output.contains("3 → 4"), "\(outcome.output)")
    #expect(try json("evaluate run --part validation", in: shell)["accuracy"]?.numberValue == 1)
    #expect(try json("evaluate run --data pics", in: shell)["accuracy"]?.numberValue == 1)
    for color in ["red", "green", "blue"] {
      let found = try json("predict run $(ls pics/\(color)/*.png | head -1)", in: shell)
      #expect(found.arrayValue?[0]["predicted"]?.stringValue == color)
    }
    // Six rows and columns in blocks of four, whose three channels are shuffled together.
    let blocks = try json("explain run --part training", in: shell)["columns"]?.arrayValue
    #expect(blocks?.compactMap { $0["features"]?.integerValue }.sorted() == [12, 24, 24, 48])
    let other = try shell.run("fledge \(train) --learning-rate 0.02 --threads 1 --quiet --output one --json")
    let digest = try JSONValue(parsing: shell.run("cat run/record.json").output)["weights_sha256"]
    #expect(try JSONValue(parsing: other.output)["weights_sha256"] == digest)
  }

  @Test func `evaluate finds arrays and labels by the names that train takes`() throws {
    let shell = try Shell()
    let (pixels, labels) = pictures(60, seed: 1)
    let images = Npy(type: .uint8, shape: [60, 6, 4], bytes: pixels.flatMap { $0 })
    let codes = Npy(labels: labels.map { Int32($0) })
    try shell.write(images.encoded(), to: "shapes.npy")
    try shell.write(codes.encoded(), to: "kinds of them.npy")
    try shell.write(idxBytes([60, 6, 4], pixels.flatMap { $0 }), to: "pictures.idx")
    try shell.write(idxBytes([60], labels.map { UInt8($0) }), to: "kinds.idx")
    let archive = """
      python3 - <<'E'
      import zipfile
      with zipfile.ZipFile('set.npz', 'w') as z:
        z.write('shapes.npy', 'shapes.npy'); z.write('kinds of them.npy', 'kinds.npy')
      with zipfile.ZipFile('usual.npz', 'w') as z:
        z.write('shapes.npy', 'x.npy'); z.write('kinds of them.npy', 'y.npy')
      with zipfile.ZipFile('alone.npz', 'w') as z:
        z.write('shapes.npy', 'shapes.npy')
      E
      """
    try #require(try shell.run(archive).status == 0)
    let train = "train \(quick) --output"
    #expect(
      try shell.run("fledge \(train) run --dataset npz --data set.npz --features shapes --label kinds").status == 0)
    let sources = [
      "set.npz", "set.npz --features shapes --label kinds", "usual.npz", "shapes.npy --label-file 'kinds of them.npy'",
      "pictures.idx --label-file kinds.idx",
    ]
    for source in sources {
      let found = try json("evaluate run --data \(source)", in: shell)
      #expect(found["examples"]?.integerValue == 60 && found["accuracy"]?.numberValue == 1, "\(source)")
    }
    let said = try shell.run("fledge evaluate run --data shapes.npy --label-file 'kinds of them.npy'")
    #expect(said.errors.contains("labels are read from kinds of them.npy"), "\(said.errors)")

    for source in [
      "set.npz", "set.npz --features shapes --label kinds", "shapes.npy --label-file 'kinds of them.npy'",
      "pictures.idx --label-file kinds.idx",
    ] {
      let asked = try #require(try json("predict run \(source)", in: shell).arrayValue)
      #expect(asked.count == 60 && asked.allSatisfy { $0["label"] == $0["predicted"] }, "\(source)")
    }
    for source in ["set.npz --features shapes", "shapes.npy", "alone.npz", "alone.npz --features shapes"] {
      let asked = try #require(try json("predict run \(source)", in: shell).arrayValue)
      #expect(asked.count == 60 && asked[0]["label"]?.stringValue == nil, "\(source)")
    }
    for (arguments, status, words) in [
      ("set.npz --features shape", 65, "an array named shape"), ("set.npz --label ''", 2, "--label"),
      ("shapes.npy --features shapes", 65, "--features"), ("set.npz --label-file kinds.idx", 65, "--label-file"),
      ("pictures.idx --label-file none.idx", 66, "none.idx"), ("--indices 0 --features shapes", 2, "one file"),
      ("set.npz shapes.npy --label kinds", 2, "one file"),
    ] {
      try shell.expectRefusal("predict run \(arguments)", status: Int32(status), saying: words)
    }

    try shell.write(idxBytes([3], [0, 1, 2]), to: "few.idx")
    try shell.write("a,b\n1,2\n", to: "t.csv")
    try shell.write([], to: "empty.idx")
    for (flags, status, words) in [
      ("--data shapes.npy", 66, "--label-file"), ("--data pictures.idx", 66, "--label-file"),
      ("--data set.npz --features shape --label kinds", 65, "an array named shape"),
      ("--data set.npz --features shapes --label ''", 2, "--label"),
      ("--data pictures.idx --label-file none.idx", 66, "none.idx"),
      ("--data pictures.idx --label-file data", 66, "data"),
      ("--data pictures.idx --label-file pictures.idx", 65, "pictures.idx"),
      ("--data pictures.idx --label-file empty.idx", 65, "empty.idx"),
      ("--data pictures.idx --label-file few.idx", 65, "60 labels"),
      ("--data pictures.idx --features shapes", 65, "--features"),
      ("--data shapes.npy --label kinds", 65, "--label-file"),
      ("--data usual.npz --label-file kinds.idx", 65, "--label-file"),
      ("--data t.csv --label-file kinds.idx", 65, "--label-file"),
      ("--label-file kinds.idx", 2, "--data"), ("--data set.npz --part test --features shapes", 2, "--part"),
    ] {
      try shell.expectRefusal("evaluate run \(flags)", status: Int32(status), saying: words)
    }
  }

  @Test func `arrays train, and later arrays are scaled with the fitted numbers`() throws {
    let shell = try Shell()
    let features = (0..<80).map { (index: Int) -> [Float] in
      let values = (0..<3).map { (place: Int) -> Float in Float((index * 31 + place * 17) % 23) }
      return [1000 + values[0], values[1], values[2]]
    }
    let labels: [Int32] = features.map { $0[1] > $0[2] ? 7 : 4 }
    try shell.write(Npy(Tensor(shape: [80, 3], elements: features.flatMap { $0 })).encoded(), to: "x_train.npy")
    try shell.write(Npy(labels: labels).encoded(), to: "y_train.npy")
    #expect(
      try shell.run("fledge train --dataset npy --data x_train.npy \(quick) --set epochs=80 --output run").status == 0)
    let all = try json("evaluate run --data x_train.npy", in: shell)
    #expect(try #require(all["accuracy"]?.numberValue) > 0.9)
    // One row alone gets the answer that it has among the others.
    try shell.write(Npy(Tensor(shape: [1, 3], elements: features[4])).encoded(), to: "one.npy")
    let one = try json("predict run one.npy", in: shell).arrayValue?[0]["probabilities"]
    let among = try json("predict run x_train.npy", in: shell).arrayValue?[4]["probabilities"]
    #expect(one != nil && one == among)
    #expect(one?.objectValue?.keys == ["4", "7"])
    try shell.write("1000,3,4\n", to: "one.csv")
    #expect(try json("predict run one.csv", in: shell).arrayValue?.count == 1)
    try shell.write(Npy(Tensor(shape: [1, 4], elements: [1, 2, 3, 4])).encoded(), to: "wide.npy")
    try shell.expectRefusal("predict run wide.npy", status: 65, saying: "expected examples of shape [3]", "found [4]")
    try shell.write(Npy(Tensor(shape: [1, 3], elements: [1, 2, 9e6])).encoded(), to: "far.npy")
    #expect(try shell.run("fledge predict run far.npy").errors.contains("are they scaled in another way?"))
    try shell.write(png([UInt8](repeating: 3, count: 24)), to: "a.png")
    try shell.expectRefusal("predict run a.png", status: 2, saying: "3 features", "no square picture")
    try shell.expectRefusal("evaluate run --data data", status: 65, saying: "data")
  }

  @Test func `a training does not go on with other files, checkpoint or not`() throws {
    let shell = try Shell()
    try writeIDX(shell, "train", 40, seed: 1)
    try writeIDX(shell, "test", 10, seed: 2)
    let trained = try shell.run("fledge train --dataset idx --data train-images-idx3-ubyte \(quick) --output run")
    #expect(trained.status == 0, "\(trained.errors)")
    // As a training leaves it that was stopped before its first checkpoint.
    #expect(
      try shell.run("rm -f run/record.json run/model.safetensors run/history.csv run/checkpoint-*").status
        == 0)
    try writeIDX(shell, "test", 10, seed: 5)
    try shell.expectRefusal("train --resume run", status: 65, saying: "test-images-idx3-ubyte with SHA-256", "restore")
    try writeIDX(shell, "test", 10, seed: 2)
    let again = try shell.run("fledge train --resume run")
    #expect(again.status == 0, "\(again.errors)")
  }

  @Test func `settings that a kind of data does not take are refused`() throws {
    let shell = try Shell()
    for dataset in ["idx", "images", "npz", "npy"] {
      try shell.expectRefusal("train --dataset \(dataset)", status: 2, saying: "needs the path")
      try shell.expectRefusal("train --dataset \(dataset) --data x --delimiter comma", status: 2, saying: "delimiter")
    }
    try shell.expectRefusal("train --dataset csv --data x --image-size 3", status: 2, saying: "image-size", "images")
    try shell.expectRefusal("train --dataset moons --label-file x", status: 2, saying: "label-file", "idx or npy")
    try shell.expectRefusal("train --dataset images --data x --image-size 0x3", status: 2, saying: "image-size")
    try shell.expectRefusal("train --dataset idx --data x --class-names no.txt", status: 2, saying: "no.txt", "no file")
    try shell.write("a\n\nb\n", to: "gap.txt")
    try shell.expectRefusal("train --dataset idx --data x --class-names gap.txt", status: 2, saying: "line 2")
    try shell.expectRefusal("train --dataset idx --data x --class-names data", status: 66, saying: "x")
    try shell.expectRefusal("train --dataset fashion-mnist --data x", status: 66, saying: "fashion-mnist")
  }
}

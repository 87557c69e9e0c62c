import FledgeFormats
import FledgeTensors
import Foundation
import Testing

/// Files that hold what no sound program writes.
@Suite(.serialized) struct FileTests {
  /// A copy of the run with other weights.
  private func run(_ name: String, in program: HostileProgram, weight: (Float) -> Float) throws {
    try FileManager.default.copyItem(atPath: program.folder + "/run", toPath: program.folder + "/" + name)
    let path = program.folder + "/\(name)/model.safetensors"
    let file = try SafeTensors(contentsOf: path)
    let items = try file.entries.map { entry in
      let tensor = try file.tensor(entry.name)
      return SafeTensors.Item(entry.name, Tensor(shape: tensor.shape, elements: tensor.elements.map(weight)))
    }
    try SafeTensors.write(items, metadata: file.metadata, to: path)
  }

  @Test func `weights that are no numbers are bad data, named with array and element`() async throws {
    try await withProgram { program in
      try run("nan", in: program) { $0 * .nan }
      try run("infinite", in: program) { _ in .infinity }
      for folder in ["nan", "infinite"] {
        for command in [["evaluate", folder, "--part", "training"], ["predict", folder, "new.csv"]] {
          let ending = try program.run(command)
          #expect(ending.status == 65)
          #expect(String(decoding: ending.errors, as: UTF8.self).contains("expected finite numbers in \"0.weight\""))
        }
      }
    }
  }

  @Test func `huge weights end with a documented code`() async throws {
    try await withProgram { program in
      for (name, factor) in [("large", Float(1e30)), ("largest", 1e37)] {
        try run(name, in: program) { $0 * factor }
        #expect(try program.run(["evaluate", name, "--part", "training"]).fault == nil)
        #expect(try program.run(["predict", name, "new.csv", "--json"]).fault == nil)
      }
    }
  }

  @Test(arguments: ["squared-error", "absolute-error", "huber", "hinge"])
  func `scores below 0 are printed as numbers`(loss: String) async throws {
    try await withProgram { program in
      let train = try program.run(
        [
          "train", "--dataset", "csv", "--data", "table.csv", "--layers", "4", "--epochs", "20", "--learning-rate",
          "0.05",
        ]
          + ["--loss", loss, "--output", "scores", "--quiet"])
      #expect(train.status == 0)
      #expect(try program.run(["predict", "scores", "new.csv"]).status == 0)
    }
  }

  @Test func `a class that the network was not trained on is refused with the classes`() async throws {
    try await withProgram { program in
      try HostileInputs.text("x,z,label\n0.1,1,elm\n0.2,2,oak\n0.3,0,yew\n", to: program.folder + "/three.csv")
      let ending = try program.run(["evaluate", "run", "--data", "three.csv", "--part", "training"])
      #expect(ending.status == 65)
      #expect(String(decoding: ending.errors, as: UTF8.self).contains("classes elm, oak, found \"yew\""))
    }
  }

  @Test func `sparse files are refused by their header before memory is taken`() async throws {
    try await withProgram { program in
      for name in ["run/model.safetensors", "points.npy", "labels.npy", "table.csv", "study.yaml", "run/config.yaml"] {
        let status = unsafe truncate(program.folder + "/" + name, 30 << 30)
        #expect(status == 0)
      }
      for command in [
        ["evaluate", "run"], ["predict", "run", "new.csv"], ["train", "run/config.yaml", "--output", "o"],
        ["latent", "pca", "--input", "points.npy", "--output", "o.npy", "--components", "2"],
        ["latent", "knn", "--train", "points.npy", "--train-labels", "labels.npy", "--test", "points.npy"]
          + ["--test-labels", "labels.npy"],
        ["study", "run", "study.yaml", "--store", "o.db"],
      ] {
        // A limit on the address space makes taking the memory an end that is seen.
        let words = command.joined(separator: " ")
        #if os(Linux)
          let ending = try program.shell("ulimit -v 4000000; exec \"$FLEDGE\" \(words)", seconds: 20)
        #else
          let ending = try program.shell("exec \"$FLEDGE\" \(words)", seconds: 20)
        #endif
        #expect(ending.fault == nil)
        #expect([2, 65].contains(ending.status ?? -1), "\(words): \(ending)")
      }
    }
  }

  @Test func `escape sequences of files never reach the terminal`() async throws {
    try await withProgram { program in
      let evil = "\u{1B}]0;title\u{7}\u{9B}2J"
      try HostileInputs.text("x,\(evil),label\n1,2,\(evil)\n2,3,b\n3,\(evil),b\n", to: program.folder + "/evil.csv")
      try HostileInputs.text("x,label\n1,\(evil)\n2,b\n3,b\n4,\(evil)\n", to: program.folder + "/named.csv")
      try HostileInputs.text("\(evil): 3\n", to: program.folder + "/evil.yaml")
      try HostileInputs.text(
        "study: \"\\e]0;t\\a\"\ntrain: {dataset: moons, examples: 10, layers: [2], epochs: 1}\n",
        to: program.folder + "/e.yaml")
      for command in [
        "data show --dataset csv --data evil.csv", "data show --dataset csv --data named.csv",
        "data show --dataset csv --data named.csv --json", "train evil.yaml", "study run e.yaml --store e.db",
        "study list --store e.db", "runs list --store e.db", "runs export --store e.db",
        "study show nothing --store e.db",
        "train --dataset csv --data named.csv --layers 2 --epochs 1 --output named",
        "evaluate named --part training", "runs list --state '\(evil)'", "predict '\(evil)' new.csv",
      ] {
        let ending = try program.shell("\"$FLEDGE\" \(command) > out 2>&1; code=$?; cat out >&2; exit $code")
        #expect(!ending.errors.contains(0x1B) && !ending.errors.contains(7), "\(command)")
        #expect(!String(decoding: ending.errors, as: UTF8.self).unicodeScalars.contains("\u{9B}"), "\(command)")
      }
    }
  }

  @Test func `labels and points of every kind end with a documented code`() async throws {
    try await withProgram { program in
      let folder = program.folder
      let shapes: [(String, TensorShape, Float)] = [
        ("empty", [0, 4], 0), ("narrow", [30, 0], 0), ("flat", [30], 1), ("deep", [3, 2, 5], 1), ("single", [1, 4], 1),
        ("nan", [30, 4], .nan), ("huge", [30, 4], 3e38), ("equal", [30, 4], 1),
      ]
      for (name, shape, value) in shapes {
        try Npy(Tensor(shape: shape, repeating: value)).write(to: "\(folder)/\(name).npy")
      }
      try Npy(labels: (0..<30).map { _ in Int32.max }).write(to: folder + "/most.npy")
      var commands: [[String]] = []
      for (name, _, _) in shapes {
        for labels in ["labels.npy", "most.npy"] {
          commands.append(
            [
              "latent", "knn", "--train", name + ".npy", "--train-labels", labels, "--test", name + ".npy",
              "--test-labels",
            ]
              + [labels])
        }
        commands.append(["latent", "pca", "--input", name + ".npy", "--output", "o.npy", "--components", "2"])
        commands.append(
          ["latent", "tsne", "--input", name + ".npy", "--output", "o.npy", "--perplexity", "3", "--iterations", "10"])
      }
      for ending in try await program.run(commands) { #expect(ending.fault == nil, "\(ending.arguments)") }
    }
  }
}

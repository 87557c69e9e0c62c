import Fledge
import Foundation
import Testing

/// Networks that leave the program and come back.
@Suite struct ExportImportTests {
  private static let moons = "--dataset moons --examples 300 --validation 0 --epochs 1 --threads 1 --quiet"

  private func digest(_ run: String, in shell: Shell) throws -> String {
    let record = try JSONValue(parsing: FileBytes.read("\(shell.folder)/\(run)/record.json"))
    return try #require(record["weights_sha256"]?.stringValue)
  }

  @Test(arguments: [
    "--layers 8", "--layers '' ", "--layers 8 --norm batch --dropout 0.2", "--layers 8 --norm layer --activation gelu",
    "--network 'linear 8, residual [tanh, linear 8], noise 0.1, linear 2'", "--autoencoder 4,2 --tied yes",
    "--autoencoder 4,2 --noise 0.3",
  ])
  func `a network that is exported and imported has the same bits`(network: String) throws {
    let shell = try Shell()
    let trained = try shell.run("fledge train \(network) \(Self.moons) --output 'a run'")
    #expect(trained.status == 0, "\(trained.errors)")
    let exported = try shell.run("fledge export 'a run' --onnx 'a, b.onnx' --npz a.npz --pytorch a.py")
    #expect(exported.status == 0, "\(exported.errors)")
    for file in ["'a, b.onnx'", "a.npz \(network) --dataset moons", "a.safetensors \(network) --dataset moons"] {
      let imported = try shell.run("fledge import \(file) --output back --overwrite")
      #expect(imported.status == 0, "\(file): \(imported.errors)")
      #expect(try digest("back", in: shell) == digest("a run", in: shell), "\(file)")
    }
  }

  @Test func `an import without a network lists the arrays and the flags that would fit`() throws {
    let shell = try Shell()
    #expect(try shell.run("fledge train --layers 8 \(Self.moons) --output run").status == 0)
    let refused = try shell.run("fledge import run/model.safetensors --output back")
    #expect(refused.status == 2 && refused.errors.contains("2.weight [2, 8]"))
    #expect(refused.errors.contains("--network 'linear 8, relu, linear 2'"))
    #expect(!FileManager.default.fileExists(atPath: shell.folder + "/back"))
  }

  @Test func `a network without data keeps its classes and answers files`() throws {
    let shell = try Shell()
    #expect(try shell.run("fledge train --layers 8 \(Self.moons) --output run").status == 0)
    let command = "fledge import run/model.safetensors --layers 8 --output back --overwrite"
    #expect(try shell.run("\(command) --classes up,down").status == 0)
    #expect(try shell.run("\(command) --classes up").status == 2)
    try Npy(Tensor(shape: [2, 2], elements: [0, 1, 2, 3])).write(to: shell.folder + "/x.npy")
    #expect(try shell.run("\(command) --classes up,down").status == 0)
    let answers = try shell.run("fledge predict back x.npy --json --quiet")
    #expect(answers.status == 0, "\(answers.errors)")
    let first = try #require(try JSONValue(parsing: answers.output).arrayValue?.first)
    #expect(["up", "down"].contains(first["predicted"]?.stringValue ?? ""))
    let evaluated = try shell.run("fledge evaluate back")
    #expect(evaluated.status != 0 && evaluated.errors.contains("data"))
  }

  @Test func `logits, layers and all examples go into arrays`() throws {
    let shell = try Shell()
    #expect(try shell.run("fledge train --layers 8 \(Self.moons) --output run").status == 0)
    let predict = "fledge predict run --indices all"
    #expect(try shell.run("\(predict) --logits --output logits.npy").status == 0)
    #expect(try shell.run("\(predict) --output p.npz").status == 0)
    #expect(try shell.run("\(predict) --layer 1 --output hidden.npy").status == 0)
    let logits = try Npy(contentsOf: shell.folder + "/logits.npy").tensor()
    let archive = try Npz(contentsOf: shell.folder + "/p.npz")
    let probabilities = try archive.array("probabilities").tensor()
    #expect(logits.shape == probabilities.shape && logits.shape[0] > 100)
    #expect(try Npy(contentsOf: shell.folder + "/hidden.npy").tensor().shape == [logits.shape[0], 8])
    let predicted = try archive.array("predicted").labels()
    for row in predicted.indices {
      let difference = Double(logits[row, 1] - logits[row, 0])
      #expect(abs(Double(probabilities[row, 1]) - 1 / (1 + exp(-difference))) < 1e-6)
      #expect(predicted[row] == (logits[row, 1] > logits[row, 0] ? 1 : 0))
    }
    for flags in ["--logits", "--layer 1", "--layer 9 --output x.npy", "--logits --kaggle --output x.csv"] {
      #expect(try shell.run("\(predict) \(flags)").status == 2, "\(flags)")
    }
  }

  @Test func `a training that begins with weights says what it took, and goes on exactly`() throws {
    let shell = try Shell()
    #expect(try shell.run("fledge train --layers 8 \(Self.moons) --output first").status == 0)
    let next = try shell.run("fledge train --layers 8 --weights first \(Self.moons) --output next")
    #expect(next.status == 0 && next.errors.contains("applied: 4 of 4"), "\(next.errors)")
    #expect(try shell.run("fledge train next/config.yaml --output again --quiet").status == 0)
    #expect(try digest("next", in: shell) == digest("again", in: shell))
    #expect(try digest("next", in: shell) != digest("first", in: shell))

    // Other weights under the same name are refused, and so are weights of another network.
    #expect(try shell.run("fledge train --layers 8 --seed 5 \(Self.moons) --output first --overwrite").status == 0)
    let changed = try shell.run("fledge train next/config.yaml --output third --quiet")
    #expect(changed.status == 65 && changed.errors.contains("SHA-256"), "\(changed.errors)")
    let foreign = try shell.run("fledge train --network 'tanh, linear 2' --weights first \(Self.moons) --output fourth")
    #expect(foreign.status == 65 && foreign.errors.contains("0.weight"), "\(foreign.errors)")
    let part = try shell.run("fledge train --layers 8,4 --weights first \(Self.moons) --output fifth")
    #expect(part.status == 0 && part.errors.contains("of another shape: 2.weight"), "\(part.errors)")
  }

  @Test func `a summary prints the network and trains nothing`() throws {
    let shell = try Shell()
    let summary = try shell.run(
      "fledge train --network 'linear 4, residual [relu], linear 2' --dataset moons --summary --json")
    #expect(summary.status == 0)
    let network = try JSONValue(parsing: summary.output)["network"]?.arrayValue?.compactMap(\.stringValue)
    #expect(network == ["linear 4", "residual [relu]", "linear 2"])
    #expect(try FileManager.default.contentsOfDirectory(atPath: shell.folder).filter { $0.hasPrefix("run") }.isEmpty)
  }

  @Test func `files that are in the way stay`() throws {
    let shell = try Shell()
    #expect(try shell.run("fledge train --layers 8 \(Self.moons) --output run").status == 0)
    for (flag, name) in [("onnx", "a.onnx"), ("pytorch", "a.py"), ("keras", "b.py"), ("npz", "a.npz")] {
      let path = "\(shell.folder)/\(name)"
      try Data("my own text".utf8).write(to: URL(fileURLWithPath: path))
      let refused = try shell.run("fledge export run --\(flag) \(name)")
      #expect(refused.status == 2 && refused.errors.contains(name), "\(refused.errors)")
      #expect(try String(contentsOfFile: path, encoding: .utf8) == "my own text")
    }
  }
}

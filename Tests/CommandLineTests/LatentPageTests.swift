import Fledge
import FledgePages
import Foundation
import TestSupport
import Testing

@Suite struct LatentPageTests {
  private let small = "--dataset digits --examples 400 --test-examples 100 --validation 0 --epochs 2 --quiet"

  private func train(_ settings: String, as name: String, in shell: Shell) throws {
    let outcome = try shell.run("fledge train \(settings) --output \(name)")
    #expect(outcome.status == 0, "\(outcome.errors)")
  }

  private func answer(_ arguments: String, in shell: Shell) throws -> JSONValue {
    let outcome = try shell.run("fledge latent \(arguments) --json --quiet")
    #expect(outcome.status == 0, "\(outcome.errors)")
    return try JSONValue(parsing: outcome.output)
  }

  @Test func `the page of a run stands alone, and the codes beside it are those of the page`() throws {
    let shell = try Shell()
    try train("\(small) --autoencoder 32,3", as: "run", in: shell)
    let found = try answer("run --output out --threads 2", in: shell)
    #expect(found["code_width"]?.integerValue == 3)
    #expect(found["components"]?.integerValue == 3)
    #expect(found["noise"] == .null)
    let error = try #require(found["reconstruction_error"]?.numberValue)
    #expect(error > 0 && error < 0.3)
    for file in try #require(found["files"]?.arrayValue).compactMap(\.stringValue) { #expect(shell.has("out/\(file)")) }

    let check = PageCheck(folder: shell.folder + "/out")
    #expect(check.problems.isEmpty, "\(check.problems)")
    let page = try String(contentsOfFile: shell.folder + "/out/index.html", encoding: .utf8)
    // Only MNIST may pass for MNIST, and nothing on the page is beside a published report.
    #expect(page.contains("These data are not MNIST."))
    #expect(!page.contains("Added by us"))
    #expect(!page.contains("href=\"figures"))

    let knn = try answer(
      "knn --train out/codes-training.npy --train-labels out/labels-training.npy --test out/codes-test.npy "
        + "--test-labels out/labels-test.npy", in: shell)
    #expect(knn["accuracy"] == found["neighbors"]?["accuracy"])
    let csv = try String(contentsOfFile: shell.folder + "/out/codes-test.csv", encoding: .utf8)
    #expect(csv.hasPrefix("label,code1,code2,code3\n"))
    #expect(csv.split(separator: "\n").count == 101)

    _ = try answer("page run --output one --threads 1", in: shell)
    for name in ["codes-test.npy", "map.npy"] {
      let files = try ["out", "one"].map { try Data(contentsOf: URL(fileURLWithPath: "\(shell.folder)/\($0)/\(name)")) }
      #expect(files[0] == files[1])
    }
  }

  @Test func `a denoiser is measured under noise from 0 to 1`() throws {
    let shell = try Shell()
    try train("\(small) --autoencoder 48,8 --noise 0.2", as: "run", in: shell)
    let found = try answer("run --output out --seed 3", in: shell)
    let noise = try #require(found["noise"]?.arrayValue)
    let deviations = (0...10).map { (tenth: Int) -> Double in Double(tenth) / 10 }
    #expect(noise.compactMap { $0["deviation"]?.numberValue } == deviations)
    // Without noise, the curves begin at the numbers of the rest of the page.
    let error = try #require(found["reconstruction_error"]?.numberValue)
    #expect(abs(try #require(noise[0]["denoised_error"]?.numberValue) - error) < 1e-12)
    #expect(noise[0]["neighbor_accuracy"] == found["neighbors"]?["accuracy"])
    #expect(noise[0]["noisy_error"]?.numberValue == 0)
    // Noise of σ has the squared error σ², and a classifier sees less and less.
    for point in noise {
      let standardDeviation = try #require(point["deviation"]?.numberValue)
      #expect(abs(try #require(point["noisy_error"]?.numberValue) - standardDeviation * standardDeviation) < 0.02)
    }
    let accuracies = noise.compactMap { $0["noisy_accuracy"]?.numberValue }
    #expect(accuracies.count == 11 && accuracies[0] > accuracies[10])
  }

  @Test func `data that are no images have a page too, with and without classes`() throws {
    let shell = try Shell()
    try train(
      "--dataset moons --examples 300 --test-examples 80 --autoencoder 8,1 --output-activation none --epochs 2 --quiet",
      as: "moons", in: shell)
    try train(
      "--dataset line --examples 200 --test-examples 60 --autoencoder 4,1 --output-activation none --noise 0.1 "
        + "--epochs 2 --quiet", as: "line", in: shell)
    for name in ["moons", "line"] {
      let found = try answer("\(name) --output \(name)/page", in: shell)
      #expect((found["neighbors"] == .null) == (name == "line"))
      let check = PageCheck(folder: "\(shell.folder)/\(name)/page")
      #expect(check.problems.isEmpty, "\(check.problems)")
    }
  }

  @Test func `runs that cannot be looked at are refused`() throws {
    let shell = try Shell()
    try train("\(small) --layers 8", as: "classifier", in: shell)
    try train("\(small) --autoencoder 8,2", as: "codes", in: shell)
    try shell.expectRefusal("latent classifier --output out", status: 2, saying: "classifier", "autoencoder")
    try shell.expectRefusal("latent nowhere --output out", status: 66, saying: "nowhere", "fledge train")
    try shell.expectRefusal("latent codes --output out --examples 0", status: 2, saying: "--examples")
    try shell.expectRefusal(
      "latent codes --output out --examples 3 --quiet", status: 2, saying: "neighbours", "found 5")
    try shell.expectRefusal("latent codes --output out --threads 0", status: 2, saying: "--threads")
    try shell.expectRefusal("latent codes/model.safetensors --output out", status: 66, saying: "codes/model")
    try shell.write("a file", to: "file")
    try shell.expectRefusal("latent codes --output file/out --quiet", status: 1, saying: "file/out", "folder")

    // Weights that are no numbers: the codes are none either.
    let path = shell.folder + "/codes/model.safetensors"
    let file = try SafeTensors(contentsOf: path)
    let items = try file.entries.map(\.name).map { name in
      let tensor = try file.tensor(name)
      return SafeTensors.Item(name, name == "encoder.0.bias" ? Tensor(shape: tensor.shape, repeating: .nan) : tensor)
    }
    try SafeTensors.write(items, metadata: file.metadata, to: path)
    try shell.expectRefusal(
      "latent codes --output out --quiet", status: 65, saying: "expected finite numbers", "nan")
  }
}

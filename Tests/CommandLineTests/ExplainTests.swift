import Fledge
import Testing

/// `fledge train --explain`.
@Suite struct ExplainTests {
  @Test func `one line for each operation, and nothing is trained or written`() throws {
    let shell = try Shell()
    let outcome = try shell.run(
      "fledge train \(tiny) --layers 64,32 --activation relu --dropout 0.2 --batch-size 100 --threads 1 --explain")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let lines = outcome.output.split(separator: "\n").map(String.init)
    #expect(lines[0].hasPrefix("layers  operation"))
    #expect(lines[1].contains("linear 784 → 64 + relu + dropout 0.2") && lines[1].contains("y dense or sparse"))
    #expect(lines[2].contains("linear 64 → 32 + relu + dropout 0.2"))
    #expect(lines[3].contains("linear 32 → 10"))
    #expect(lines[4].hasPrefix("7 layers in 3 operations"))
    #expect(!shell.has("runs"))
  }

  @Test(
    arguments: [
      "--convolutions 4 --layers 8", "--autoencoder 16,4 --noise 0.1", "--layers 8 --norm batch --activation gelu",
      "--layers 8 --norm layer", "--layers \"\" --optimizer sgd", "--layers 8 --loss probability-cross-entropy",
      "--autoencoder 8 --tied yes",
    ])
  func `every kind of network can be explained`(flags: String) throws {
    let outcome = try Shell().run(
      "fledge train --dataset digits --examples 300 --test-examples 60 --threads 1 \(flags) --explain --json --quiet")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let plan = try #require(try JSONValue(parsing: outcome.output).objectValue)
    let operations = try #require(plan["operations"]?.arrayValue)
    #expect(!operations.isEmpty)
    for operation in operations {
      let operation = try #require(operation.objectValue)
      #expect(operation["layers"]?.arrayValue?.isEmpty == false)
      for key in ["operation", "kernel", "split"] { #expect(operation[key]?.stringValue?.isEmpty == false, "\(key)") }
      #expect(operation["bytes"]?.integerValue ?? 0 > 0)
    }
    #expect(plan["workspace_bytes"]?.integerValue ?? 0 > 0)
  }

  @Test(arguments: ["--find-learning-rate", "--overfit-one-batch", "--resume runs/a"])
  func `explain stands alone`(flag: String) throws {
    let outcome = try Shell().run("fledge train \(tiny) --explain \(flag)")
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("--explain trains nothing"))
  }
}

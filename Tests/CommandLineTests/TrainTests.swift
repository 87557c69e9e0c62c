import Fledge
import Foundation
import Testing

@Suite struct TrainTests {
  private func object(_ outcome: Outcome) throws -> JSONObject {
    #expect(outcome.status == 0, "\(outcome.errors)")
    return try #require(try JSONValue(parsing: outcome.output).objectValue)
  }

  @Test func `the flags and keys that other programs rely on`() throws {
    let shell = try Shell()
    let outcome = try shell.run(
      """
      fledge train --dataset digits --examples 600 --test-examples 100 --layers 16,8 --activation relu --dropout 0.3 \
      --optimizer adam --learning-rate 1e-3 --weight-decay 1e-4 --batch-size 128 --epochs 3 --patience 10 --init he \
      --validation 60 --seed 0 --threads 2 --output runs/a --json
      """)
    let object = try object(outcome)
    #expect(outcome.output.filter { $0 == "\n" }.count == 1)
    for key in ["test_accuracy", "test_loss", "seconds_per_epoch"] {
      #expect(object[key]?.numberValue != nil, "\(key)")
    }
    for key in ["epochs", "best_epoch", "parameters", "threads"] { #expect(object[key]?.integerValue != nil, "\(key)") }
    for key in ["weights_sha256", "dataset", "isa"] { #expect(object[key]?.stringValue != nil, "\(key)") }
    #expect(object["parameters"] == .integer(784 * 16 + 16 + 16 * 8 + 8 + 8 * 10 + 10))
    #expect(object["weights_sha256"]?.stringValue?.count == 64)
    #expect(object["training_examples"] == .integer(540))
    #expect(object["is_mnist"] == .bool(false))
    for file in ["model.safetensors", "config.yaml", "history.csv", "record.json"] {
      #expect(shell.has("runs/a/\(file)"))
    }
  }

  @Test func `a run's config gives the same weights, and a flag overrides it`() throws {
    let shell = try Shell()
    let first = try object(shell.run("fledge train \(tiny) --dropout 0.2 --output a --json --quiet"))
    let again = try object(shell.run("fledge train a/config.yaml --output b --json --quiet"))
    #expect(again["weights_sha256"] == first["weights_sha256"])
    #expect(again["settings"] == first["settings"])
    let other = try object(shell.run("fledge train a/config.yaml --seed 1 --set layers=4 --output c --json --quiet"))
    #expect(other["weights_sha256"] != first["weights_sha256"])
    #expect(other["parameters"] == .integer(784 * 4 + 4 + 4 * 10 + 10))
    let settings = try TrainingSettings(contentsOf: "\(shell.folder)/c/config.yaml")
    #expect(settings.seed == 1)
    #expect(settings.layers == [4])
    #expect(settings.dropout == 0.2)
  }

  @Test func `layers replace the autoencoder of a file`() throws {
    let shell = try Shell()
    try shell.write("dataset: digits\nexamples: 200\ntest-examples: 50\nautoencoder: [4]\nepochs: 1\n", to: "c.yaml")
    #expect(try object(shell.run("fledge train c.yaml --json --quiet"))["test_accuracy"] == .null)
    #expect(try object(shell.run("fledge train c.yaml --layers 4 --json --quiet"))["test_accuracy"] != .null)
  }

  @Test func `generated digits that stand in for MNIST say so, and the run's config names them`() throws {
    let shell = try Shell()
    let outcome = try shell.run("fledge train --examples 300 --test-examples 50 --layers 4 --epochs 1 --output a")
    #expect(outcome.status == 0)
    #expect(outcome.output.hasPrefix("*** These are NOT the MNIST digits. ***\n"))
    #expect(try TrainingSettings(contentsOf: "\(shell.folder)/a/config.yaml").dataset == "digits")
  }

  @Test func `quiet says nothing on standard error`() throws {
    let shell = try Shell()
    for flags in ["--quiet", "--quiet --json"] {
      let outcome = try shell.run("fledge train \(tiny) \(flags)")
      #expect(outcome.status == 0)
      #expect(outcome.errors.isEmpty)
      #expect(!outcome.output.isEmpty)
    }
  }

  @Test func `piped progress is plain lines of at most 80 columns`() throws {
    let outcome = try Shell().run("fledge train \(tiny) --epochs 3 --learning-rate 1e4 --optimizer sgd")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(!outcome.errors.contains("\u{1B}") && !outcome.errors.contains("\r"))
    let progress = outcome.errorLines.filter { !$0.hasPrefix("fledge: warning: ") }
    #expect(progress.count == 6)
    for line in progress + outcome.output.split(separator: "\n").prefix(6).map(String.init) {
      #expect(line.count <= 80, "\(line)")
    }
    // However large a loss is, its column stays apart from the next.
    #expect(outcome.errorLines[2].split(separator: " ").count >= 8)
  }

  @Test func `runs without a name are numbered`() throws {
    let shell = try Shell()
    for number in 1...2 {
      #expect(try shell.run("fledge train \(tiny)").output.contains("The run is in runs/\(number)."))
    }
  }

  @Test func `a diverging run names the layer and leaves nothing behind`() throws {
    let shell = try Shell()
    let outcome = try shell.run(
      "fledge train \(tiny) --epochs 5 --loss squared-error --optimizer sgd --learning-rate 1e30 --output new/run --quiet"
    )
    #expect(outcome.status == 1)
    #expect(outcome.errorLines.count == 1)
    #expect(outcome.errors.hasPrefix("fledge: training diverged: the output of layer "))
    #expect(!shell.has("new"))
  }

  @Test func `a folder that is no run is left as it was`() throws {
    let shell = try Shell()
    try shell.write("mine", to: "notes/letter.txt")
    try shell.expectRefusal("train \(tiny) --output notes", status: 2, saying: "found other files")
    try shell.expectRefusal("train \(tiny) --output notes/letter.txt", status: 2, saying: "found a file")
    try shell.expectRefusal("train \(tiny) --output notes/letter.txt/run", status: 2, saying: "Not a directory")
    try shell.expectRefusal("train \(tiny) --output /dev/null", status: 2, saying: "found a file")
  }

  @Test(
    .disabled(
      if: Shell.isUnderThreadSanitizer,
      "ThreadSanitizer does not survive the limit on its own files"))
  func `a full disk ends in one line and leaves nothing half written`() throws {
    let shell = try Shell()
    // No file may grow beyond 12 blocks of 512 bytes: the model does not fit.
    let outcome = try shell.run(
      "ulimit -f 12; fledge train \(tiny) --layers 64 --output run --quiet 2>&1 >/dev/null | cat")
    #expect(outcome.output.hasPrefix("fledge: run/checkpoint-3.safetensors, byte "), "\(outcome.output)")
    #expect(!shell.has("run"))
  }

  #if os(Linux)
    @Test func `results that cannot be written to standard output are no success`() throws {
      let shell = try Shell()
      for command in ["train \(tiny) --json --quiet", "data list", "--help"] {
        let outcome = try shell.run("fledge \(command) >/dev/full")
        #expect(outcome.status == 1)
        #expect(
          outcome.errors.hasSuffix(
            "fledge: standard output: the results could not be written: No space left on device\n"))
      }
    }
  #endif

  @Test func `one batch is learned by heart, and no folder is made`() throws {
    let shell = try Shell()
    let outcome = try shell.run("fledge train --dataset digits --layers 32 --batch-size 32 --overfit-one-batch --quiet")
    #expect(outcome.status == 0)
    #expect(outcome.output.hasSuffix("accuracy 100.00 %: learned by heart\n"))
    #expect(!shell.has("runs"))
  }
}

extension TrainingSettings {
  fileprivate init(contentsOf path: String) throws {
    self.init()
    try apply(fileAt: path)
  }
}

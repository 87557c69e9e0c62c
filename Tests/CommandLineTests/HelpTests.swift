import Fledge
import FledgeCommandLine
import Foundation
import Testing

@Suite struct HelpTests {
  static let commands = [
    "", "train", "evaluate", "explain", "predict", "import", "export", "check", "data", "data list", "data show",
    "data check",
    "data fetch",
    "bench",
    "latent",
    "study", "runs", "reproduce", "serve",
  ]

  /// The lines under EXAMPLES, which are the last of a help.
  private func examples(of command: String, in shell: Shell) throws -> [String] {
    let outcome = try shell.run("fledge \(command) --help")
    #expect(outcome.status == 0)
    #expect(outcome.errors.isEmpty)
    let lines = outcome.output.split(separator: "\n").map(String.init)
    let start = try #require(lines.firstIndex(of: "EXAMPLES"), "fledge \(command) --help has no examples")
    return lines[(start + 1)...].map { String($0.drop { $0 == " " }) }
  }

  @Test(arguments: commands)
  func `every help ends with examples, each on one line`(command: String) throws {
    let examples = try examples(of: command, in: Shell())
    #expect(!examples.isEmpty)
    for example in examples {
      #expect(example.hasPrefix("fledge "))
      #expect(example.count <= 100)
    }
  }

  @Test func `every example is understood, and the first of each command works as it stands`() throws {
    let shell = try Shell()
    try shell.makeMNIST(training: 400, test: 80)
    try makePoints(in: shell)
    try shell.write(
      "study: widths\ntrain: {layers: [8], epochs: 1, examples: 200}\ngrid: {layers: [[8], [12]]}\nseeds: 4\n",
      to: "widths.yaml")
    for name in ["trees.csv", "new-trees.csv"] {
      try shell.write("height,species\n" + (1...8).map { "\($0),\($0 % 2 == 0 ? "oak" : "elm")\n" }.joined(), to: name)
    }
    let runs = [
      "--layers 8 --output runs/small", "--autoencoder 16,4 --output runs/codes",
      "--dataset moons --layers 4 --output runs/trees",
    ]
    for run in runs {
      let outcome = try shell.run("fledge train --examples 300 --epochs 1 \(run)")
      #expect(outcome.status == 0, "\(outcome.errors)")
    }
    var seen: Set<String> = []
    var commands: Set<String> = []
    for help in HelpTests.commands {
      for example in try examples(of: help, in: shell) where seen.insert(example).inserted {
        let command = try commandName(parsing: words(of: example, in: shell))
        // Tests need no network; a server ends with Ctrl-C alone.
        let isRun = !["fledge data fetch", "fledge serve"].contains { example.hasPrefix($0) }
        guard commands.insert(command).inserted, isRun else { continue }
        let outcome = try shell.run(example)
        #expect(outcome.status == 0, "\(example): \(outcome.errors)")
        if example.hasSuffix("--json") { _ = try JSONValue(parsing: outcome.output) }
      }
    }
    #expect(seen.count >= 45)
    #expect(commands.count == 30)
  }

  @Test func `every setting has a flag, whose text reaches it`() throws {
    let shell = try Shell()
    let help = try shell.run("fledge train --help").output
    for key in TrainingSettings.keys {
      #expect(help.contains("\n  --\(key) "), "\(key)")
      // No setting takes this text as its value, or the training then lacks what it names.
      let outcome = try shell.run("fledge train --\(key) '?:?,?'")
      #expect(outcome.status != 0 && outcome.errors.contains("\(key)"), "\(key): \(outcome.errors)")
    }
  }

  @Test func `words that are no command are not understood`() {
    #expect(throws: (any Error).self) { try commandName(parsing: ["train", "--layes", "3"]) }
    #expect(throws: (any Error).self) { try commandName(parsing: ["study", "run"]) }
    #expect(throws: (any Error).self) { try commandName(parsing: ["reproduce", "--scale", "huge"]) }
  }

  /// The words after `fledge` as a shell passes them on.
  private func words(of example: String, in shell: Shell) throws -> [String] {
    let outcome = try shell.run("fledge() { printf '%s\\n' \"$@\" >&2; }; \(example)")
    return outcome.errors.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
  }

  /// The NumPy files that the examples of `fledge latent` name.
  private func makePoints(in shell: Shell) throws {
    for (name, rows, columns) in [("codes", 120, 6), ("a", 120, 6), ("b", 30, 6), ("images", 80, 60)] {
      var points = Tensor(shape: [rows, columns])
      var span = points.mutableSpan
      fillUniform(&span, key: RandomKey(seed: 1, stream: .data))
      try Npy(points).write(to: "\(shell.folder)/\(name).npy")
    }
    for (name, rows) in [("la", 120), ("lb", 30)] {
      let labels = (0..<Int32(rows)).map { $0 % 3 }
      try Npy(labels: labels).write(to: "\(shell.folder)/\(name).npy")
    }
  }

  @Test func `the help of train is as recorded`() throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Snapshots")
    let file = folder.appending(path: "train-help.txt")
    let text = try Shell().run("fledge train --help").output
    if ProcessInfo.processInfo.environment["FLEDGE_RECORD"] == "1" {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try text.write(to: file, atomically: true, encoding: .utf8)
    }
    let recorded = try String(contentsOf: file, encoding: .utf8)
    #expect(text == recorded, "record anew with FLEDGE_RECORD=1 where the change is meant")
  }

  @Test func `the version is three numbers`() throws {
    let outcome = try Shell().run("fledge --version")
    #expect(outcome.status == 0)
    #expect(outcome.output.wholeMatch(of: /\d+\.\d+\.\d+\n/) != nil)
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func `a completion script for each shell`(shell: String) throws {
    let outcome = try Shell().run("fledge --generate-completion-script \(shell)")
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("fledge"))
    #expect(outcome.output.contains("learning-rate"))
  }

  @Test func `the exit codes are in the help`() throws {
    let help = try Shell().run("fledge --help").output
    let words = help.split { $0.isWhitespace }.joined(separator: " ")
    #expect(words.contains("0 done, 1 failed, 2 wrong usage, 65 bad data, 66 missing file, 75 interrupted"))
  }
}

import FledgeFormats
import Foundation
import Testing

/// Every command of the program with its flags, as the program itself describes them: new flags are tested by themselves.
struct CommandCatalogue {
  struct Command {
    /// The words that choose it, such as `runs list`.
    let words: [String]
    let options: [String]
    let flags: [String]
    let hasPositionals: Bool
  }

  let commands: [Command]

  init(of program: HostileProgram) throws {
    let path = program.folder + "/help.json"
    try #require(try program.shell("\"$FLEDGE\" --experimental-dump-help > help.json").status == 0)
    let json = try JSONValue(parsing: FileBytes.read(path))
    var commands: [Command] = []
    try CommandCatalogue.add(#require(json["command"]), below: [], to: &commands)
    self.commands = commands
  }

  private static func add(_ json: JSONValue, below words: [String], to commands: inout [Command]) throws {
    let name = try #require(json["commandName"]?.stringValue)
    let words = name == "fledge" ? words : words + [name]
    // What the help hides is for tests and for work on the program.
    let arguments = (json["arguments"]?.arrayValue ?? []).filter { $0["shouldDisplay"]?.boolValue != false }
    func names(_ kind: String) -> [String] {
      arguments.filter { $0["kind"]?.stringValue == kind }.compactMap { argument in
        let names = argument["names"]?.arrayValue ?? []
        let long = names.first { $0["kind"]?.stringValue == "long" } ?? names.first
        return long?["name"]?.stringValue.map { ($0.count == 1 ? "-" : "--") + $0 }
      }
    }
    commands.append(
      Command(
        words: words, options: names("option"), flags: names("flag"),
        hasPositionals: arguments.contains { $0["kind"]?.stringValue == "positional" }))
    for subcommand in json["subcommands"]?.arrayValue ?? [] { try add(subcommand, below: words, to: &commands) }
  }
}

extension CommandCatalogue.Command {
  /// Sound arguments with which the command takes a blink.
  ///
  /// - Parameters:
  ///   - output: a name that no other command writes to.
  ///   - isGated: whether a missing file ends the command before it works: numbers that are allowed may be large.
  func arguments(output: String, isGated: Bool) -> [String] {
    let training = [
      "--examples", "12", "--test-examples", "4", "--layers", "2", "--epochs", "1", "--batch-size", "4", "--threads",
      "1",
      "--quiet",
    ]
    let input = isGated ? "missing.npy" : "points.npy"
    switch words.joined(separator: " ") {
    case "train":
      let data = isGated ? ["--dataset", "csv", "--data", "missing.csv"] : ["--dataset", "moons"]
      return data + training + ["--output", output]
    case "check":
      let gate = isGated ? ["missing.yaml"] : []
      return gate + ["--layers", "2", "--inputs", "3", "--classes", "2", "--elements", "1", "--threads", "1"]
    case "evaluate": return ["run", "--part", "training"]
    case "explain":
      return [isGated ? "missing" : "run", "--permutations", "1", "--threads", "1", "--output", output, "--quiet"]
    case "predict": return ["run", "new.csv"]
    case "data show":
      return isGated ? ["--dataset", "csv", "--data", "missing.csv"] : ["--dataset", "moons", "--examples", "12"]
    case "data check": return ["new.csv", isGated ? "missing.csv" : "new.csv", "--label", "1"]
    case "data fetch": return ["nothing"]
    case "study run":
      return ["study.yaml", "--store", isGated ? "missing/store.db" : "store.db", "--workers", "1", "--quiet"]
    case "study show": return ["s", "--store", "store.db"]
    case "study delete": return ["nothing", "--store", "store.db"]
    case "study list", "runs list", "runs export", "runs check": return ["--store", "store.db"]
    case "runs show": return ["1", "--store", "store.db"]
    case "runs compare": return ["1", "2", "--store", "store.db"]
    case "runs tag": return ["1", "--add", "kept", "--store", "store.db"]
    case "runs delete": return ["99", "--store", "store.db"]
    case "latent page":
      return [isGated ? "missing" : "codes", "--examples", "20", "--threads", "1", "--output", output, "--quiet"]
    case "latent tsne":
      return [
        "--input", input, "--output", output, "--perplexity", "5", "--iterations", "20", "--threads", "1", "--quiet",
      ]
    case "latent knn":
      return [
        "--train", input, "--train-labels", "labels.npy", "--test", "points.npy", "--test-labels", "labels.npy",
        "--threads", "1",
      ]
    case "latent pca": return ["--input", input, "--output", output, "--components", "2", "--threads", "1"]
    case "reproduce": return ["nothing"]
    case "serve": return ["--port", "0", "--seconds", "0", "--runs", "."]
    case "bench":
      return ["--workload", "W2", "--examples", "20", "--epochs", "1", "--threads", "1"]
        + (isGated ? ["--dataset", "csv"] : [])
    default: return []
    }
  }

  /// Whether it has no commands below it.
  var isLeaf: Bool { !["", "data", "study", "runs", "latent"].contains(words.joined(separator: " ")) }
}

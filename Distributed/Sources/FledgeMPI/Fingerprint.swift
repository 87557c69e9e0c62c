internal import Fledge
import Foundation

/// What must be the same on all ranks, as SHA-256 each.
struct Fingerprint {
  let object: JSONObject

  /// The keys of `object`, what they are, and what helps where they differ.
  static var parts: [(key: String, noun: String, advice: String, status: Status)] {
    [
      ("program", "the program", "install the same fledge-mpi on all hosts", .wrongUsage),
      ("settings", "the settings", "start all ranks with the same file and flags", .wrongUsage),
      ("data", "data with the SHA-256", "give all hosts the same files", .badData),
    ]
  }

  /// - Throws: `FormatError` where the program's own file cannot be read.
  init(_ experiment: Experiment) throws {
    let checkpoint = experiment.checkpoint(writer: programName)
    var settings = checkpoint.setup
    var data: JSONObject = ["files": checkpoint.context["data"] ?? .null]
    for key in ["training data", "validation data"] {
      data[key] = settings[key]
      settings[key] = nil
    }
    settings["settings"] = checkpoint.context["settings"]
    settings["numerics"] = checkpoint.context["numerics"]
    func digest(_ object: JSONObject) -> JSONValue {
      .string(SHA256.hash(Array(JSONValue.object(object).canonicalText.utf8)).hex)
    }
    let path = Bundle.main.executablePath ?? CommandLine.arguments[0]
    object = [
      "program": .string(SHA256.hash(try FileBytes.read(path)).hex), "settings": digest(settings), "data": digest(data),
    ]
  }
}

internal import Fledge
import Foundation

/// What must be the same on all ranks, as SHA-256 each.
struct Fingerprint {
  private(set) var object: JSONObject

  /// The key of the settings that are not at their defaults, which say more than a digest.
  static let changedSettings = "changed"

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
    let (values, defaults) = (experiment.settings.values, TrainingSettings().values)
    var changed = JSONObject()
    for member in values.members where member.value != defaults[member.key] {
      if !TrainingSettings.operationKeys.contains(member.key) { changed[member.key] = member.value }
    }
    let path = Bundle.main.executablePath ?? CommandLine.arguments[0]
    object = [
      "program": .string(SHA256.hash(try FileBytes.read(path)).hex), "settings": digest(settings), "data": digest(data),
    ]
    // Long lists of layers would not fit into what ranks gather.
    if JSONValue.object(changed).canonicalText.utf8.count < 4000 { object[Self.changedSettings] = .object(changed) }
  }
}

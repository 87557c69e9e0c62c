import FledgeFormats
import FledgeModels

/// What the list shows of one run.
struct RunSummary: Sendable, Equatable {
  var json: JSONObject
  /// What lists can be sorted by; absent where it is not known.
  var values: [String: Double] = [:]
  /// What a search looks at, in lowercase.
  var text: String

  /// Reads a run's record, or its settings where it has none yet.
  init(_ entry: RunEntry) {
    json = ["id": .string(entry.id), "name": .string(RunSummary.name(entry))]
    var problem: String?
    var settings = FlatSettings("")
    do throws(FormatError) {
      let bytes = try FileBytes.readSmall("\(entry.path)/config.yaml", limit: 1 << 20)
      settings = FlatSettings(String(decoding: bytes, as: UTF8.self))
      if settings.keys.isEmpty { problem = "config.yaml is empty" }
    } catch {
      problem = "\(error)"
    }
    var record: JSONValue?
    if entry.hasRecord {
      do throws(FormatError) {
        record = try JSONValue(parsing: FileBytes.readSmall("\(entry.path)/record.json", limit: 1 << 26))
        if record?.objectValue == nil { problem = "record.json is not an object" }
      } catch {
        problem = error.path == nil ? "record.json: \(error)" : "\(error)"
      }
    }
    let state = entry.state
    json["state"] = .string(
      problem == nil ? state.rawValue : settings.keys.isEmpty && record == nil ? "empty" : "damaged")
    json["changed"] = .number(entry.changed)
    json["epochs"] = record?["history"]?["epochs"]?.arrayValue.map { .integer($0.count) }
    json["epochs_asked"] = settings["epochs"].flatMap { Int($0) }.map { .integer($0) }
    json["seed"] = settings["seed"].map { .string($0) }
    json["network"] = .string(
      settings.network(
        features: record?["features"]?.integerValue, outputs: record?["outputs"]?.integerValue))
    json["dataset"] = (settings.plain("dataset") ?? record?["dataset"]?.stringValue).map { .string($0) }
    let isAutoencoder = settings["autoencoder"].map { $0 != "[]" } ?? false
    let isRegression = record?["test_mae"]?.numberValue != nil || settings["task"] == "regression"
    json["kind"] = .string(isAutoencoder ? "autoencoder" : isRegression ? "regression" : "classifier")
    json["study"] = record?["study"].flatMap { $0.stringValue == nil ? nil : $0 }
    let best = record?["history"]?["best_epoch"]?.integerValue
    let epoch = record?["history"]?["epochs"]?.arrayValue?.first { $0["epoch"]?.integerValue == best }
    let numbers: [(String, JSONValue?)] = [
      ("test_accuracy", record?["test_accuracy"]), ("test_loss", record?["test_loss"]),
      ("validation_accuracy", epoch?["validation_accuracy"]), ("validation_loss", epoch?["validation_loss"]),
    ]
    for (name, value) in numbers {
      guard let number = value?.numberValue else { continue }
      json[name] = .number(number)
      values[name] = number
    }
    if let problem { json["problem"] = .string(problem) }
    text = [entry.id, settings.changedKeys.map { "\($0)=\(settings[$0] ?? "")" }.joined(separator: " ")]
      .joined(separator: " ").lowercased()
  }

  private static func name(_ entry: RunEntry) -> String {
    entry.id == "." ? String(entry.path.split(separator: "/").last ?? ".") : entry.id
  }
}

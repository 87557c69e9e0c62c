import FledgeFormats
import FledgeModels

/// The settings of a run as the texts of its `config.yaml`, which has one in each line.
///
/// A list of ten thousand runs has no time for a YAML parser. What is wrong with a file is found where it matters: when the
/// run is opened.
struct FlatSettings: Sendable, Equatable {
  /// The texts by key, in the file's order.
  let keys: [String]
  private let values: [String: String]

  init(_ text: String) {
    var (keys, values): ([String], [String: String]) = ([], [:])
    for line in text.split(separator: "\n") {
      guard let first = line.first, first.isLetter, let colon = line.firstIndex(of: ":") else { continue }
      let key = String(line[..<colon])
      let value = line[line.index(after: colon)...].drop { $0 == " " }
      if values.updateValue(String(value), forKey: key) == nil { keys.append(key) }
    }
    (self.keys, self.values) = (keys, values)
  }

  subscript(key: String) -> String? { values[key] }

  /// The defaults of every setting.
  static let defaults = FlatSettings(TrainingSettings().yaml)

  /// The keys whose values are not the defaults.
  var changedKeys: [String] { keys.filter { values[$0] != FlatSettings.defaults[$0] } }

  /// The keys that decide no bit of a result, such as the number of threads.
  static let operational = Set(TrainingSettings.schema.filter { $0.roles == .operation }.map(\.key))

  /// A value without the quotes of YAML.
  func plain(_ key: String) -> String? {
    guard let value = values[key], value != "none" else { return nil }
    guard value.count > 1, let quote = value.first, quote == "\"" || quote == "'", value.last == quote else {
      return value
    }
    return String(value.dropFirst().dropLast())
  }

  /// The texts of some keys as JSON.
  func json(_ keys: [String]) -> JSONObject {
    var object = JSONObject()
    for key in keys { object[key] = values[key].map { .string($0) } }
    return object
  }

  /// The network in a few words: `784-512-10`, or the list of its layers.
  func network(features: Int?, outputs: Int?) -> String {
    func list(_ key: String) -> [String] {
      (values[key] ?? "").filter { $0 != "[" && $0 != "]" && $0 != "\"" }.split(separator: ",")
        .map { String($0.drop { $0 == " " }) }
    }
    let layers = list("network")
    if !layers.isEmpty { return layers.joined(separator: ", ") }
    let code = list("autoencoder")
    let (first, last) = (features.map(String.init) ?? "…", outputs.map(String.init) ?? "…")
    if !code.isEmpty { return ([first] + code + code.dropLast().reversed() + [first]).joined(separator: "-") }
    let convolutions = list("convolutions").map { "c" + $0 }
    return ([first] + convolutions + list("layers") + [last]).joined(separator: "-")
  }
}

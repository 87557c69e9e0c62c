public import FledgeFormats

/// The settings of a run as a store keeps them: every key, defaults included, in canonical form.
///
/// The seed is stored beside them. Settings that do not change the result are left out, such as threads and checkpoint
/// interval.
public struct RunSettings: Sendable, Equatable {
  /// The settings that are not part of a run's configuration; the paths of the data are, since a run must find them.
  static let keysBeside =
    ["seed"] + TrainingSettings.operationKeys.filter { !["data", "test", "label-file", "weights"].contains($0) }

  /// All keys with their values, in the order of the schema.
  public let values: JSONObject
  /// The part of `values` that distinguishes these settings from others; see `TrainingSettings.identity`.
  public let identity: JSONObject

  /// Keeps all settings but the seed and those that do not change the result.
  public init(_ settings: TrainingSettings) {
    var settings = settings
    settings.noteWeights()
    var (values, identity) = (settings.values, settings.identity)
    for key in RunSettings.keysBeside {
      values[key] = nil
      identity[key] = nil
    }
    (self.values, self.identity) = (values, identity)
  }

  /// Compact JSON with sorted keys, the same for all equal settings.
  public var canonicalText: String { JSONValue.object(values).canonicalText }

  /// The SHA-256 of the canonical text of the identity in hexadecimal.
  public var hash: String { SHA256.hash(Array(JSONValue.object(identity).canonicalText.utf8)).hex }

  /// The settings of a stored configuration.
  ///
  /// Keys that a report adds to it, such as the name of its probe, are left out.
  /// - Throws: `SettingError`, `FormatError` where another version of Fledge wrote it.
  public static func settings(parsing configuration: String, seed: UInt64, threads: Int = 1) throws -> TrainingSettings
  {
    var values = try JSONValue(parsing: Array(configuration.utf8)).objectValue ?? JSONObject()
    for key in ["recipe", "watch", "data-sha256"] { values[key] = nil }
    var settings = TrainingSettings()
    try settings.apply(values, isRun: true)
    settings.seed = seed
    settings.threads = threads
    return settings
  }
}

extension JSONValue {
  /// The value as text: strings without quotes, null as `none`.
  package var plainText: String {
    switch self {
    case .null: "none"
    case .string(let text): text
    case .bool(let flag): flag ? "yes" : "no"
    case .array(let values): "[" + values.map(\.plainText).joined(separator: ", ") + "]"
    default: text()
    }
  }
}

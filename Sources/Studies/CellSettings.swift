public import FledgeExperiments
public import FledgeFormats
public import FledgeRuns

/// The settings of a cell as the store keeps them: every key, defaults included, in canonical form.
///
/// The seed is stored beside them. Settings that do not change the result are left out, such as threads and checkpoint
/// interval.
public struct CellSettings: Sendable, Equatable {
  /// The settings that are not part of a cell's configuration; `data` is part of it, since a cell must find its data.
  static let keysBeside = ["seed"] + TrainingSettings.operationKeys.filter { $0 != "data" }

  /// All keys with their values, in the order of the schema.
  public let values: JSONObject
  /// The part of `values` that distinguishes these settings from others; see `TrainingSettings.identity`.
  public let identity: JSONObject

  /// Keeps all settings but the seed and those that do not change the result.
  public init(_ settings: TrainingSettings) {
    var (values, identity) = (settings.values, settings.identity)
    for key in CellSettings.keysBeside {
      values[key] = nil
      identity[key] = nil
    }
    (self.values, self.identity) = (values, identity)
  }

  /// Compact JSON with sorted keys, the same for all equal settings.
  public var canonicalText: String { JSONValue.object(values).canonicalText }

  /// The SHA-256 of the canonical text of the identity in hexadecimal.
  public var hash: String { SHA256.hash(Array(JSONValue.object(identity).canonicalText.utf8)).hex }

  /// The store's row for these settings and a seed.
  func definition(seed: UInt64) -> CellDefinition {
    CellDefinition(configuration: canonicalText, hash: hash, seed: seed)
  }
}

extension Cell {
  /// The settings of this cell, its seed included.
  ///
  /// - Throws: `StudyError.unreadable` where another version of Fledge wrote them.
  public func settings(threads: Int = 1) throws(StudyError) -> TrainingSettings {
    var settings = TrainingSettings()
    do {
      guard let values = try JSONValue(parsing: Array(configuration.utf8)).objectValue else {
        throw StudyError.unreadable(study: "\(study)", reason: "cell \(index) holds no settings")
      }
      try settings.apply(values, isRun: true)
    } catch {
      throw .unreadable(study: "\(study)", reason: "cell \(index) cannot be read (\(error))")
    }
    settings.seed = seed
    settings.threads = threads
    return settings
  }
}

extension JSONValue {
  /// The value as text: strings without quotes, null as `none`.
  var plainText: String {
    switch self {
    case .null: "none"
    case .string(let text): text
    case .bool(let flag): flag ? "yes" : "no"
    case .array(let values): "[" + values.map(\.plainText).joined(separator: ", ") + "]"
    default: text()
    }
  }
}

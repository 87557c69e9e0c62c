public import FledgeFormats

extension TrainingSettings {
  public static var keys: [String] { schema.map(\.key) }

  public static func setting(_ key: String) -> Setting? { schema.first { $0.key == key } }

  /// Changes one setting.
  ///
  /// - Parameter location: begins the message about an unknown name, such as `config.yaml, line 3: `.
  /// - Throws: `SettingError` where the name is unknown or the value is not what the setting takes.
  public mutating func set(_ key: String, to value: SettingValue, location: String = "") throws(SettingError) {
    guard let setting = TrainingSettings.setting(key) else {
      throw .unknownKey(key, nearest: suggestion(to: key, among: TrainingSettings.keys), location: location)
    }
    do {
      try setting.write(&self, value)
    } catch .invalidValue(let key, let expected, let found) {
      throw .invalidValue(key: location + key, expected: expected, found: found)
    }
  }

  /// All settings with their present values, in the order of the schema.
  public var values: JSONObject {
    var object = JSONObject()
    for setting in TrainingSettings.schema { object[setting.key] = setting.read(self) }
    return object
  }

  /// The settings that came after results were first stored, each with the value at which it changes nothing.
  static let additions: JSONObject = ["convolutions": [], "kernel-size": 5, "pooling": 2, "precision": "fp32"]

  /// The settings that identify a stored result: all but additions that change nothing, so that later versions find the
  /// results of earlier ones.
  public var identity: JSONObject {
    var object = values
    for neutral in TrainingSettings.additions.members where object[neutral.key] == neutral.value {
      object[neutral.key] = nil
    }
    return object
  }

  /// Changes every setting that an object names.
  ///
  /// - Throws: `SettingError`.
  public mutating func apply(_ values: JSONObject, location: String = "") throws(SettingError) {
    for member in values.members { try set(member.key, to: SettingValue(member.value), location: location) }
  }
}

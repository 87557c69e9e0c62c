public import FledgeFormats

extension TrainingSettings {
  /// The names of all settings.
  public static var keys: [String] { schema.map(\.key) }

  /// The setting of a name.
  public static func setting(_ key: String) -> Setting? { schema.first { $0.key == key } }

  /// Changes one setting.
  ///
  /// - Parameter place: what stands before the message of an unknown name, such as `config.yaml, line 3: `.
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

  /// The settings that came after results were first kept, each with the value at which it changes nothing.
  static let additions: JSONObject = ["convolutions": [], "kernel-size": 5, "pooling": 2, "precision": "fp32"]

  /// The settings by which a kept result is found again: all but additions that change nothing, so that what an earlier
  /// version has trained is found by later ones.
  public var identity: JSONObject {
    var object = values
    for neutral in TrainingSettings.additions.members where object[neutral.key] == neutral.value {
      object[neutral.key] = nil
    }
    return object
  }

  /// Takes every value of an object.
  ///
  /// - Throws: `SettingError`.
  public mutating func apply(_ values: JSONObject, location: String = "") throws(SettingError) {
    for member in values.members { try set(member.key, to: SettingValue(member.value), location: location) }
  }
}

public import FledgeFormats
import FledgeTraining

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

  /// The names of the settings that decide something.
  public static func keys(deciding roles: Setting.Roles) -> [String] {
    schema.filter { !$0.roles.isDisjoint(with: roles) }.map(\.key)
  }

  /// The settings that a stored run is found by, equal for all versions that train it to the same bits.
  ///
  /// Settings that came later are left out at their defaults. Hyper-parameters stand as the first version wrote them;
  /// where it ignored one, a value other than the rule's default has a key of its own, such as `lion.beta2`.
  public var identity: JSONObject {
    var object = values
    for (setting, neutral) in TrainingSettings.laterSettings where object[setting] == neutral { object[setting] = nil }
    for parameter in OptimizerChoice.hyperparameters {
      let key = parameter.setting
      let isDefault = hyperparameter(key) == OptimizerChoice.defaultValue(key, of: optimizer)
      guard let first = OptimizerChoice.FirstVersion.defaults.first(where: { $0.key == key }) else {
        if isDefault { object[key] = nil }
        continue
      }
      if OptimizerChoice.FirstVersion.reads(key, rule: optimizer) { continue }
      if !isDefault { object["\(optimizer).\(key)"] = object[key] }
      object[key] = .number(first.value)
    }
    return object
  }

  private static let laterSettings: [(key: String, neutral: JSONValue)] = schema.filter { $0.since > 1 }.map {
    ($0.key, $0.read(TrainingSettings()))
  }

  /// Changes every setting that an object names, which may be all.
  ///
  /// - Parameter isRun: whether the object describes a run; see `forgetDefaults`.
  /// - Throws: `SettingError`.
  public mutating func apply(
    _ values: JSONObject, location: String = "", isRun: Bool = false
  ) throws(SettingError) {
    for member in values.members { try set(member.key, to: SettingValue(member.value), location: location) }
    forgetDefaults(listed: values.keys, isRun: isRun)
  }
}

public import FledgeFormats
import FledgeTraining

/// One setting: its name in flags and files, its values, its field, and what it decides.
public struct Setting: Sendable {
  /// What a setting decides.
  public struct Roles: OptionSet, Sendable {
    /// One bit for each role.
    public let rawValue: Int
    /// Makes a set of roles.
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// Which examples there are, and how they are split and scaled.
    public static let data = Roles(rawValue: 1)
    /// The network and its first weights.
    public static let model = Roles(rawValue: 2)
    /// Loss, optimizer and loop.
    public static let training = Roles(rawValue: 4)
    /// How the training is carried out; no bit of the result depends on it.
    public static let operation = Roles(rawValue: 8)
  }

  /// The name, such as `learning-rate`.
  public let key: String
  /// One line of help.
  public let help: String
  /// The form of its values in help texts, such as `number`.
  public let form: String
  /// The default in help texts, where it is more than the value that `TrainingSettings()` has.
  public var defaultText: String?
  /// What it decides.
  public var roles: Roles = []
  /// The version of this list that it came with; 1 is that of the first stored runs.
  ///
  /// A later setting counts in `TrainingSettings.identity` only where it is not at its default.
  public var since = 1
  /// Reads the value.
  public let read: @Sendable (TrainingSettings) -> JSONValue
  /// Parses and sets the value.
  let write: @Sendable (inout TrainingSettings, SettingValue) throws(SettingError) -> Void

  /// A field of the settings.
  typealias Field<Value> = WritableKeyPath<TrainingSettings, Value> & Sendable

  /// The setting with roles of its own instead of those of its section.
  func deciding(_ roles: Roles) -> Setting {
    var setting = self
    setting.roles = roles
    return setting
  }

  /// The setting as one that came with a later version.
  func added(in version: Int) -> Setting {
    var setting = self
    setting.since = version
    return setting
  }

  /// A hyper-parameter as the optimizers declare it; the rule's default where it is not given.
  static func hyperparameter(_ parameter: HyperparameterValue) -> Setting {
    let key = parameter.setting
    let rules = OptimizerChoice.rules(with: key)
    // The value that several rules share stands first, alone; the others with their rule.
    let common = rules.first { rule in rules.count { $0.defaultValue == rule.defaultValue } > 1 || rules.count == 1 }
    let others = rules.filter { $0.defaultValue != common?.defaultValue }.map { "\($0.name) \($0.defaultValue)" }
    return Setting(
      key: key, help: "\(parameter.help), in \(rules.map(\.name).joined(separator: ", ")).", form: "number",
      defaultText: ((common.map { ["\($0.defaultValue)"] } ?? []) + others).joined(separator: "; "), since: 1,
      read: { $0.hyperparameter(key).map { .number($0) } ?? .null },
      write: { (settings, value) throws(SettingError) in
        settings.hyperparameters[key] = value.isNone ? nil : try parameter.bound.number(value, key: key)
      })
  }

  static func number(
    _ key: String, _ field: any Field<Double>, _ bound: NumberBound, _ help: String
  ) -> Setting {
    Setting(
      key: key, help: help, form: "number", read: { .number($0[keyPath: field]) },
      write: { (settings, value) throws(SettingError) in
        settings[keyPath: field] = try bound.number(value, key: key)
      })
  }

  static func optionalNumber(
    _ key: String, _ field: any Field<Double?>, _ bound: NumberBound, _ help: String
  ) -> Setting {
    Setting(
      key: key, help: help, form: "number|none", read: { $0[keyPath: field].map { .number($0) } ?? .null },
      write: { (settings, value) throws(SettingError) in
        settings[keyPath: field] = value.isNone ? nil : try bound.number(value, key: key)
      })
  }

  static func integer(_ key: String, _ field: any Field<Int>, _ bound: NumberBound, _ help: String) -> Setting {
    Setting(
      key: key, help: help, form: "integer", read: { .integer($0[keyPath: field]) },
      write: { (settings, value) throws(SettingError) in
        settings[keyPath: field] = try bound.integer(value, key: key)
      })
  }

  static func optionalInteger(_ key: String, _ field: any Field<Int?>, _ bound: NumberBound, _ help: String) -> Setting
  {
    Setting(
      key: key, help: help, form: "integer|none", read: { $0[keyPath: field].map { .integer($0) } ?? .null },
      write: { (settings, value) throws(SettingError) in
        settings[keyPath: field] = value.isNone ? nil : try bound.integer(value, key: key)
      })
  }

  static func flag(_ key: String, _ field: any Field<Bool>, _ help: String) -> Setting {
    Setting(
      key: key, help: help, form: "yes|no", read: { .bool($0[keyPath: field]) },
      write: { (settings, value) throws(SettingError) in
        switch value.text.lowercased() {
        case "true", "yes", "on": settings[keyPath: field] = true
        case "false", "no", "off": settings[keyPath: field] = false
        default: throw .invalidValue(key: key, expected: "yes or no", found: "'\(value.text)'")
        }
      })
  }

  static func choice<Value: RawRepresentable<String> & CaseIterable & Sendable>(
    _ key: String, _ field: any Field<Value>, _ help: String
  ) -> Setting {
    let names = Value.allCases.map(\.rawValue)
    return Setting(
      key: key, help: help, form: names.joined(separator: "|"), read: { .string($0[keyPath: field].rawValue) },
      write: { (settings, value) throws(SettingError) in
        settings[keyPath: field] = Value(rawValue: try chosen(value, key: key, among: names))!
      })
  }

  /// One of several names, stored as text.
  static func name(
    _ key: String, _ field: any Field<String>, among names: [String], _ help: String
  ) -> Setting {
    Setting(
      key: key, help: help, form: names.joined(separator: "|"), read: { .string($0[keyPath: field]) },
      write: { (settings, value) throws(SettingError) in
        settings[keyPath: field] = try chosen(value, key: key, among: names)
      })
  }

  /// Any text that `parse` accepts.
  static func parsed<Value>(
    _ key: String, _ field: any Field<Value>, form: String, _ help: String,
    text: @escaping @Sendable (Value) -> JSONValue,
    parse: @escaping @Sendable (SettingValue) throws(SettingError) -> Value
  ) -> Setting {
    Setting(
      key: key, help: help, form: form, read: { text($0[keyPath: field]) },
      write: { (settings, value) throws(SettingError) in settings[keyPath: field] = try parse(value) })
  }

  private static func chosen(
    _ value: SettingValue, key: String, among names: [String]
  ) throws(SettingError) -> String {
    if names.contains(value.text) { return value.text }
    let nearest = suggestion(to: value.text, among: names).map { "; did you mean '\($0)'?" } ?? ""
    throw .invalidValue(
      key: key, expected: "one of \(names.joined(separator: ", "))", found: "'\(value.text)'\(nearest)")
  }
}

extension SettingValue {
  /// Whether the value clears an optional setting.
  var isNone: Bool { ["", "none", "null", "~"].contains(text.lowercased()) }
}

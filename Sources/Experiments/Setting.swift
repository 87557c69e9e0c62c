public import FledgeFormats

/// One setting: its name in flags and files, its values, and its field.
public struct Setting: Sendable {
  /// The name, such as `learning-rate`.
  public let key: String
  /// One line of help.
  public let help: String
  /// The form of its values in help texts, such as `number`.
  public let form: String
  /// Reads the value.
  public let read: @Sendable (TrainingSettings) -> JSONValue
  /// Parses and sets the value.
  let write: @Sendable (inout TrainingSettings, SettingValue) throws(SettingError) -> Void

  /// A field of the settings.
  typealias Field<Value> = WritableKeyPath<TrainingSettings, Value> & Sendable

  static func number(
    _ key: String, _ field: any Field<Double>, _ bound: Bound, _ help: String
  ) -> Setting {
    Setting(
      key: key, help: help, form: "number", read: { .number($0[keyPath: field]) },
      write: { (settings, value) throws(SettingError) in
        settings[keyPath: field] = try bound.number(value, key: key)
      })
  }

  static func optionalNumber(
    _ key: String, _ field: any Field<Double?>, _ bound: Bound, _ help: String
  ) -> Setting {
    Setting(
      key: key, help: help, form: "number|none", read: { $0[keyPath: field].map { .number($0) } ?? .null },
      write: { (settings, value) throws(SettingError) in
        settings[keyPath: field] = value.isNone ? nil : try bound.number(value, key: key)
      })
  }

  static func integer(_ key: String, _ field: any Field<Int>, _ bound: Bound, _ help: String) -> Setting {
    Setting(
      key: key, help: help, form: "integer", read: { .integer($0[keyPath: field]) },
      write: { (settings, value) throws(SettingError) in
        settings[keyPath: field] = try bound.integer(value, key: key)
      })
  }

  static func optionalInteger(_ key: String, _ field: any Field<Int?>, _ bound: Bound, _ help: String) -> Setting {
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

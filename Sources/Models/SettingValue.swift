public import FledgeFormats

/// A setting's value as text: from a flag, a file or a study's grid.
///
/// Scalars stay text until their setting reads them, so `1e-3` is a number and `yes` a flag in all three.
public enum SettingValue: Sendable, Equatable {
  /// One value.
  case scalar(String)
  /// Several values.
  case list([String])

  /// Reads a flag's text; commas separate a list.
  public init(flag text: String) {
    self = text.contains(",") ? .list(SettingValue.split(text)) : .scalar(text)
  }

  /// Reads a flag's text for a setting; a path keeps its commas.
  public init(flag text: String, of key: String) {
    self = SettingValue.texts.contains(key) ? .scalar(text) : SettingValue(flag: text)
  }

  /// Settings whose values are paths, names of columns, characters or lists within lists.
  private static let texts: Set<String> = [
    "data", "test", "label-file", "label", "id", "delimiter", "split-by", "split-time", "network", "weights",
  ]

  /// The values, one or several; an empty text has none.
  public var items: [String] {
    switch self {
    case .scalar(let text): text.isEmpty ? [] : SettingValue.split(text)
    case .list(let items): items
    }
  }

  /// The value as text.
  public var text: String {
    switch self {
    case .scalar(let text): text
    case .list(let items): "[" + items.joined(separator: ", ") + "]"
    }
  }

  private static func split(_ text: String) -> [String] {
    text.split(separator: ",", omittingEmptySubsequences: false).map { part in
      String(part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
  }
}

extension SettingValue {
  /// The setting's value for a file or a hash.
  public init(_ value: JSONValue) {
    switch value {
    case .array(let values): self = .list(values.map { SettingValue.scalarText($0) })
    default: self = .scalar(SettingValue.scalarText(value))
    }
  }

  private static func scalarText(_ value: JSONValue) -> String {
    switch value {
    case .null: ""
    case .string(let text): text
    default: value.text()
    }
  }
}

import FledgeFormats
import Foundation
package import Yams

extension TrainingSettings {
  /// Changes every setting that a YAML or JSON file names.
  ///
  /// - Parameter isRun: whether the file describes a run; see `forgetDefaults`.
  /// - Throws: `RunFolderError.missing` where the file cannot be read, `SettingError` with the line of a mistake.
  public mutating func apply(fileAt path: String, isRun: Bool = false) throws {
    guard FileKind(path) != .folder else {
      throw RunFolderError.missing(
        "\(path): expected a configuration file, found a folder; a run's settings are in its config.yaml")
    }
    let bytes: [UInt8]
    do {
      bytes = try FileBytes.readSmall(path, limit: YAMLText.largestByteCount)
    } catch {
      switch error.kind {
      case .missing:
        throw RunFolderError.missing("\(path): expected a configuration file, found none; check the path")
      case .tooLarge: throw SettingError.conflict("\(path): expected settings of at most 128 kB, found \(error.found)")
      default: throw error
      }
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw SettingError.conflict("\(path): expected UTF-8 text, found other bytes; save the file as UTF-8")
    }
    try apply(yaml: text, name: path, isRun: isRun)
  }

  /// Changes every setting that a YAML text names.
  public mutating func apply(yaml text: String, name: String, isRun: Bool = false) throws(SettingError) {
    let entries = try SettingsFile.parse(text, name: name)
    for (key, value, line) in entries { try set(key, to: value, location: "\(name), line \(line): ") }
    forgetDefaults(listed: entries.map(\.0), isRun: isRun)
  }

  /// All settings as YAML, each below its help.
  public var yaml: String {
    var text = ""
    let values = values.withoutShortForms
    for setting in TrainingSettings.schema where values[setting.key] != nil {
      text += "# \(setting.help)\n\(setting.key): \(SettingsFile.text(setting.read(self)))\n"
    }
    return text
  }
}

/// Settings in a YAML mapping.
package enum SettingsFile {
  /// The keys of a mapping with their values as text, and the line of each.
  package static func parse(_ text: String, name: String) throws(SettingError) -> [(String, SettingValue, Int)] {
    guard let root = try root(text, name: name) else { return [] }
    return try entries(of: root, name: name)
  }

  /// The root of a text; `nil` where it is empty.
  package static func root(_ text: String, name: String) throws(SettingError) -> Node? {
    let root: Node?
    do {
      root = try YAMLText.compose(text)
    } catch {
      throw wrongYAML(error, name: name)
    }
    return root == Node("") ? nil : root
  }

  /// The parser's message in one line, with the line of the mistake.
  private static func wrongYAML(_ error: any Error, name: String) -> SettingError {
    func wrong(_ line: Int, _ problem: String) -> SettingError {
      .conflict("\(name), line \(line): expected YAML, found a mistake: \(problem)")
    }
    switch error {
    case YamlError.scanner(_, let problem, let mark, _), YamlError.parser(_, let problem, let mark, _),
      YamlError.composer(_, let problem, let mark, _):
      return wrong(mark.line, problem)
    case YamlError.duplicatedKeysInMapping(let duplicates, let context):
      let names = duplicates.map { "'\($0)'" }.joined(separator: ", ")
      return .conflict("\(name), line \(context.mark.line): \(names) stands twice; leave one of them out")
    case let error as YAMLText.TooManyAliases:
      return .conflict("\(name): expected a text with few aliases, found \(error)")
    default:
      return .conflict("\(name): expected YAML, found \("\(error)".split(separator: "\n").first ?? "other text")")
    }
  }

  package static func entries(of node: Node, name: String) throws(SettingError) -> [(String, SettingValue, Int)] {
    guard let mapping = node.mapping else {
      throw .conflict("\(name): expected lines of the form 'setting: value', found \(kind(node))")
    }
    var entries: [(String, SettingValue, Int)] = []
    for (keyNode, valueNode) in mapping {
      let line = keyNode.mark?.line ?? 0
      guard let key = keyNode.scalar?.string else { throw .conflict("\(name), line \(line): expected a name") }
      guard !entries.contains(where: { $0.0 == key }) else {
        throw .conflict("\(name), line \(line): '\(key)' stands twice; leave one of them out")
      }
      let location = "\(name), line \(line): \(key)"
      if key == "network", let list = try layers(valueNode, location: location) {
        entries.append((key, list, line))
      } else {
        entries.append((key, try value(valueNode, location: location), line))
      }
    }
    return entries
  }

  package static func value(_ node: Node, location: String) throws(SettingError) -> SettingValue {
    if let scalar = node.scalar { return .scalar(scalar.string) }
    guard let sequence = node.sequence else {
      throw .invalidValue(key: location, expected: "a value or a list of values", found: kind(node))
    }
    var items: [String] = []
    for item in sequence {
      guard let scalar = item.scalar else {
        throw .invalidValue(key: location, expected: "a list of plain values", found: "a list that holds \(kind(item))")
      }
      items.append(scalar.string)
    }
    return .list(items)
  }

  static func text(_ value: JSONValue) -> String {
    switch value {
    case .null: "none"
    case .bool(let flag): flag ? "yes" : "no"
    case .string(let text): quoted(text)
    case .array(let values): "[" + values.map(SettingsFile.text).joined(separator: ", ") + "]"
    case .number: number(value.text())
    default: value.text()
    }
  }

  /// Readers of YAML 1.1 take `1e-08` for text and `1.0e-08` for a number.
  private static func number(_ text: String) -> String {
    guard let exponent = text.firstIndex(of: "e"), !text[..<exponent].contains(".") else { return text }
    return text[..<exponent] + ".0" + text[exponent...]
  }

  private static func quoted(_ text: String) -> String {
    let isPlain = text.unicodeScalars.allSatisfy {
      $0.properties.isAlphabetic || ("0"..."9").contains($0) || "-_./".unicodeScalars.contains($0)
    }
    return isPlain && !text.isEmpty ? text : JSONValue.string(text).text()
  }

  private static func kind(_ node: Node) -> String {
    switch node {
    case .mapping: "a mapping"
    case .sequence: "a list"
    case .scalar(let scalar): scalar.string.isEmpty ? "nothing" : "'\(scalar.string)'"
    case .alias: "an alias"
    }
  }
}

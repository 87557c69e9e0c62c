import FledgeFormats

/// A configuration as a flat list: one entry for each leaf, sorted by key path.
///
/// Objects open into key paths (`optimizer.momentum`); an array stays one value (`[64,32]`).
struct Settings: Sendable {
  struct Entry: Equatable, Sendable {
    let path: String
    let value: JSONValue
  }

  let entries: [Entry]

  /// Reads a configuration.
  /// - Parameter source: What to name in an error, such as “cell 3 of study widths”.
  init(configuration: String, source: String) throws(RunStoreError) {
    let json: JSONValue
    do {
      json = try JSONValue(parsing: configuration)
    } catch {
      throw .badConfiguration(source: source, reason: "at \(error)")
    }
    guard case .object = json else { throw .badConfiguration(source: source, reason: "found \(json.text())") }
    var entries: [Entry] = []
    Self.flatten(json, path: "", into: &entries)
    self.entries = entries.sorted { String.byBytes($0.path, $1.path) }
  }

  private static func flatten(_ value: JSONValue, path: String, into entries: inout [Entry]) {
    guard case .object(let object) = value, !(object.members.isEmpty && !path.isEmpty) else {
      entries.append(Entry(path: path, value: value))
      return
    }
    for member in object.members {
      flatten(member.value, path: path.isEmpty ? member.key : path + "." + member.key, into: &entries)
    }
  }
}

extension JSONValue {
  /// The value as text: strings without quotes, everything else as JSON.
  var plainText: String { stringValue ?? text() }

  /// A seed as JSON: a number where every reader can hold it, text otherwise.
  static func seed(_ seed: UInt64) -> JSONValue { Int(exactly: seed).map { .integer($0) } ?? .string("\(seed)") }

  /// A final metric as JSON: whole numbers without a fraction, such as 26506 parameters.
  static func metric(_ value: Double) -> JSONValue { Int(exactly: value).map { .integer($0) } ?? .number(value) }
}

extension String {
  /// Order by bytes, independent of the locale.
  static func byBytes(_ left: String, _ right: String) -> Bool {
    left.utf8.lexicographicallyPrecedes(right.utf8)
  }
}

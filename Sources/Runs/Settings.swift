/// A configuration as a flat list: one entry for each leaf, sorted by key path.
///
/// Objects open into key paths (`optimizer.momentum`); an array stays one value (`[64,32]`).
struct Settings: Sendable {
  struct Entry: Hashable, Sendable {
    let path: String
    let value: JSONValue
  }

  let entries: [Entry]

  /// Reads a configuration.
  /// - Parameter place: What to name in an error, such as “cell 3 of study widths”.
  init(configuration: String, place: String) throws(RunStoreError) {
    let json: JSONValue
    do {
      json = try JSONValue(parsing: configuration)
    } catch {
      throw .badConfiguration(place: place, reason: "at byte \(error.offset) expected \(error.expected)")
    }
    guard case .object = json else { throw .badConfiguration(place: place, reason: "found \(json.text)") }
    var entries: [Entry] = []
    Self.flatten(json, path: "", into: &entries)
    self.entries = entries.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
  }

  private static func flatten(_ value: JSONValue, path: String, into entries: inout [Entry]) {
    guard case .object(let members) = value, !(members.isEmpty && !path.isEmpty) else {
      entries.append(Entry(path: path, value: value))
      return
    }
    for member in members {
      flatten(member.value, path: path.isEmpty ? member.key : path + "." + member.key, into: &entries)
    }
  }
}

extension JSONValue {
  /// The value as a person writes it: strings without quotes, everything else as JSON.
  var plainText: String {
    if case .string(let value) = self { return value }
    return text
  }
}

extension String {
  /// The order of exports and lists: by bytes, the same in every language setting.
  static func byBytes(_ left: String, _ right: String) -> Bool {
    left.utf8.lexicographicallyPrecedes(right.utf8)
  }
}

import Yams

extension SettingsFile {
  /// The texts of a list in YAML, where `residual` may be a key whose value is a list.
  ///
  /// - Returns: `nil` where the node is no list.
  static func layers(_ node: Node, location: String) throws(SettingError) -> SettingValue? {
    guard let sequence = node.sequence else { return nil }
    var texts: [String] = []
    for node in sequence { texts.append(try layer(node, location: location, depth: 0)) }
    return .list(texts)
  }

  private static func layer(_ node: Node, location: String, depth: Int) throws(SettingError) -> String {
    if let scalar = node.scalar { return scalar.string }
    guard depth <= 16, let mapping = node.mapping, mapping.count == 1, let (key, value) = mapping.first,
      let name = key.scalar?.string, let sequence = value.sequence
    else {
      throw .invalidValue(
        key: location, expected: "layers such as `linear 128`, or `residual: [LAYER, ...]`",
        found: "another value" + (node.mark.map { " in line \($0.line)" } ?? ""))
    }
    var texts: [String] = []
    for node in sequence { texts.append(try layer(node, location: location, depth: depth + 1)) }
    return "\(name) [\(texts.joined(separator: ", "))]"
  }
}

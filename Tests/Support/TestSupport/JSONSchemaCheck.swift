package import FledgeFormats

/// Checks a JSON value against the part of JSON Schema that Fledge's own schemas use.
///
/// Known are type, enum, required, properties, additionalProperties, items, minItems, maxItems, minimum, anyOf and
/// references to `#/$defs`. Any other keyword but a description is an error, so that no schema is read in half.
package struct JSONSchemaCheck {
  private let root: JSONValue

  package init(_ schema: JSONValue) { root = schema }

  /// What is wrong, each with its path; empty where the value fits.
  package func errors(in value: JSONValue) -> [String] { errors(value, root, "$") }

  private func errors(_ value: JSONValue, _ schema: JSONValue, _ path: String) -> [String] {
    if let reference = schema["$ref"]?.stringValue {
      let name = String(reference.dropFirst("#/$defs/".count))
      guard let target = root["$defs"]?[name] else { return ["\(path): no definition \(reference)"] }
      return errors(value, target, path)
    }
    var found: [String] = []
    for member in schema.objectValue?.members ?? [] {
      let (keyword, rule) = (member.key, member.value)
      switch keyword {
      case "$schema", "$defs", "title", "description": break
      case "type":
        let types = rule.arrayValue?.compactMap(\.stringValue) ?? [rule.stringValue ?? ""]
        if !types.contains(where: { isOf($0, value) }) { found.append("\(path): expected \(types)") }
      case "enum":
        if !(rule.arrayValue ?? []).contains(value) { found.append("\(path): \(value) is none of the known values") }
      case "required":
        for name in (rule.arrayValue ?? []).compactMap(\.stringValue)
        where value.objectValue != nil && value[name] == nil {
          found.append("\(path): \(name) is missing")
        }
      case "properties":
        for part in rule.objectValue?.members ?? [] {
          if let member = value[part.key] { found += errors(member, part.value, "\(path).\(part.key)") }
        }
      case "additionalProperties":
        for name in value.objectValue?.keys ?? [] where schema["properties"]?[name] == nil {
          found.append("\(path): \(name) is unknown")
        }
      case "items":
        for (index, element) in (value.arrayValue ?? []).enumerated() {
          found += errors(element, rule, "\(path)[\(index)]")
        }
      case "minItems":
        if let count = value.arrayValue?.count, count < rule.integerValue ?? 0 { found.append("\(path): too short") }
      case "maxItems":
        if let count = value.arrayValue?.count, count > rule.integerValue ?? 0 { found.append("\(path): too long") }
      case "minimum":
        if let number = value.numberValue, number < rule.numberValue ?? 0 {
          found.append("\(path): \(number) is too low")
        }
      case "anyOf":
        let parts = (rule.arrayValue ?? []).map { errors(value, $0, path) }
        if !parts.contains(where: \.isEmpty) { found += parts.last ?? [] }
      default: found.append("\(path): the keyword \(keyword) is not known")
      }
    }
    return found
  }

  private func isOf(_ type: String, _ value: JSONValue) -> Bool {
    switch type {
    case "object": value.objectValue != nil
    case "array": value.arrayValue != nil
    case "string": value.stringValue != nil
    case "integer": value.integerValue != nil
    case "number": value.numberValue != nil
    case "null": value == .null
    default: false
    }
  }
}

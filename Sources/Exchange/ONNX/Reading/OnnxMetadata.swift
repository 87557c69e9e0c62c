import FledgeFormats

/// What Fledge's exports say beside the graph.
enum OnnxMetadata {
  static func read(_ model: OnnxModel, into network: inout ImportedNetwork) throws(FormatError) {
    if let names = try json(model, "fledge.classes") {
      guard let texts = names.arrayValue?.compactMap(\.stringValue), texts.count == names.arrayValue?.count else {
        throw FormatError(.malformed, expected: "a list of names as metadata fledge.classes", found: "another value")
      }
      network.classNames = texts
    }
    network.contract = try json(model, "fledge.contract")
    guard let settings = try json(model, "fledge.settings") else { return }
    guard let object = settings.objectValue else {
      throw FormatError(.malformed, expected: "an object as metadata fledge.settings", found: "another value")
    }
    network.settings = object
  }

  private static func json(_ model: OnnxModel, _ key: String) throws(FormatError) -> JSONValue? {
    guard let text = model.metadata(key) else { return nil }
    do throws(FormatError) {
      return try JSONValue(parsing: text)
    } catch {
      throw FormatError(
        .malformed, expected: "JSON as metadata \(key)", found: "\(error)")
    }
  }
}

import FledgeFormats
import FledgeModels
import Foundation

extension Route {
  /// Starts a training from a form or from YAML.
  static let startTraining = Route(.post, "/api/trainings") { call in
    let body = try call.object()
    let known = ["yaml", "settings", "name"]
    if let wrong = body.keys.first(where: { !known.contains($0) }) {
      throw HTTPError(400, "\(quotedName(wrong)): expected yaml or settings, and name")
    }
    let name = body["name"]?.stringValue.flatMap { $0.isEmpty ? nil : $0 }
    let yaml: String
    var isForm = false
    switch (body["yaml"], body["settings"]) {
    case (.string(let text)?, nil): yaml = text
    case (nil, .object(let settings)?):
      yaml = try lines(settings)
      isForm = true
    default: throw HTTPError(400, "expected either yaml, a text, or settings, an object")
    }
    // Read here first, so that a mistake is told before a program is started.
    var settings = TrainingSettings()
    do {
      try settings.apply(yaml: yaml, name: isForm ? "settings" : "yaml")
    } catch {
      throw HTTPError(400, "\(error)")
    }
    let file = FileManager.default.temporaryDirectory.path + "/fledge-\(UInt64.random(in: 0...(.max))).yaml"
    try AtomicFile.write(Array(yaml.utf8), to: file)
    defer { try? FileManager.default.removeItem(atPath: file) }
    let id = try call.server.trainings.train([file], name: name)
    return HTTPResponse(["id": .string(id)])
  }

  /// The settings of a form as YAML.
  private static func lines(_ settings: JSONObject) throws(HTTPError) -> String {
    var text = ""
    for member in settings.members {
      switch member.value {
      case .null: continue
      case .object: throw HTTPError(400, "settings: \(quotedName(member.key)): expected a value, found an object")
      case .string(let value):
        guard !value.isEmpty, !value.contains(where: \.isNewline) else { continue }
        text += "\(member.key): \(value)\n"
      default: text += "\(member.key): \(member.value.text())\n"
      }
    }
    return text
  }
}

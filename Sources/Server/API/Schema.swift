import FledgeFormats
import FledgeModels

extension Route {
  /// Every setting of a training, for the form.
  static let schema = Route(.get, "/api/schema") { _ in
    let defaults = TrainingSettings()
    return HTTPResponse(.array(TrainingSettings.schema.map { .object(entry($0, defaults)) }))
  }

  private static func entry(_ setting: Setting, _ defaults: TrainingSettings) -> JSONObject {
    let words = setting.form.split(separator: "|").map(String.init)
    let isChoice = words.count > 1 && !["number", "integer", "count", "path"].contains(words[0])
    var kind = "text"
    if setting.form == "yes|no" { kind = "flag" } else if isChoice { kind = "choice" }
    if words[0] == "number" { kind = "number" }
    if words[0] == "integer" { kind = "integer" }
    if case .array = setting.read(defaults) { kind = "list" }
    let group: String
    switch true {
    case setting.roles.contains(.data): group = "data"
    case setting.roles.contains(.model): group = "network"
    case setting.roles.contains(.training): group = "training"
    default: group = "operation"
    }
    return [
      "key": .string(setting.key), "help": .string(setting.help), "form": .string(setting.form), "kind": .string(kind),
      "choices": kind == "choice" ? .array(words.map { .string($0) }) : .null,
      "default": .string(FlatSettings.defaults[setting.key] ?? ""),
      "default_text": setting.defaultText.map { .string($0) } ?? .null, "group": .string(group),
    ]
  }
}

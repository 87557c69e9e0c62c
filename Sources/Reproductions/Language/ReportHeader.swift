import FledgeModels
import FledgeStudies
import Yams

/// What stands between the lines `---` at the head of a text report.
struct ReportHeader: Sendable {
  static let keys = ["id", "title", "citation", "link", "data", "summary"]

  let id: String
  let title: String
  let citation: String
  let link: String?
  let summary: String
  /// The settings of the data: a dataset's name, or what `data` gives as `fledge train` has it.
  let data: [(key: String, value: SettingValue, line: Int)]

  /// The names that a page's folder cannot have, since the output folder has them already.
  static let taken = ["runs", "pdf"]

  init(_ source: String, in file: StudyFile) throws {
    let entries = try file.root(source)
    for entry in entries where !Self.keys.contains(entry.key) {
      throw file.noSuch("key of a report's head", entry.key, among: Self.keys, line: entry.line)
    }
    func text(_ key: String) throws -> String? {
      try entries.first { $0.key == key }.map { try file.text($0.value, key: key, line: $0.line) }
    }
    func needed(_ key: String) throws -> String {
      guard let text = try text(key) else { throw file.fail(1, "the head of a report: expected '\(key):', found none") }
      return text
    }
    id = try needed("id")
    let line = entries.first { $0.key == "id" }?.line ?? 1
    try file.checkID(id, line: line)
    guard !id.contains("."), !Self.taken.contains(id) else {
      throw file.fail(
        line,
        "id: expected a name for the page's folder without points, and none of \(Self.taken.joined(separator: ", ")), found '\(id)'"
      )
    }
    title = try needed("title")
    citation = try text("citation") ?? "No citation is given."
    link = try text("link")
    if let link, !link.hasPrefix("https://"), !link.hasPrefix("http://") {
      throw file.fail(
        entries.first { $0.key == "link" }?.line ?? 1,
        "link: expected an address that begins with https://, found '\(link)'")
    }
    summary = try text("summary") ?? ""
    data = try entries.first { $0.key == "data" }.map { try Self.data($0, file) } ?? []
  }

  private static func data(_ entry: StudyFile.Entry, _ file: StudyFile) throws -> [(String, SettingValue, Int)] {
    var settings = TrainingSettings()
    guard entry.value.mapping != nil else {
      let name = try file.text(entry.value, key: "data", line: entry.line)
      try settings.set("dataset", to: .scalar(name), location: "\(file.location(entry.line)): ")
      return [("dataset", .scalar(name), entry.line)]
    }
    return try file.entries(of: entry.value, what: "data", line: entry.line).map { item in
      try file.set(&settings, item.key, item.value, line: item.line)
      guard TrainingSettings.keys(deciding: .data).contains(item.key) else {
        throw file.fail(item.line, "data: '\(item.key)' is no setting of the data; put it into 'train' of a study")
      }
      return (item.key, try SettingsFile.value(item.value, location: file.location(item.line)), item.line)
    }
  }
}
